// A stand-in for the core where a face is under test: total like the real one, so that the contract holds it too.
import { DEFAULT_SETTINGS } from '../../src/main/node/settings';
import type { Handlers } from '../../src/shared/contract';
import { AppError } from '../../src/shared/errors';
import type { ClientSummary, Plan, ServerSummary, Snapshot } from '../../src/shared/model';

export function serverSummary(over: Partial<ServerSummary> = {}): ServerSummary {
  return {
    name: 'notes',
    transport: 'stdio',
    address: 'npx notes',
    sets: [],
    needsSecret: false,
    holdsSecret: false,
    disabledTools: [],
    signIn: { kind: 'none' },
    state: { kind: 'ready', since: 0, protocol: '2025-11-25', transport: 'stdio', serverName: 'n', serverVersion: '1' },
    latencies: [12],
    counts: { tools: 2, resources: 0, templates: 0, prompts: 0 },
    tokens: 640,
    catalogSource: 'live',
    fingerprint: 'f',
    ...over,
  };
}

export function clientSummary(over: Partial<ClientSummary> = {}): ClientSummary {
  return {
    id: 'claude-code',
    sees: 'next-session',
    evidence: 'program',
    name: 'Claude Code',
    installed: true,
    file: '/home/me/.claude.json',
    sync: { kind: 'in-sync' },
    canUndo: false,
    canRestore: false,
    holdsKey: false,
    bridged: false,
    cells: [],
    ...over,
  };
}

export function plan(over: Partial<Plan> = {}): Plan {
  return {
    client: 'claude-code',
    file: '/home/me/.claude.json',
    id: 'plan-1',
    changes: [],
    writes: 0,
    besides: [],
    ...over,
  };
}

export function snapshot(over: Partial<Snapshot> = {}): Snapshot {
  return {
    version: '0.1.0',
    face: 'web',
    language: 'en',
    settings: { ...DEFAULT_SETTINGS, language: 'system' },
    configFile: '/home/me/.config/mcp-tray/mcp.json',
    stateFolder: '/home/me/.local/state/mcp-tray',
    keychain: 'memory',
    broker: { kind: 'running', address: 'http://127.0.0.1:27630', port: 27630 },
    latestActivity: 0,
    servers: [serverSummary()],
    clients: [clientSummary()],
    ...over,
  };
}

/** Handlers that answer with what is given and refuse everything else; `calls` tells what was asked. */
export function fakeHandlers(given: Partial<Handlers>): { handlers: Handlers; calls: [string, unknown][] } {
  const calls: [string, unknown][] = [];
  const wrap = <K extends keyof Handlers>(name: K): Handlers[K] => {
    const answer =
      given[name] ?? (() => Promise.reject(new AppError('internal', { reason: `${name} is not expected` })));
    return ((args: never) => {
      calls.push([name, args]);
      return answer(args);
    }) as Handlers[K];
  };
  const handlers: Handlers = {
    'app:snapshot': wrap('app:snapshot'),
    'app:openLink': wrap('app:openLink'),
    'app:openFolder': wrap('app:openFolder'),
    'app:diagnostics': wrap('app:diagnostics'),
    'app:setStartAtLogin': wrap('app:setStartAtLogin'),
    'app:uninstall': wrap('app:uninstall'),
    'app:quit': wrap('app:quit'),
    'update:check': wrap('update:check'),
    'update:download': wrap('update:download'),
    'update:install': wrap('update:install'),
    'settings:set': wrap('settings:set'),
    'servers:parse': wrap('servers:parse'),
    'servers:offered': wrap('servers:offered'),
    'servers:tools': wrap('servers:tools'),
    'servers:export': wrap('servers:export'),
    'servers:add': wrap('servers:add'),
    'server:remove': wrap('server:remove'),
    'server:setDisabled': wrap('server:setDisabled'),
    'server:reconnect': wrap('server:reconnect'),
    'server:signIn': wrap('server:signIn'),
    'server:cancelSignIn': wrap('server:cancelSignIn'),
    'server:finishSignIn': wrap('server:finishSignIn'),
    'server:signOut': wrap('server:signOut'),
    'server:useClient': wrap('server:useClient'),
    'server:setKey': wrap('server:setKey'),
    'server:setSecrets': wrap('server:setSecrets'),
    'server:setTool': wrap('server:setTool'),
    'server:setPerClient': wrap('server:setPerClient'),
    'server:setDelivery': wrap('server:setDelivery'),
    'server:catalog': wrap('server:catalog'),
    'server:log': wrap('server:log'),
    'server:trust': wrap('server:trust'),
    'server:acceptTrust': wrap('server:acceptTrust'),
    'server:diagnose': wrap('server:diagnose'),
    'server:diagnosis': wrap('server:diagnosis'),
    'tool:call': wrap('tool:call'),
    'client:plan': wrap('client:plan'),
    'client:apply': wrap('client:apply'),
    'client:undo': wrap('client:undo'),
    'client:planRestore': wrap('client:planRestore'),
    'client:restore': wrap('client:restore'),
    'clients:settle': wrap('clients:settle'),
    'client:setDelivery': wrap('client:setDelivery'),
    'client:resolveDrift': wrap('client:resolveDrift'),
    'import:find': wrap('import:find'),
    'import:plan': wrap('import:plan'),
    'import:apply': wrap('import:apply'),
    'import:undo': wrap('import:undo'),
    'client:revokeKey': wrap('client:revokeKey'),
    'project:list': wrap('project:list'),
    'project:plan': wrap('project:plan'),
    'project:apply': wrap('project:apply'),
    'project:undo': wrap('project:undo'),
    'project:setDelivery': wrap('project:setDelivery'),
    'project:resolveDrift': wrap('project:resolveDrift'),
    'broker:setPort': wrap('broker:setPort'),
    'activity:list': wrap('activity:list'),
  };
  return { handlers, calls };
}
