// One server looked at apart from its connection: the steps Doctor takes. Nothing here changes the state that is shown.
import { AppError } from '../../shared/errors';
import type { RemoteServer, Server, StdioServer } from '../../shared/model';
import type { CommandExam, Exam, ExamSteps, Knock, Listed, RemoteExam } from '../ports-exam';
import { mediaType } from '../protocol/media-type';
import { loadCatalog } from './catalog-load';
import { TRANSPORT_HEADERS } from './guarded-fetch';
import { networkError } from './http-errors';
import { LogLines } from './log-lines';
import { type OpenTools, openSession } from './open-session';
import { prepareRemote, type Remote } from './remote';
import { prepareCommand } from './stdio-command';

export type ExamTools = Omit<OpenTools, 'hooks' | 'stderrTail'>;

/** @throws AppError url-invalid, header-invalid, folder-missing, and what resolving a reference throws */
export function examine(server: Server, tools: ExamTools): Promise<Exam> {
  return server.type === 'stdio' ? examineCommand(server, tools) : examineRemote(server, tools);
}

async function examineRemote(server: RemoteServer, tools: ExamTools): Promise<RemoteExam> {
  const remote = await prepareRemote(server, tools.resolve);
  const lines = new LogLines(tools.clock);
  lines.hide(remote.secrets);
  return {
    kind: 'remote',
    url: new URL(remote.url.pathname, remote.url.origin),
    knock: (signal) => knock(server, remote, tools, signal),
    connect: (steps, signal) => connect(server, tools, () => lines, steps, signal),
    redact: (text) => lines.redact(text),
  };
}

async function examineCommand(server: StdioServer, tools: ExamTools): Promise<CommandExam> {
  const { command, cwd, env, secrets } = await prepareCommand(server, tools);
  // A command that leaves at the newer handshake is started once more; the lines of that start alone tell why.
  let lines = new LogLines(tools.clock);
  lines.hide(secrets);
  const begin = () => {
    lines = new LogLines(tools.clock);
    lines.hide(secrets);
  };
  return {
    kind: 'command',
    command,
    cwd,
    path: env.PATH ?? '',
    lines: () =>
      lines
        .all()
        .filter((l) => l.source === 'stderr')
        .map((l) => l.text),
    connect: (steps, signal) => {
      const onSpawn = (pid: number) => {
        begin();
        steps.onSpawn(pid);
      };
      return connect(server, tools, () => lines, { ...steps, onSpawn }, signal);
    },
    redact: (text) => lines.redact(text),
  };
}

/** The request every revision knows, without a session: what answers it is HTTP, and says who is asked to sign in. */
const PING = JSON.stringify({ jsonrpc: '2.0', id: 'doctor', method: 'ping' });

async function knock(server: RemoteServer, remote: Remote, tools: ExamTools, signal: AbortSignal): Promise<Knock> {
  const headers = new Headers({ accept: 'application/json, text/event-stream' });
  for (const [name, value] of remote.headers) if (!TRANSPORT_HEADERS.test(name.toLowerCase())) headers.set(name, value);
  const isStream = server.type === 'sse';
  if (!isStream) headers.set('content-type', 'application/json');
  const request = isStream ? { method: 'GET' } : { method: 'POST', body: PING };
  try {
    const response = await fetch(remote.url, { ...request, headers, redirect: 'manual', signal });
    await response.body?.cancel();
    const date = Date.parse(response.headers.get('date') ?? '');
    return {
      status: response.status,
      type: mediaType(response.headers.get('content-type')),
      asksForSignIn: response.status === 401 && remote.keyHeader === undefined,
      ...(Number.isFinite(date) && { clockAheadMs: tools.clock.now() - date }),
    };
  } catch (error) {
    if (signal.aborted) throw new AppError('connect-timeout', { seconds: Math.ceil(tools.timings.connect / 1000) });
    throw networkError(error, remote.url.host, Math.ceil(tools.timings.connect / 1000)) ?? error;
  }
}

async function connect(
  server: Server,
  tools: ExamTools,
  lines: () => LogLines,
  steps: ExamSteps,
  signal: AbortSignal,
): Promise<Listed> {
  const hooks: OpenTools['hooks'] = {
    onLine: (source, text) => lines().add(source, text),
    onTrouble: () => undefined,
    hide: (secrets) => lines().hide(secrets),
    redact: (text) => lines().redact(text),
    onSpawn: steps.onSpawn,
  };
  const stderrTail = (since: number) => lines().tail('stderr', 20, since);
  const session = await openSession(server, { ...tools, hooks, stderrTail }, signal);
  try {
    const { name = '', version = '' } = session.client.getServerVersion() ?? {};
    const { protocol, transport } = session;
    steps.onMet({ protocol, transport, serverName: lines().redact(name), serverVersion: lines().redact(version) });
    const timeout = server.timeout ?? tools.timings.request;
    const { catalog, problem } = await loadCatalog(session, tools.limits, timeout, hooks.redact);
    return { tools: catalog.tools.length, ...(problem && { problem }) };
  } finally {
    await session.close();
  }
}
