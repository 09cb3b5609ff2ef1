// How a failure reaches the person: a sentence, its code, one next action; and the exit code scripts see.
import { type ErrorCode, toWire, type WireError } from '../../shared/errors';
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

function exitOf(code: ErrorCode): ExitCode {
  if (code === 'usage' || code === 'transport-unknown') return EXIT.usage;
  return code === 'sign-in-needed' ? EXIT.signIn : EXIT.failed;
}
