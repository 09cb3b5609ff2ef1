// What tools cost in a model's context: by server, and by client for what each gets. Pure.
import type { ClientSummary, ServerSummary } from '../../shared/model';
import type { IndexedTool } from '../../shared/tool-index';

export interface Cost {
  readonly name: string;
  readonly tools: number;
  readonly tokens: number;
}
export interface ClientCost extends Cost {
  readonly client: ClientSummary['id'];
}

/** Dearest first; servers that list nothing are left out. */
export function serverCosts(servers: readonly ServerSummary[]): readonly Cost[] {
  return servers
    .filter((s) => s.state.kind !== 'off' && s.counts.tools > 0)
    .map(({ name, counts, tokens }) => ({ name, tools: counts.tools, tokens }))
    .sort((a, b) => b.tokens - a.tokens);
}

/** What each client of this machine gets once its file is in sync. Only the broker keeps a switched-off tool back. */
export function clientCosts(
  clients: readonly ClientSummary[],
  servers: readonly ServerSummary[],
  tools: readonly IndexedTool[],
): readonly ClientCost[] {
  const byName = new Map(servers.map((server) => [server.name, server]));
  const off = switchedOff(servers, tools);
  return clients
    .filter((client) => client.installed)
    .map((client) => {
      let count = 0;
      let tokens = 0;
      for (const { server: name, delivery, status } of client.cells) {
        const server = byName.get(name);
        const isTheirs = status === 'foreign' || status === 'waiting' || status === 'absent' || status === 'remove';
        if (!server || delivery === 'off' || isTheirs || server.state.kind === 'off') continue;
        const kept = delivery === 'brokered' ? off.get(name) : undefined;
        count += server.counts.tools - (kept?.tools ?? 0);
        tokens += server.tokens - (kept?.tokens ?? 0);
      }
      return { client: client.id, name: client.name, tools: count, tokens };
    });
}

function switchedOff(servers: readonly ServerSummary[], tools: readonly IndexedTool[]): ReadonlyMap<string, Cost> {
  const names = new Map(
    servers.filter((s) => s.disabledTools.length > 0).map((s) => [s.name, new Set(s.disabledTools)]),
  );
  const off = new Map<string, Cost>();
  for (const { server, name, tokens } of tools) {
    if (names.get(server)?.has(name) !== true) continue;
    const sum = off.get(server);
    off.set(server, { name: server, tools: (sum?.tools ?? 0) + 1, tokens: (sum?.tokens ?? 0) + tokens });
  }
  return off;
}
