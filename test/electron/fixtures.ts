// Snapshots and handlers for the tests of the tray room: the smallest that are whole.
import { DEFAULT_SETTINGS } from '../../src/main/node/settings';
import type { Handlers, RequestName } from '../../src/shared/contract';
import type { ErrorCode } from '../../src/shared/errors';
import type { ClientSummary, ConnectionState, ServerSummary, Snapshot, Transport } from '../../src/shared/model';

const PROBLEM = { code: 'connection-refused', message: 'No answer from localhost:1.', action: 'Start it.' } as const;

export function stateOf(kind: ConnectionState['kind']): ConnectionState {
  switch (kind) {
    case 'off':
      return { kind };
    case 'connecting':
      return { kind, attempt: 1 };
    case 'ready':
      return { kind, since: 0, protocol: '2026-07-28', transport: 'http', serverName: 's', serverVersion: '1' };
    default:
      return { kind, problem: PROBLEM };
  }
}

/** A state that has a problem of this code. */
export function problemState(kind: 'sign-in-needed' | 'needs-input' | 'failed', code: ErrorCode): ConnectionState {
  return { kind, problem: { code, message: 'So it is.', action: 'Do this.' } };
}

export function serverOf(
  name: string,
  kind: ConnectionState['kind'] = 'ready',
  transport: Transport = 'http',
): ServerSummary {
  return {
    name,
    transport,
    address: 'http://localhost:1/mcp',
    sets: [],
    needsSecret: false,
    holdsSecret: false,
    disabledTools: [],
    signIn: { kind: 'none' },
    state: stateOf(kind),
    latencies: [12],
    counts: { tools: 3, resources: 0, templates: 0, prompts: 0 },
    tokens: 640,
    catalogSource: 'live',
    fingerprint: 'f',
  };
}

export function clientOf(sync: ClientSummary['sync'] = { kind: 'in-sync' }, installed = true): ClientSummary {
  return {
    id: 'claude-code',
    sees: 'next-session',
    evidence: 'program',
    name: 'Claude Code',
    installed,
    file: '/f',
    sync,
    canUndo: false,
    canRestore: false,
    holdsKey: false,
    bridged: false,
    cells: [],
  };
}

export function snapshotOf(part: Partial<Snapshot> = {}): Snapshot {
  return {
    version: '0.1.0',
    face: 'tray',
    language: 'en',
    settings: { ...DEFAULT_SETTINGS, language: 'en' },
    configFile: '/c/mcp.json',
    stateFolder: '/s',
    keychain: 'keychain',
    broker: { kind: 'running', address: 'http://127.0.0.1:27630', port: 27630 },
    latestActivity: 0,
    servers: [],
    clients: [],
    ...part,
  };
}

/** Handlers that write down what they were asked; what is not given fails the test that reaches it. */
export function recordingHandlers(given: Partial<Handlers>): { handlers: Handlers; asked: [RequestName, unknown][] } {
  const asked: [RequestName, unknown][] = [];
  const entries = Object.entries(given).map(([name, handler]) => [
    name,
    (args: unknown) => {
      asked.push([name as RequestName, args]);
      return (handler as (args: unknown) => Promise<unknown>)(args);
    },
  ]);
  return { handlers: Object.fromEntries(entries), asked };
}
