// The servers list's decisions: which rows, which action, which words at the foot.
import type { ServerSummary } from '../../shared/model';
import { needsYou } from '../../shared/say';

export type ServerFilter = 'all' | 'needs-you';

/** "Needs you" is what the rail counts: a sign-in, a key, an unlocked keychain. */
export function filterServers(servers: readonly ServerSummary[], filter: ServerFilter): readonly ServerSummary[] {
  return filter === 'all' ? servers : servers.filter((s) => needsYou(s));
}

export type ServerAction = 'reconnect' | 'restart' | 'try-again' | 'turn-on';

/** The one action of a row; none while it connects or where only the entry itself can be mended. */
export function actionOf(server: Pick<ServerSummary, 'state' | 'transport'>): ServerAction | undefined {
  switch (server.state.kind) {
    case 'off':
      return 'turn-on';
    case 'sign-in-needed':
      return 'reconnect';
    case 'ready':
      return server.transport === 'stdio' ? 'restart' : 'reconnect';
    case 'failed':
    case 'needs-input':
      return 'try-again';
    default:
      return undefined;
  }
}

/** Tools and tokens of all servers that are ready. */
export function sumReady(servers: readonly ServerSummary[]): { readonly tools: number; readonly tokens: number } {
  const ready = servers.filter((s) => s.state.kind === 'ready');
  return {
    tools: ready.reduce((sum, s) => sum + s.counts.tools, 0),
    tokens: ready.reduce((sum, s) => sum + s.tokens, 0),
  };
}
