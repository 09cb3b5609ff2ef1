// The connections room's own ways to a server, as the app gives them to the broker, for tests that name a program.
import {
  type PipeTools,
  stdioPipe as pipeToProcess,
  ssePipe as pipeToStream,
} from '../../src/main/connections/upstream-pipes';
import type { Fetch } from '../../src/main/ports';
import type { MessagePipe } from '../../src/main/ports-relay';
import { realClock } from './fakes';

function toolsWith(onStart: (pid: number) => void): PipeTools {
  return {
    clock: realClock,
    platform: process.platform,
    // Where the app writes down what it has started, a test may look.
    reaper: { add: onStart, remove: () => undefined, stop: () => Promise.resolve() },
    limit: 20 * 1024 * 1024,
    grace: 1_000,
    connect: 5_000,
    endpoint: 5_000,
    onLine: () => undefined,
  };
}

/** @param options `onStart` is told the process id, for tests that end it */
export function stdioPipe(
  command: string,
  args: readonly string[],
  options: { readonly env?: Record<string, string>; onStart?(pid: number): void } = {},
): MessagePipe {
  const env = options.env ?? Object.fromEntries(Object.entries(process.env).flatMap(([k, v]) => (v ? [[k, v]] : [])));
  const tools = toolsWith((pid) => options.onStart?.(pid));
  return pipeToProcess({ command, args, cwd: undefined, env, secrets: [] }, tools);
}

export function ssePipe(url: string, fetch: Fetch): MessagePipe {
  const remote = { url: new URL(url), headers: new Map<string, string>(), keyHeader: undefined, secrets: [] };
  return pipeToStream(
    remote,
    fetch,
    toolsWith(() => undefined),
  );
}
