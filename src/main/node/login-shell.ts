// The environment of the person's login shell: a desktop session hands apps a bare one, without npx, uvx or docker on
// its PATH, and without the keys that start-up files export.
import { type EnvironmentVariables, shellEnv } from 'shell-env';
import type { Clock, Logger } from '../ports';

export type Environment = Readonly<Record<string, string | undefined>>;

interface Settings {
  readonly clock: Clock;
  readonly log: Logger;
  /** A start-up file that waits for input must not hold up every server. Milliseconds. */
  readonly timeoutMs: number;
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** True where a terminal started us: its environment is the person's already, and a shell could fight for the terminal. */
  readonly fromTerminal: boolean;
  /** Another shell than the person's own. */
  readonly shell?: string;
}

/**
 * Asks the login shell once and remembers. What it says goes over our own environment; where it cannot be run, the log
 * says so and our own stands alone.
 */
export function loginShellEnv(settings: Settings): () => Promise<Environment> {
  let asked: Promise<Environment> | undefined;
  return () => {
    asked ??= ask(settings);
    return asked;
  };
}

async function ask(settings: Settings): Promise<Environment> {
  const { clock, log, timeoutMs, env, platform, fromTerminal } = settings;
  if (platform === 'win32') return withPath(env);
  if (fromTerminal) return env;
  const late = Promise.withResolvers<'late'>();
  const stopClock = clock.after(timeoutMs, () => late.resolve('late'));
  const found = await Promise.race([shellVariables(settings.shell), late.promise]);
  stopClock();
  if (typeof found === 'object') return { ...env, ...found };
  const reason = found === 'late' ? 'did not answer' : 'could not be run';
  log.warn(`the login shell ${reason}; using our own environment`, { timeoutMs });
  return env;
}

/** Windows calls it `Path` and does not tell the two spellings apart; a copy of the environment does. */
function withPath(env: Environment): Environment {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH');
  return name === undefined ? env : { ...env, PATH: env[name] };
}

async function shellVariables(shell: string | undefined): Promise<EnvironmentVariables | 'failed'> {
  try {
    const found = await shellEnv(shell);
    // Where no shell could be run, the package gives back this very object.
    return found === process.env ? 'failed' : found;
  } catch (error) {
    // With a shell of its own to run, it throws what starting a program throws.
    if (error instanceof Error && ('exitCode' in error || 'code' in error)) return 'failed';
    throw error;
  }
}
