// A real client as a test peer: found, never signed in, in a home of its own, with no way out but loopback.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '../..');
const isWindows = process.platform === 'win32';

export interface RealProgram {
  readonly title: string;
  /** Undefined if it is not there. */
  readonly file: string | undefined;
  /** The command that installs it. */
  readonly install: string;
  /** What keeps it quiet. */
  readonly env: Readonly<Record<string, string>>;
}

/** @param where `variable` may name the program; else it is where the install script puts it */
export function findProgram(
  where: Omit<RealProgram, 'file'> & { readonly variable: string; readonly folder: string; readonly program: string },
): RealProgram {
  const { variable, folder, program, ...about } = where;
  const installed = path.join(
    repository,
    '.cache',
    folder,
    'node_modules/.bin',
    isWindows ? `${program}.cmd` : program,
  );
  return { ...about, file: process.env[variable] || (existsSync(installed) ? installed : undefined) };
}

/** Why the tests must be skipped, and what would change that; undefined where they need not be. */
export const whyMissing = ({ title, file, install }: RealProgram): string | undefined =>
  file === undefined ? `${title} is not installed for tests. Install it with: ${install}` : undefined;

/** True where the tests must be skipped; says why. */
export function isMissing(program: RealProgram): boolean {
  const why = whyMissing(program);
  if (why !== undefined) console.warn(`skipped: ${why}`);
  return why !== undefined;
}

/** How to start it: in `folder`, with this home, nothing else of our environment, and every proxy leading nowhere. */
export function alone(program: RealProgram, home: string, env: Readonly<Record<string, string>> = {}, folder = home) {
  const { file } = program;
  if (file === undefined) throw new Error(whyMissing(program));
  const nowhere = 'http://127.0.0.1:9';
  return {
    file,
    options: {
      cwd: folder,
      shell: isWindows,
      env: {
        PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ''}`,
        HOME: home,
        USERPROFILE: home,
        TERM: 'dumb',
        HTTP_PROXY: nowhere,
        HTTPS_PROXY: nowhere,
        NO_PROXY: '127.0.0.1,localhost,::1',
        ...program.env,
        ...env,
      },
    },
  };
}

export interface ProgramRun {
  readonly code: number;
  readonly out: string;
}

/** Runs it to its end in `folder`, for a minute at most. */
export function runAlone(
  program: RealProgram,
  home: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  folder = home,
): Promise<ProgramRun> {
  const { file, options } = alone(program, home, env, folder);
  return new Promise((resolve, reject) => {
    const child = execFile(file, [...args], { ...options, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: typeof error?.code === 'number' ? error.code : 0, out: stdout + stderr });
    });
    // Nobody types: Codex waits for what is piped to it.
    child.stdin?.end();
  });
}
