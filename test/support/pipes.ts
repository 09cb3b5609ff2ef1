// Pipes for the broker made of the connections room's own transports, as the wiring makes them.
import type { JSONRPCMessage } from '@modelcontextprotocol/client';
import { LegacySseTransport } from '../../src/main/connections/legacy-sse';
import { createReaper } from '../../src/main/connections/reaper';
import { type ProcessEnd, StdioTransport } from '../../src/main/connections/stdio-transport';
import type { Fetch, MessagePipe } from '../../src/main/ports';
import { wholeMessage } from '../../src/main/protocol/messages';
import { AppError } from '../../src/shared/errors';
import { keptLog, realClock } from './fakes';

// The library's message type names what the broker leaves unread.
const whole = (text: string) => wholeMessage(text) as unknown as JSONRPCMessage;

/** @param onStart told the process id, for tests that end it */
export function stdioPipe(
  command: string,
  args: readonly string[],
  options: { readonly env?: Record<string, string>; onStart?(pid: number): void } = {},
): MessagePipe {
  let problem: AppError | undefined;
  const env = options.env ?? Object.fromEntries(Object.entries(process.env).flatMap(([k, v]) => (v ? [[k, v]] : [])));
  const transport = new StdioTransport(
    { command, args, cwd: undefined, env, secrets: [] },
    {
      clock: realClock,
      platform: process.platform,
      reaper: createReaper('win32', keptLog()),
      limit: 20 * 1024 * 1024,
      graceMs: 1_000,
      parse: whole,
      onStderr: () => undefined,
      onNoise: () => undefined,
      onFatal: (error) => {
        problem = error;
        void transport.close();
      },
      onExit: (end) => {
        problem ??= exitProblem(end);
      },
    },
  );
  return pipeOf(
    transport,
    () => problem,
    async () => {
      await transport.start();
      if (transport.pid !== null) options.onStart?.(transport.pid);
    },
  );
}

export function ssePipe(url: string, fetch: Fetch): MessagePipe {
  const transport = new LegacySseTransport(new URL(url), { clock: realClock, fetch, endpointMs: 5_000, parse: whole });
  return pipeOf(
    transport,
    () => undefined,
    () => transport.start(),
  );
}

function pipeOf(
  transport: StdioTransport | LegacySseTransport,
  problem: () => AppError | undefined,
  start: () => Promise<void>,
): MessagePipe {
  const pipe: MessagePipe = {
    start,
    // The transports' message type names what is inside; the broker only passes it on.
    send: (message) => transport.send(message as Parameters<typeof transport.send>[0]),
    close: () => transport.close(),
    problem,
  };
  transport.onmessage = (message) => pipe.onmessage?.({ ...message });
  transport.onclose = () => pipe.onclose?.();
  return pipe;
}

function exitProblem({ code, signal }: ProcessEnd): AppError {
  return signal === null
    ? new AppError('process-exited', { code: code ?? 0 })
    : new AppError('process-killed', { signal });
}
