// The real Qwen Code for tests.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type CliClient, runSession } from './cli-session';
import { findProgram, isMissing, type ProgramRun, runAlone, whyMissing } from './real-program';

const program = findProgram({
  title: 'Qwen Code',
  variable: 'MCP_TRAY_TEST_QWEN',
  folder: 'qwen-code',
  program: 'qwen',
  install: 'node scripts/install-qwen.mjs',
  env: {},
});

/** True if the tests must be skipped; says why, and what would change that. */
export const qwenIsMissing = () => isMissing(program);

/** Runs `qwen ...args` in `folder`, with this home. */
export function qwen(
  home: string,
  args: readonly string[],
  env: Record<string, string> = {},
  folder = home,
): Promise<ProgramRun> {
  return runAlone(program, home, args, env, folder);
}

/** Nothing that would reach out or talk beside the session, and no limit on calls in a row: it stops at 1,000. */
const SETTINGS = {
  general: { enableAutoUpdate: false },
  privacy: { usageStatisticsEnabled: false },
  memory: { enableManagedAutoMemory: false, enableManagedAutoDream: false, enableAutoSkill: false },
  model: { maxToolCallsPerTurn: 0 },
};

/** Sessions of `qwen` without a terminal on a scripted model. */
export const qwenSessions: CliClient = {
  title: program.title,
  whyMissing: () => whyMissing(program),
  start: async (job) => {
    const { home, server, entry, tool } = job;
    await mkdir(path.join(home, '.qwen'));
    const settings = { ...SETTINGS, mcpServers: { [server]: entry } };
    await writeFile(path.join(home, '.qwen/settings.json'), JSON.stringify(settings));
    return runSession(program, job, {
      args: ['Use the tool.', '--output-format', 'stream-json', '--allowed-tools', tool],
      // The key is no key: its server is the scripted model.
      env: { OPENAI_BASE_URL: `${job.model}/v1`, OPENAI_API_KEY: 'not-a-key', OPENAI_MODEL: 'scripted' },
    });
  },
};
