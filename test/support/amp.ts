// The real Amp for tests. It is never signed in, so that it starts no session.
import { findProgram, isMissing, type ProgramRun, runAlone } from './real-program';

const program = findProgram({
  title: 'Amp',
  variable: 'MCP_TRAY_TEST_AMP',
  folder: 'amp',
  program: 'amp',
  install: 'node scripts/install-amp.mjs',
  // It asks its service for more servers: nobody is there.
  env: { AMP_URL: 'http://127.0.0.1:9', AMP_SKIP_UPDATE_CHECK: '1' },
});

/** True if the tests must be skipped; says why, and what would change that. */
export const ampIsMissing = () => isMissing(program);

/** Runs `amp ...args` with this home. */
export function amp(home: string, args: readonly string[], env: Record<string, string> = {}): Promise<ProgramRun> {
  return runAlone(program, home, args, env);
}
