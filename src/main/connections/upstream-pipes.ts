// Ways to a server for the broker, made of this room's own transports: messages go through whole, unread and unchanged.
import type { JSONRPCMessage } from '@modelcontextprotocol/client';
import { AppError } from '../../shared/errors';
import type { LogLine } from '../../shared/model';
import type { Clock, Fetch } from '../ports';
import type { MessagePipe } from '../ports-relay';
import { wholeMessage } from '../protocol/messages';
import { guardedFetch } from './guarded-fetch';
import { LegacySseTransport } from './legacy-sse';
import { redactor } from './log-lines';
import type { Reaper } from './reaper';
import type { Remote } from './remote';
import type { Command } from './stdio-command';
import { type ProcessEnd, StdioTransport } from './stdio-transport';

export interface PipeTools {
  readonly clock: Clock;
  readonly platform: NodeJS.Platform;
  readonly reaper: Reaper;
  /** Bytes of one message. */
  readonly limit: number;
  /** Milliseconds, as in Timings. */
  readonly grace: number;
  readonly connect: number;
  readonly endpoint: number;
  /** A line for the server's log, free of the entry's secrets. */
  readonly onLine: (source: LogLine['source'], text: string) => void;
}

const TAIL = 20;

/** A process that starts with the pipe and ends with it. */
export function stdioPipe(command: Command, tools: PipeTools): MessagePipe {
  let problem: AppError | undefined;
  const redact = redactor(command.secrets);
  const tail: string[] = [];
  const transport = new StdioTransport(command, {
    clock: tools.clock,
    platform: tools.platform,
    reaper: tools.reaper,
    limit: tools.limit,
    graceMs: tools.grace,
    parse: whole,
    onStderr: (line) => {
      const clean = redact(line);
      tail.push(clean);
      if (tail.length > TAIL) tail.shift();
      tools.onLine('stderr', clean);
    },
    onNoise: (line) => tools.onLine('stderr', redact(line)),
    onFatal: (error) => {
      problem = error;
      // It is the end that fails what waits; closing it has no failure of its own.
      void transport.close();
    },
    onExit: (end) => {
      problem ??= exitProblem(end, tail.join('\n'));
      tools.onLine('connection', problem.message);
    },
  });
  return pipeOf(transport, () => problem);
}

function exitProblem({ code, signal }: ProcessEnd, details: string): AppError {
  const about = details === '' ? {} : { details };
  return signal === null
    ? new AppError('process-exited', { code: code ?? 0 }, about)
    : new AppError('process-killed', { signal }, about);
}

/** A legacy event stream; `fetch` signs its requests. */
export function ssePipe(remote: Remote, fetch: Fetch, tools: PipeTools): MessagePipe {
  let problem: AppError | undefined;
  const guarded = guardedFetch(remote, tools.limit, {
    fetch,
    seconds: Math.ceil(tools.connect / 1000),
    onFatal: (error) => {
      problem = error;
      void transport.close();
    },
    // This transport is older than sessions, and a request that fails says so itself.
    onSessionGone: () => undefined,
    onTrouble: () => undefined,
  });
  const settings = { clock: tools.clock, fetch: guarded, endpointMs: tools.endpoint, parse: whole };
  const transport = new LegacySseTransport(remote.url, settings);
  return pipeOf(transport, () => problem);
}

// The library's message type names what the broker leaves unread.
const whole = (text: string) => wholeMessage(text) as unknown as JSONRPCMessage;

function pipeOf(transport: StdioTransport | LegacySseTransport, problem: () => AppError | undefined): MessagePipe {
  const pipe: MessagePipe = {
    start: () => transport.start(),
    // The transports' message type names what is inside; the broker only passes it on.
    send: (message) => transport.send(message as Parameters<typeof transport.send>[0]),
    close: () => transport.close(),
    problem,
  };
  transport.onmessage = (message) => pipe.onmessage?.({ ...message });
  transport.onclose = () => pipe.onclose?.();
  return pipe;
}
