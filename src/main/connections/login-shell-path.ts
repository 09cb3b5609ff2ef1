// The PATH of the person's login shell: a desktop session hands apps a bare one, without npx, uvx or docker.
import { type EnvironmentVariables, shellEnv } from 'shell-env';
import type { Clock, Logger } from '../ports';

interface Settings {
  readonly clock: Clock;
  readonly log: Logger;
  /** A start-up file that waits for input must not hold up every server. Milliseconds. */
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** True where a terminal started us: its PATH is the person's already, and a shell could fight for the terminal. */
  readonly fromTerminal: boolean;
  /** Another shell than the person's own. */
  readonly shell?: string;
}

/** Asks the login shell once and remembers; where it cannot be run, says so in the log and gives our own PATH. */
export function loginShellPath(settings: Settings): () => Promise<string> {
  let asked: Promise<string> | undefined;
  return () => {
    asked ??= ask(settings);
    return asked;
  };
}

async function ask(settings: Settings): Promise<string> {
  const { clock, log, timeoutMs, env, fromTerminal } = settings;
  const own = env.PATH ?? env.Path ?? '';
  if (fromTerminal) return own;
  const late = Promise.withResolvers<'late'>();
  const stopClock = clock.after(timeoutMs, () => late.resolve('late'));
  const found = await Promise.race([shellVariables(settings.shell), late.promise]);
  stopClock();
  if (typeof found === 'object') return found.PATH ?? found.Path ?? own;
  const reason = found === 'late' ? 'did not answer' : 'could not be run';
  log.warn(`the login shell ${reason}; using our own PATH`, { timeoutMs });
  return own;
}

async function shellVariables(shell: string | undefined): Promise<EnvironmentVariables | 'failed'> {
  try {
    const found = await shellEnv(shell);
    // Where no shell could be run, the package gives back this very object.
    return found === process.env && process.platform !== 'win32' ? 'failed' : found;
  } catch (error) {
    // With a shell of its own to run, it throws what starting a program throws.
    if (error instanceof Error && ('exitCode' in error || 'code' in error)) return 'failed';
    throw error;
  }
}
