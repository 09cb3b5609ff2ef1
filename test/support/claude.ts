// The real Claude Code for tests: found, never signed in, in a home of its own, with no way out but loopback.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const INSTALL = 'node scripts/install-claude.mjs';
const repository = path.resolve(import.meta.dirname, '../..');

/** Path of the program, from MCP_TRAY_TEST_CLAUDE or where the install script puts it; undefined if it is not there. */
export const claudeProgram: string | undefined = find();

function find(): string | undefined {
  const given = process.env.MCP_TRAY_TEST_CLAUDE;
  if (given) return given;
  const name = process.platform === 'win32' ? 'claude.cmd' : 'claude';
  const installed = path.join(repository, '.cache/claude-code/node_modules/.bin', name);
  return existsSync(installed) ? installed : undefined;
}

/** True if the tests must be skipped; says why, and what would change that. */
export function claudeIsMissing(): boolean {
  if (claudeProgram !== undefined) return false;
  console.warn(`skipped: Claude Code is not installed for tests. Install it with: ${INSTALL}`);
  return true;
}

export interface ClaudeRun {
  readonly code: number;
  readonly out: string;
}

/** Runs `claude ...args` with this home, nothing else of our environment, and every proxy leading nowhere. */
export function claude(home: string, args: readonly string[], env: Record<string, string> = {}): Promise<ClaudeRun> {
  const program = claudeProgram;
  if (program === undefined) throw new Error('claudeIsMissing() was not asked');
  const nowhere = 'http://127.0.0.1:9';
  const options = {
    cwd: home,
    timeout: 60_000,
    shell: process.platform === 'win32',
    env: {
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ''}`,
      HOME: home,
      USERPROFILE: home,
      TERM: 'dumb',
      DISABLE_TELEMETRY: '1',
      DISABLE_ERROR_REPORTING: '1',
      DISABLE_AUTOUPDATER: '1',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      HTTP_PROXY: nowhere,
      HTTPS_PROXY: nowhere,
      NO_PROXY: '127.0.0.1,localhost,::1',
      ...env,
    },
  };
  return new Promise((resolve, reject) => {
    execFile(program, [...args], options, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: typeof error?.code === 'number' ? error.code : 0, out: stdout + stderr });
    });
  });
}
