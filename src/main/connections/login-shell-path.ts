// The PATH of the person's login shell: a desktop session hands apps a bare one, without npx, uvx or docker.
import { shellEnv } from 'shell-env';
import type { Clock, Logger } from '../ports';

interface Settings {
  readonly clock: Clock;
  readonly log: Logger;
  /** A start-up file that waits for input must not hold up every server. Milliseconds. */
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** True where a terminal started us: its PATH is the person's already, and a shell could fight for the terminal. */
  readonly fromTerminal: boolean;
}

/** Asks the login shell once and remembers; where it cannot be run, says so in the log and gives our own PATH. */
export function loginShellPath(settings: Settings): () => Promise<string> {
  let asked: Promise<string> | undefined;
  return () => {
    asked ??= ask(settings);
    return asked;
  };
}

async function ask({ clock, log, timeoutMs, env, fromTerminal }: Settings): Promise<string> {
  const own = env.PATH ?? env.Path ?? '';
  if (fromTerminal) return own;
  const late = Promise.withResolvers<undefined>();
  const stopClock = clock.after(timeoutMs, () => late.resolve(undefined));
  const found = await Promise.race([shellEnv(), late.promise]);
  stopClock();
  if (found === undefined) log.warn('the login shell did not answer; using our own PATH', { timeoutMs });
  // The package gives back this very object where no shell could be run.
  else if (found === process.env && process.platform !== 'win32')
    log.warn('the login shell could not be run; using our own PATH');
  return found?.PATH ?? found?.Path ?? own;
}
