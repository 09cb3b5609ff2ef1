// The real Cline command line for tests.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findProgram, isMissing, type ProgramRun, runAlone } from './real-program';

const program = findProgram({
  title: 'Cline',
  variable: 'MCP_TRAY_TEST_CLINE',
  folder: 'cline',
  program: 'cline',
  install: 'node scripts/install-cline.mjs',
  // Else it would leave a process behind that the next session talks to.
  env: { CLINE_SESSION_BACKEND_MODE: 'local' },
});

/** True if the tests must be skipped; says why, and what would change that. */
export const clineIsMissing = () => isMissing(program);

/** Without these it waits for a service that is not there. */
const QUIET = { telemetryOptOut: true, autoUpdateEnabled: false };

/** Runs `cline ...args` with this home. */
export async function cline(
  home: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramRun> {
  const quiet = path.join(home, 'global-settings.json');
  await writeFile(quiet, JSON.stringify(QUIET));
  return runAlone(program, home, args, { CLINE_GLOBAL_SETTINGS_PATH: quiet, ...env });
}

/** One prompt to a scripted model, whose base address is `model`. The key is no key. */
export async function clineSession(
  home: string,
  model: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramRun> {
  const account = ['-p', 'openai', '-k', 'not-a-key', '-m', 'scripted', '-b', `${model}/v1`];
  const told = await cline(home, ['auth', ...account]);
  return told.code === 0 ? cline(home, ['--json', 'Use the tool that reads notes.'], env) : told;
}
