// An MCP session: the protocol client on one transport, and the one place that knows how it ended.
import {
  Client,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  type JsonSchemaValidator,
  type jsonSchemaValidator,
  type PriorDiscovery,
  type Transport,
} from '@modelcontextprotocol/client';
import { AppError } from '../../shared/errors';
import type { Transport as TransportName } from '../../shared/model';
import type { Clock } from '../ports';
import type { Conversation, Limits, Timings } from './options';
import { type ErrorContext, sessionError } from './session-errors';

/** `gone`: the server forgot the session, and a new one may be opened within the same call. */
export type SessionEnd = { readonly kind: 'gone' } | { readonly kind: 'failed'; readonly error: AppError };

export interface Session {
  readonly client: Client;
  readonly transport: TransportName;
  readonly protocol: string;
  /** True from revision 2026-07-28 on: no session, no ping, change notices by subscription. */
  readonly isModern: boolean;
  /** Resolves when the session ends by itself. */
  readonly ended: Promise<SessionEnd>;
  /** What an error of one of its requests means; the end of the session, if it has ended. */
  explain(error: unknown, seconds: number): AppError;
  /** True once the server has answered that it does not know this session. */
  isGone(): boolean;
  /** Idempotent; requests under way fail. */
  close(): Promise<void>;
}

/** Where a session tells what happens to it. */
interface SessionHooks {
  onLine(source: 'stderr' | 'server' | 'connection', text: string): void;
  onTrouble(): void;
  /** The other side has sent something. */
  onLife?(): void;
  hide(secrets: readonly string[]): void;
  redact(text: string): string;
  /** A command runs. */
  onSpawn?(pid: number): void;
}

export interface SessionTools {
  readonly clock: Clock;
  readonly timings: Timings;
  readonly limits: Limits;
  readonly clientInfo: { readonly name: string; readonly version: string };
  readonly conversation: Conversation | undefined;
  readonly hooks: SessionHooks;
}

/** Remembers the first thing that ended a session; what follows from it is not news. */
export class Ending {
  readonly #deferred = Promise.withResolvers<SessionEnd>();
  first: SessionEnd | undefined;

  get promise(): Promise<SessionEnd> {
    return this.#deferred.promise;
  }
  set(end: SessionEnd): void {
    if (this.first) return;
    this.first = end;
    this.#deferred.resolve(end);
  }
  fail(error: AppError): void {
    this.set({ kind: 'failed', error });
  }
}

/** How long the exit of a process may come after its broken pipe. */
const EXIT_NEWS_MS = 2_000;

interface Handshake {
  readonly name: TransportName;
  readonly transport: Transport;
  readonly ending: Ending;
  readonly host: string;
  readonly timeoutMs: number;
  /** Skips the probe where the era is known to be the older one. */
  readonly prior?: PriorDiscovery;
  /** Says goodbye before the transport closes. */
  readonly farewell?: () => Promise<void>;
}

/**
 * Connects the client over a transport and gives the session, or closes what it opened.
 * @throws AppError as `explain` of the session would say it
 */
export async function shakeHands(handshake: Handshake, tools: SessionTools, signal: AbortSignal): Promise<Session> {
  const { transport, ending, name, timeoutMs, prior } = handshake;
  const client = createClient(tools, name);
  const seconds = Math.ceil(timeoutMs / 1000);
  let sawGarbage = false;
  // Set before connecting: the era probe runs before the client listens to its transport.
  transport.onerror = (error) => {
    if (!isGarbage(error)) return;
    sawGarbage = true;
    // A command may print anything between its messages; over HTTP a broken message is the answer itself.
    if (name !== 'stdio') ending.fail(new AppError('invalid-message', {}, { cause: error }));
  };
  transport.onmessage = (message) => {
    if (client.getProtocolEra() === 'modern') completeByDefault(message);
  };
  const context = { host: handshake.host, seconds, redact: tools.hooks.redact, phase: 'connect' } as const;
  const stopClock = tools.clock.after(timeoutMs, () => ending.fail(new AppError('connect-timeout', { seconds })));
  const onAbort = () => ending.fail(new AppError('connection-lost'));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    signal.throwIfAborted();
    const over = ending.promise.then((end) => Promise.reject(endError(end)));
    await Promise.race([client.connect(transport, { timeout: timeoutMs, ...(prior && { prior }) }), over]);
    return createSession(client, handshake, tools);
  } catch (error) {
    await settleEnd(error, ending, tools, name);
    await transport.close();
    throw explainEnd(ending, error, sawGarbage, context);
  } finally {
    stopClock();
    signal.removeEventListener('abort', onAbort);
  }
}

/** A result that does not say what it is, is complete (SEP-2322); the library would refuse it. */
function completeByDefault(message: JSONRPCMessage): void {
  if (isJSONRPCResultResponse(message) && !('resultType' in message.result)) message.result.resultType = 'complete';
}

/** A pipe breaks before the exit of its process is told; the exit is the better answer. */
async function settleEnd(error: unknown, ending: Ending, tools: SessionTools, name: TransportName): Promise<void> {
  const isLost = !(error instanceof AppError) || error.code === 'connection-lost';
  if (name !== 'stdio' || ending.first || !isLost) return;
  const waited = Promise.withResolvers<undefined>();
  const stopClock = tools.clock.after(EXIT_NEWS_MS, () => waited.resolve(undefined));
  await Promise.race([ending.promise, waited.promise]);
  stopClock();
}

function explainEnd(ending: Ending, error: unknown, sawGarbage: boolean, context: ErrorContext): AppError {
  const explained = ending.first?.kind === 'failed' ? ending.first.error : sessionError(error, context);
  return sawGarbage && explained.code === 'connect-timeout'
    ? new AppError('invalid-message', {}, { cause: explained })
    : explained;
}

function createSession(client: Client, { name, ending, host, farewell }: Handshake, tools: SessionTools): Session {
  let closing: Promise<void> | undefined;
  client.onclose = () => {
    if (!closing) ending.fail(new AppError('connection-lost'));
  };
  const close = async () => {
    if (!ending.first) await farewell?.();
    await client.close();
  };
  const { redact } = tools.hooks;
  return {
    client,
    transport: name,
    protocol: client.getNegotiatedProtocolVersion() ?? '',
    isModern: client.getProtocolEra() === 'modern',
    ended: ending.promise,
    explain: (error, seconds) =>
      ending.first?.kind === 'failed'
        ? ending.first.error
        : sessionError(error, { host, seconds, redact, phase: 'request' }),
    isGone: () => ending.first?.kind === 'gone',
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** We show what a server says as it says it: no schema is compiled, so none can send us anywhere. */
const acceptAnything: jsonSchemaValidator = {
  getValidator<T>(): JsonSchemaValidator<T> {
    return (input: unknown) => ({ valid: true, data: input as T, errorMessage: undefined });
  },
};

function createClient(tools: SessionTools, name: TransportName): Client {
  const { conversation, hooks, timings, clientInfo } = tools;
  const client = new Client(clientInfo, {
    capabilities: conversation?.capabilities ?? {},
    versionNegotiation: { mode: 'auto', probe: { timeoutMs: name === 'stdio' ? timings.probe : timings.connect } },
    inputRequired: { autoFulfill: conversation !== undefined },
    jsonSchemaValidator: acceptAnything,
  });
  conversation?.install(client);
  client.onerror = (error) => {
    if (!isGarbage(error) || name !== 'stdio') hooks.onLine('connection', error.message);
  };
  client.setNotificationHandler('notifications/message', ({ params }) => {
    hooks.onLine('server', typeof params.data === 'string' ? params.data : JSON.stringify(params.data));
  });
  return client;
}

function endError(end: SessionEnd): AppError {
  return end.kind === 'failed' ? end.error : new AppError('connection-lost');
}

/** True for what parsing throws: the server sent something that is no message. */
function isGarbage(error: Error): boolean {
  return error.name === 'SyntaxError' || error.name === 'ZodError' || error.name === '$ZodError';
}
