// `npm run clients`: every real client that installs from npm reads what MCP Tray writes, and writes its own file while MCP
// Tray does. Installs those that are missing, 2.3 GB in all, one after the other; `npm run clients -- codex amp` does it for
// some. Ends with 1 if one fails or is missing.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** By the name of the script that installs it: its test. */
const CLIENTS = {
  claude: 'claude-code',
  codex: 'codex',
  copilot: 'copilot-cli',
  opencode: 'opencode',
  qwen: 'qwen-code',
  gemini: 'gemini-cli',
  amp: 'amp',
  cline: 'cline',
};

const root = path.resolve(import.meta.dirname, '..');
const run = (args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(CLIENTS, name));
if (unknown.length > 0) {
  console.error(`No such client: ${unknown.join(', ')}. There are: ${Object.keys(CLIENTS).join(', ')}.`);
  process.exit(1);
}

const names = asked.length > 0 ? asked : Object.keys(CLIENTS);
const there = names.filter((name) => run([`scripts/install-${name}.mjs`]));
const missing = names.filter((name) => !there.includes(name));
const tests = there.map((name) => `test/clients/${CLIENTS[name]}.real.test.ts`);
// What each reads in the files of a folder.
if (tests.length > 0) tests.push('test/clients/project.real.test.ts');
// One at a time: each starts a program that takes a processor for itself.
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', '--no-file-parallelism', ...tests];
const isFine = tests.length === 0 || run(vitest);
if (missing.length > 0) console.error(`Not seen, for it could not be installed: ${missing.join(', ')}.`);
process.exitCode = isFine && missing.length === 0 ? 0 : 1;
