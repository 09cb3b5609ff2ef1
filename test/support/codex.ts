// The real Codex for tests.
import { findProgram, isMissing, type ProgramRun, runAlone } from './real-program';

const program = findProgram({
  title: 'Codex',
  variable: 'MCP_TRAY_TEST_CODEX',
  folder: 'codex',
  program: 'codex',
  install: 'node scripts/install-codex.mjs',
  env: {},
});

/** True if the tests must be skipped; says why, and what would change that. */
export const codexIsMissing = () => isMissing(program);

/** Runs `codex ...args` in `folder`, with this home. */
export function codex(
  home: string,
  args: readonly string[],
  env: Record<string, string> = {},
  folder = home,
): Promise<ProgramRun> {
  return runAlone(program, home, args, env, folder);
}

/** One prompt to a scripted model, whose base address is `model`: told on the command line, so that its file is ours alone. */
export function codexSession(
  home: string,
  model: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramRun> {
  const provider = `{name="scripted",base_url="${model}/v1",wire_api="responses"}`;
  const settings = ['model_provider=scripted', 'analytics.enabled=false', `model_providers.scripted=${provider}`];
  const free = ['--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox', '-m', 'scripted'];
  return codex(home, ['exec', ...free, ...settings.flatMap((s) => ['-c', s]), 'Use the tool.'], env);
}
