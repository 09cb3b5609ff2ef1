// The real Claude Code for tests.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type CliClient, runSession } from './cli-session';
import { findProgram, isMissing, type ProgramRun, runAlone, whyMissing } from './real-program';

const program = findProgram({
  title: 'Claude Code',
  variable: 'MCP_TRAY_TEST_CLAUDE',
  folder: 'claude-code',
  program: 'claude',
  install: 'node scripts/install-claude.mjs',
  env: {
    DISABLE_TELEMETRY: '1',
    DISABLE_ERROR_REPORTING: '1',
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  },
});

/** True if the tests must be skipped; says why, and what would change that. */
export const claudeIsMissing = () => isMissing(program);

/** Runs `claude ...args` in `folder`, with this home. */
export function claude(
  home: string,
  args: readonly string[],
  env: Record<string, string> = {},
  folder = home,
): Promise<ProgramRun> {
  return runAlone(program, home, args, env, folder);
}

/** Sessions of `claude -p` on a scripted model. */
export const claudeSessions: CliClient = {
  title: program.title,
  whyMissing: () => whyMissing(program),
  start: async (job) => {
    const { home, server, entry, tool } = job;
    await writeFile(path.join(home, '.claude.json'), JSON.stringify({ mcpServers: { [server]: entry } }));
    const output = ['--output-format', 'stream-json', '--verbose'];
    return runSession(program, job, {
      args: ['-p', 'Use the tool.', ...output, '--allowedTools', tool],
      // The key is no key: its server is the scripted model.
      env: { ANTHROPIC_BASE_URL: job.model, ANTHROPIC_API_KEY: 'not-a-key' },
    });
  },
};
