// How a failure reaches the person: a sentence, its code, one next action; and the exit code scripts see.
import { AppError, type ErrorCode, toWire, type WireError } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import { RemoteError } from '../web/remote';
import { EXIT, type ExitCode, type Terminal } from './context';
import { plain } from './layout';

const MOST_DETAILS = 20;

/** Prints a failure on standard error, never with a stack, and gives its exit code. */
export function tellFailure(error: unknown, terminal: Terminal, t: Translate): ExitCode {
  const wire = error instanceof RemoteError ? error.wire : toWire(error, t);
  tellProblem(wire, terminal);
  return exitOf(wire.code);
}

/** Prints a problem that was already put into words. */
export function tellProblem(problem: WireError, terminal: Terminal): void {
  terminal.err(`${plain(problem.message)} [${problem.code}]`);
  terminal.err(plain(problem.action));
  for (const line of problem.details?.split('\n').slice(-MOST_DETAILS) ?? []) terminal.err(`  ${plain(line)}`);
}

/** The code of a failure told here or by a running instance; undefined for what nobody named. */
export function codeOf(error: unknown): ErrorCode | undefined {
  if (error instanceof AppError) return error.code;
  return error instanceof RemoteError ? error.wire.code : undefined;
}

/** A server that still needs a sign-in, because it was not given one. */
const STILL_NEEDED: ReadonlySet<ErrorCode> = new Set([
  'sign-in-needed',
  'more-access-needed',
  'sign-in-denied',
  'sign-in-cancelled',
  'sign-in-timeout',
]);

export function exitOf(code: ErrorCode): ExitCode {
  if (code === 'usage' || code === 'transport-unknown') return EXIT.usage;
  return STILL_NEEDED.has(code) ? EXIT.signIn : EXIT.failed;
}
