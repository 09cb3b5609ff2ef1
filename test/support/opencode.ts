// The real opencode for tests.
import { findProgram, isMissing, type ProgramRun, runAlone } from './real-program';

const program = findProgram({
  title: 'opencode',
  variable: 'MCP_TRAY_TEST_OPENCODE',
  folder: 'opencode',
  program: 'opencode',
  install: 'node scripts/install-opencode.mjs',
  env: { OPENCODE_DISABLE_AUTOUPDATE: 'true', OPENCODE_DISABLE_MODELS_FETCH: 'true' },
});

/** True if the tests must be skipped; says why, and what would change that. */
export const opencodeIsMissing = () => isMissing(program);

/** Runs `opencode ...args` in `folder`, with this home. */
export function opencode(
  home: string,
  args: readonly string[],
  env: Record<string, string> = {},
  folder = home,
): Promise<ProgramRun> {
  return runAlone(program, home, args, env, folder);
}
