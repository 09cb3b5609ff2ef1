// The real Gemini CLI for tests.
import { findProgram, isMissing, type ProgramRun, runAlone } from './real-program';

const program = findProgram({
  title: 'Gemini CLI',
  variable: 'MCP_TRAY_TEST_GEMINI',
  folder: 'gemini-cli',
  program: 'gemini',
  install: 'node scripts/install-gemini.mjs',
  // In other folders it starts no server.
  env: { GEMINI_CLI_TRUST_WORKSPACE: 'true' },
});

/** True if the tests must be skipped; says why, and what would change that. */
export const geminiIsMissing = () => isMissing(program);

/** Runs `gemini ...args` in `folder`, with this home. */
export function gemini(
  home: string,
  args: readonly string[],
  env: Record<string, string> = {},
  folder = home,
): Promise<ProgramRun> {
  return runAlone(program, home, args, env, folder);
}
