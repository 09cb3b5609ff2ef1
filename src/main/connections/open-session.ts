// Opens a session with a server by whichever transport answers: the fallback rules between the HTTP transports, and
// the second start for commands that leave when they are asked for the newer handshake.
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { AppError } from '../../shared/errors';
import type { RemoteServer, Server, StdioServer } from '../../shared/model';
import type { ResolveReferences, SignIns } from '../ports';
import { guardedFetch } from './guarded-fetch';
import { isModernErrorBody } from './http-errors';
import { LegacySseTransport } from './legacy-sse';
import type { Reaper } from './reaper';
import { prepareRemote, type Remote } from './remote';
import { Ending, type Session, type SessionTools, shakeHands } from './session';
import { refusedWith } from './session-errors';
import { prepareCommand } from './stdio-command';
import { StdioTransport } from './stdio-transport';

export interface OpenTools extends SessionTools {
  readonly resolve: ResolveReferences;
  readonly signIns: Pick<SignIns, 'fetchFor' | 'status'> | undefined;
  readonly shellPath: () => Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly reaper: Reaper;
  /** The last lines of standard error written since `since` (epoch ms). */
  stderrTail(since: number): string | undefined;
}

/** @throws AppError with any code of a connection; nothing is left open then */
export function openSession(server: Server, tools: OpenTools, signal: AbortSignal): Promise<Session> {
  return server.type === 'stdio' ? openCommand(server, tools, signal) : openRemote(server, tools, signal);
}

async function openRemote(server: RemoteServer, tools: OpenTools, signal: AbortSignal): Promise<Session> {
  const remote = await unlessAborted(prepareRemote(server, tools.resolve), signal);
  tools.hooks.hide(remote.secrets);
  const byHttp = () => openHttp(server, remote, tools, signal);
  const bySse = () => openSse(server, remote, tools, signal);
  const [first, second] = server.type === 'sse' ? [bySse, byHttp] : [byHttp, bySse];
  try {
    return await first();
  } catch (error) {
    if (!(error instanceof AppError) || !mayBeTheOther(error) || signal.aborted) throw error;
    return await second().catch((other: unknown) => {
      // Both said no in the same words: the transport the person named is the one to report.
      throw other instanceof AppError && other.code !== 'http-status' ? other : error;
    });
  }
}

/** Only these answers can come from a server of the other HTTP transport; 401, 403 and 5xx mean something else. */
function mayBeTheOther(error: AppError): boolean {
  if (error.code === 'not-mcp') return error.params.type === 'application/json';
  if (error.code !== 'http-status') return false;
  const isPossible = [400, 404, 405, 406].includes(Number(error.params.status));
  return isPossible && !isModernErrorBody(refusedWith(error)?.text ?? '');
}

function openHttp(server: RemoteServer, remote: Remote, tools: OpenTools, signal: AbortSignal): Promise<Session> {
  const { transport, ending, timeoutMs } = httpParts(server, remote, tools);
  return shakeHands(
    {
      name: 'http',
      transport,
      ending,
      timeoutMs,
      host: remote.url.host,
      farewell: () => endSession(transport, tools),
    },
    tools,
    signal,
  );
}

function httpParts(server: RemoteServer, remote: Remote, tools: OpenTools) {
  const ending = new Ending();
  const timeoutMs = tools.timings.connect;
  const fetch = remoteFetch(server, remote, tools, ending);
  // Our fetch decides about redirects; the library would follow none that leave the path's origin.
  const transport = new StreamableHTTPClientTransport(remote.url, { fetch, redirectPolicy: 'follow' });
  return { transport, ending, timeoutMs };
}

/** Tells a 2025 server that its session is over; politeness, so it gets little time and no say. */
async function endSession(transport: StreamableHTTPClientTransport, tools: OpenTools): Promise<void> {
  if (transport.sessionId === undefined) return;
  const late = Promise.withResolvers<void>();
  const stopClock = tools.clock.after(tools.timings.grace, late.resolve);
  const said = transport.terminateSession().catch((error: unknown) => {
    tools.hooks.onLine('connection', `session not ended: ${error instanceof Error ? error.message : 'no answer'}`);
  });
  await Promise.race([said, late.promise]);
  stopClock();
}

function openSse(server: RemoteServer, remote: Remote, tools: OpenTools, signal: AbortSignal): Promise<Session> {
  const ending = new Ending();
  const { clock, timings } = tools;
  const fetch = remoteFetch(server, remote, tools, ending);
  const transport = new LegacySseTransport(remote.url, { clock, fetch, endpointMs: timings.endpoint });
  const host = remote.url.host;
  // This transport is older than the newer handshake: there is nothing to probe for.
  const prior = { kind: 'legacy' } as const;
  return shakeHands({ name: 'sse', transport, ending, timeoutMs: timings.connect, host, prior }, tools, signal);
}

function remoteFetch(server: RemoteServer, remote: Remote, tools: OpenTools, ending: Ending) {
  return guardedFetch(remote, tools.limits.message, {
    fetch: tools.signIns?.fetchFor(server) ?? ((url, init) => fetch(url, init)),
    seconds: Math.ceil(tools.timings.connect / 1000),
    onFatal: (error) => ending.fail(error),
    onSessionGone: () => ending.set({ kind: 'gone' }),
    onTrouble: tools.hooks.onTrouble,
    ...(tools.hooks.onLife && { onLife: tools.hooks.onLife }),
  });
}

async function openCommand(server: StdioServer, tools: OpenTools, signal: AbortSignal): Promise<Session> {
  const command = await unlessAborted(prepareCommand(server, tools), signal);
  tools.hooks.hide(command.secrets);
  const start = (prior?: { readonly kind: 'legacy' }) => {
    const { transport, ending, timeoutMs } = commandParts(command, tools);
    const handshake = { name: 'stdio', transport, ending, timeoutMs, host: server.command } as const;
    return shakeHands({ ...handshake, ...(prior && { prior }) }, tools, signal);
  };
  try {
    return await start();
  } catch (error) {
    // Some servers of the 2025 revisions leave at the first request they do not know; they get the one they do.
    const isExit = error instanceof AppError && (error.code === 'process-exited' || error.code === 'process-killed');
    if (!isExit || signal.aborted) throw error;
    return await start({ kind: 'legacy' });
  }
}

function commandParts(command: Awaited<ReturnType<typeof prepareCommand>>, tools: OpenTools) {
  const { clock, platform, reaper, limits, timings, hooks } = tools;
  const ending = new Ending();
  const startedAt = clock.now();
  const transport = new StdioTransport(command, {
    clock,
    platform,
    reaper,
    limit: limits.message,
    graceMs: timings.grace,
    onSpawn: (pid) => hooks.onSpawn?.(pid),
    onStderr: (line) => hooks.onLine('stderr', line),
    onNoise: (line) => hooks.onLine('server', line),
    onFatal: (error) => ending.fail(error),
    onExit: ({ code, signal }) => {
      const details = tools.stderrTail(startedAt);
      const options = details === undefined ? {} : { details };
      ending.fail(
        signal === null
          ? new AppError('process-exited', { code: code ?? 0 }, options)
          : new AppError('process-killed', { signal }, options),
      );
    },
  });
  return { transport, ending, timeoutMs: timings.connectCommand };
}

/** A keychain may wait for the person as long as it likes; stopping and starting over must not wait with it. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new AppError('connection-lost'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
