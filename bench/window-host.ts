// The web face over a core that is made up at size: many servers, many tools, every client. What the page does is real.
import path from 'node:path';
import { startWeb } from '../src/main/web/web';
import { texts } from '../src/shared/messages';
import {
  type Cell,
  CLIENT_IDS,
  type ClientSummary,
  type ConnectionState,
  type ServerSummary,
  type Snapshot,
  type Tool,
} from '../src/shared/model';
import { clientSummary, fakeHandlers, plan, serverSummary, snapshot } from '../test/support/fake-handlers';
import { keptLog, realClock } from '../test/support/fakes';
import { makeTools } from './tools';

export interface Host {
  /** A link that opens the page once. */
  link(): string;
  /** Tells the page of another snapshot, as probes of servers do. */
  change(): void;
  stop(): Promise<void>;
}

const problem = { code: 'connection-refused', message: 'Nothing answers.', action: 'Start it.' } as const;

/** Mostly ready, with a few of every other state, so that rows differ in height and in what they offer. */
function stateOf(i: number): ConnectionState {
  if (i % 25 === 7) return { kind: 'failed', problem };
  if (i % 25 === 13) return { kind: 'sign-in-needed', problem: { ...problem, code: 'sign-in-needed' } };
  if (i % 25 === 19) return { kind: 'off' };
  return serverSummary().state;
}

function servers(
  count: number,
  tools: readonly Tool[],
): readonly (ServerSummary & { readonly tools: readonly Tool[] })[] {
  const each = Math.ceil(tools.length / count);
  return Array.from({ length: count }, (_, i) => {
    const mine = tools.slice(i * each, (i + 1) * each);
    return {
      ...serverSummary({
        name: `service-${String(i).padStart(3, '0')}`,
        transport: i % 2 === 0 ? 'http' : 'stdio',
        state: stateOf(i),
        counts: { tools: mine.length, resources: 0, templates: 0, prompts: 0 },
        tokens: mine.reduce((sum, tool) => sum + tool.tokens, 0),
        latencies: [12, 14, 11, 40, 13, 12, 12, 18, 12, 12],
        catalogSource: i % 10 === 3 ? 'cache' : 'live',
        fingerprint: `f${i}`,
        disabledTools: i % 20 === 5 ? mine.slice(0, 3).map((tool) => tool.name) : [],
      }),
      tools: mine,
    };
  });
}

function clients(names: readonly string[]): readonly ClientSummary[] {
  const cells = names.map((server, i): Cell => {
    const delivery = i % 3 === 0 ? 'brokered' : i % 7 === 0 ? 'off' : 'direct';
    return { server, delivery, chosen: i % 5 === 0, status: i % 9 === 0 ? 'add' : 'in-sync' };
  });
  return CLIENT_IDS.map((id) => clientSummary({ id, name: id, cells, sync: { kind: 'changes', count: 3 } }));
}

interface Size {
  readonly servers: number;
  readonly tools: number;
}

/** Starts it on loopback. The built page is what `npm run build` made. */
export async function startHost(size: Size): Promise<Host> {
  const all = servers(size.servers, makeTools(size.tools));
  const byName = new Map(all.map((one) => [one.name, one]));
  let version = 0;
  const listeners = new Set<() => void>();
  const known = (name: string) => {
    const found = byName.get(name);
    if (!found) throw new Error(`no server ${name}`);
    return found;
  };
  const now = (): Snapshot =>
    snapshot({
      // Every probe moves the line of one server and leaves the others as they were.
      servers: all.map(({ tools: _, ...one }, i) =>
        i === version % all.length ? { ...one, latencies: [...one.latencies.slice(1), 10 + (version % 30)] } : one,
      ),
      clients: clients(all.map((one) => one.name)),
    });
  const { handlers } = fakeHandlers({
    'app:snapshot': async () => now(),
    'servers:tools': async ({ names }) =>
      names.map(known).map(({ name, fingerprint, tools }) => ({
        server: name,
        fingerprint,
        tools: tools.map(({ inputSchema: _, ...tool }) => ({ ...tool, server: name })),
      })),
    'server:catalog': async ({ name }) => {
      const { fingerprint, tools } = known(name);
      return { fingerprint, tools, resources: [], templates: [], prompts: [] };
    },
    'client:plan': async ({ client }) => plan({ client }),
    'activity:list': async () => [],
  });
  const web = await startWeb({
    handlers,
    snapshot: now,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    translate: () => texts('en'),
    staticFolder: path.resolve('out/renderer'),
    port: 0,
    log: keptLog(),
    clock: realClock,
  });
  return {
    link: () => web.newVisitLink(),
    change() {
      version += 1;
      for (const listener of listeners) listener();
    },
    stop: () => web.stop(),
  };
}
