// The real GitHub Copilot CLI for tests.
import path from 'node:path';
import { findProgram, isMissing, type ProgramRun, runAlone } from './real-program';

const program = findProgram({
  title: 'GitHub Copilot CLI',
  variable: 'MCP_TRAY_TEST_COPILOT',
  folder: 'copilot-cli',
  program: 'copilot',
  install: 'node scripts/install-copilot.mjs',
  env: {
    COPILOT_AUTO_UPDATE: 'false',
    COPILOT_OFFLINE: 'true',
    // It unpacks itself, 235 MB, once for every cache folder.
    XDG_CACHE_HOME: path.resolve(import.meta.dirname, '../../.cache/copilot-cli/cache'),
  },
});

/** True if the tests must be skipped; says why, and what would change that. */
export const copilotIsMissing = () => isMissing(program);

/** Runs `copilot ...args` in `folder`, with this home. */
export function copilot(
  home: string,
  args: readonly string[],
  env: Record<string, string> = {},
  folder = home,
): Promise<ProgramRun> {
  return runAlone(program, home, args, env, folder);
}

/** One prompt to a scripted model, whose base address is `model`. The key is no key. */
export function copilotSession(
  home: string,
  model: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramRun> {
  return copilot(home, ['-p', 'Use the tool.', '--allow-all-tools'], {
    COPILOT_PROVIDER_BASE_URL: `${model}/v1`,
    COPILOT_PROVIDER_API_KEY: 'not-a-key',
    COPILOT_MODEL: 'scripted',
    ...env,
  });
}
