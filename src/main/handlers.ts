// The whole contract, one line per request: parse the arguments, ask the app. Every face goes through here.
import { z } from 'zod';
import type { Answer, Arguments, Handlers, RequestName } from '../shared/contract';
import { AppError } from '../shared/errors';
import {
  choice,
  client,
  delivery,
  draft,
  imports,
  json,
  name,
  paste,
  registered,
  settings,
  target,
  text,
  toolSwitch,
  trusted,
} from './arguments';
import type { App } from './core';
import { indexTools } from './tool-index';

const none = z.undefined();

/** Answers every request of the contract. Handlers throw AppError; `bad-request` where arguments do not parse. */
export function createHandlers(app: App): Handlers {
  return {
    ...appHandlers(app),
    ...serverHandlers(app),
    ...clientHandlers(app),
    ...importHandlers(app),
    ...projectHandlers(app),
  };
}

type HandlersOf<Noun extends string> = Pick<Handlers, Extract<RequestName, `${Noun}:${string}`>>;

function appHandlers(app: App): HandlersOf<'app' | 'update' | 'settings' | 'servers' | 'broker' | 'activity'> {
  return {
    'app:snapshot': on('app:snapshot', none, async () => app.snapshot()),
    'app:openLink': on('app:openLink', z.strictObject({ url: text }), (a) => app.openUrl(a.url)),
    'app:openFolder': on('app:openFolder', z.strictObject({ which: z.enum(['config', 'state', 'logs']) }), (a) =>
      app.openFolder(a.which),
    ),
    'app:diagnostics': on('app:diagnostics', none, () => app.diagnostics()),
    'app:setStartAtLogin': on('app:setStartAtLogin', z.strictObject({ on: z.boolean() }), (a) =>
      app.setStartAtLogin(a.on),
    ),
    'app:uninstall': on('app:uninstall', none, () => app.uninstall()),
    'app:quit': on('app:quit', none, () => app.quit()),
    'update:check': on('update:check', none, () => app.updates().check()),
    'update:download': on('update:download', none, () => app.updates().download()),
    'update:install': on('update:install', none, () => app.updates().install()),
    'settings:set': on('settings:set', z.strictObject({ patch: settings }), async (a) => app.settings.set(a.patch)),
    'servers:parse': on('servers:parse', z.strictObject({ text: paste }), (a) => app.parse(a.text)),
    'servers:offered': on('servers:offered', z.strictObject({ id: z.int() }), (a) => app.offered(a.id)),
    'servers:tools': on('servers:tools', z.strictObject({ names: z.array(name).max(1000) }), async (a) =>
      indexTools(app.connections, a.names),
    ),
    'servers:export': on('servers:export', z.strictObject({ names: z.array(name).max(1000) }), async (a) =>
      app.exported(a.names),
    ),
    'servers:add': on('servers:add', z.strictObject({ drafts: z.array(draft).min(1).max(1000) }), (a) =>
      app.add(a.drafts),
    ),
    'broker:setPort': on('broker:setPort', z.strictObject({ port: z.int().min(1024).max(65_535) }), (a) =>
      app.setBrokerPort(a.port),
    ),
    'activity:list': on('activity:list', none, async () => [...app.brokering.activity()]),
  };
}

function serverHandlers(app: App): HandlersOf<'server' | 'tool'> {
  return {
    'server:remove': on('server:remove', z.strictObject({ name }), (a) => app.remove(a.name)),
    'server:setDisabled': on('server:setDisabled', z.strictObject({ name, disabled: z.boolean() }), (a) =>
      app.config.setDisabled(a.name, a.disabled),
    ),
    'server:setTool': on('server:setTool', toolSwitch, (a) => app.config.setTool(a.name, a.tool, a.on)),
    'server:setPerClient': on('server:setPerClient', z.strictObject({ name, on: z.boolean() }), (a) =>
      app.config.setPerClient(a.name, a.on),
    ),
    'server:setDelivery': on('server:setDelivery', z.strictObject({ name, delivery }), (a) =>
      app.setDelivery(undefined, a.name, a.delivery === 'default' ? undefined : a.delivery),
    ),
    'server:reconnect': on('server:reconnect', z.strictObject({ name }), (a) => app.reconnect(a.name)),
    'server:signIn': on('server:signIn', z.strictObject({ name, how: z.enum(['browser', 'device']) }), (a) =>
      app.signing.begin(a.name, a.how),
    ),
    'server:cancelSignIn': on('server:cancelSignIn', z.strictObject({ name }), async (a) => app.signing.cancel(a.name)),
    'server:finishSignIn': on('server:finishSignIn', z.strictObject({ name, url: text }), (a) =>
      app.signing.finish(a.name, a.url),
    ),
    'server:signOut': on('server:signOut', z.strictObject({ name }), (a) => app.signing.signOut(a.name)),
    'server:useClient': on('server:useClient', registered, (a) => app.signing.useClient(a.name, a)),
    'server:setKey': on('server:setKey', z.strictObject({ name, header: text, key: text }), async (a) => {
      await app.setKey(a.name, a.header, a.key);
      await app.reconnect(a.name);
    }),
    'server:setSecrets': on(
      'server:setSecrets',
      z.strictObject({ name, secrets: z.record(z.string().max(256), text.min(1)) }),
      async (a) => {
        await app.setSecrets(a.name, a.secrets);
        await app.reconnect(a.name);
      },
    ),
    'server:catalog': on('server:catalog', z.strictObject({ name }), async (a) => app.connections.catalog(a.name)),
    'server:log': on('server:log', z.strictObject({ name }), async (a) => [...app.connections.log(a.name)]),
    'server:trust': on('server:trust', z.strictObject({ name }), async (a) => app.trust.review(a.name) ?? null),
    'server:acceptTrust': on('server:acceptTrust', trusted, (a) => app.trust.accept(a.name, a.id, a.tools)),
    'server:diagnose': on('server:diagnose', z.strictObject({ name }), (a) => app.doctor.diagnose(a.name)),
    'server:diagnosis': on(
      'server:diagnosis',
      z.strictObject({ name }),
      async (a) => app.doctor.diagnosis(a.name) ?? null,
    ),
    'tool:call': on('tool:call', z.strictObject({ server: name, tool: z.string().max(1024), args: json }), (a) =>
      app.connections.call(a.server, a.tool, a.args),
    ),
  };
}

function clientHandlers(app: App): HandlersOf<'client' | 'clients'> {
  return {
    'client:plan': on('client:plan', z.strictObject({ client }), (a) => app.plan(a.client)),
    'client:apply': on('client:apply', z.strictObject({ client, planId: text }), (a) => app.apply(a.client, a.planId)),
    'client:undo': on('client:undo', z.strictObject({ client }), (a) => app.undo(a.client)),
    'client:planRestore': on('client:planRestore', z.strictObject({ client }), (a) => app.planRestore(a.client)),
    'client:restore': on('client:restore', z.strictObject({ client }), (a) => app.restore(a.client)),
    'clients:settle': on('clients:settle', none, async () => [...(await app.settled())]),
    'client:setDelivery': on('client:setDelivery', z.strictObject({ client, server: name, delivery }), (a) =>
      app.setDelivery(a.client, a.server, a.delivery === 'default' ? undefined : a.delivery),
    ),
    'client:resolveDrift': on('client:resolveDrift', z.strictObject({ client, server: name, choice }), (a) =>
      app.resolveDrift(a.client, a.server, a.choice),
    ),
    'client:revokeKey': on('client:revokeKey', z.strictObject({ client }), (a) => app.revokeKey(a.client)),
  };
}

function importHandlers(app: App): HandlersOf<'import'> {
  return {
    'import:find': on('import:find', none, () => app.findImports()),
    'import:plan': on('import:plan', z.strictObject({ servers: imports }), (a) => app.planImport(a.servers)),
    'import:apply': on('import:apply', z.strictObject({ servers: imports, id: text }), (a) =>
      app.applyImport(a.servers, a.id),
    ),
    'import:undo': on('import:undo', none, () => app.undoImport()),
  };
}

/** The same for single folders. */
function projectHandlers(app: App): HandlersOf<'project'> {
  return {
    'project:list': on('project:list', target.pick({ folder: true }), (a) => app.project(a.folder)),
    'project:plan': on('project:plan', target, app.planProject),
    'project:apply': on('project:apply', target.extend({ planId: text }), ({ planId, ...at }) =>
      app.applyProject(at, planId),
    ),
    'project:undo': on('project:undo', target, app.undoProject),
    'project:setDelivery': on(
      'project:setDelivery',
      target.extend({ server: name, delivery: z.enum(['direct', 'brokered', 'off']) }),
      ({ server, delivery: d, ...at }) => app.setProjectDelivery(at, server, d === 'off' ? undefined : d),
    ),
    'project:resolveDrift': on(
      'project:resolveDrift',
      target.extend({ server: name, choice }),
      ({ server, choice: c, ...at }) => app.resolveProjectDrift(at, server, c),
    ),
  };
}

function on<K extends RequestName>(
  request: K,
  schema: z.ZodType<Arguments<K>>,
  run: (args: Arguments<K>) => Promise<Answer<K>>,
): (args: Arguments<K>) => Promise<Answer<K>> {
  return async (args) => {
    const parsed = schema.safeParse(args);
    if (parsed.success) return run(parsed.data);
    const problem = parsed.error.issues.map((i) => `${i.path.join('.') || 'arguments'}: ${i.code}`).join(', ');
    throw new AppError('bad-request', { request, problem });
  };
}
