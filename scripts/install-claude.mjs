// Installs the real Claude Code for the tests that drive it, beside the project's own packages: it is large, and nothing
// else needs it. Run it again freely.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const VERSION = '2.1.330';
const folder = path.resolve(import.meta.dirname, '../.cache/claude-code');
const isWindows = process.platform === 'win32';
const program = path.join(folder, 'node_modules/.bin', isWindows ? 'claude.cmd' : 'claude');
const wrapper = path.join(folder, 'node_modules/@anthropic-ai/claude-code');

function run(command, args) {
  return spawnSync(command, args, { stdio: 'inherit', shell: isWindows }).status === 0;
}

function version() {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8', shell: isWindows, timeout: 60_000 });
  return status === 0 ? stdout.split(' ')[0] : undefined;
}

const isThere = () => existsSync(program) && version() === VERSION;
const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
const install = ['install', '--prefix', folder, '--save-exact', '--loglevel=error', '--no-audit', '--no-fund'];
const ready =
  isThere() ||
  (run(npm[0], [...npm.slice(1), ...install, `@anthropic-ai/claude-code@${VERSION}`]) &&
    // npm may be set to run no install scripts; this one only puts the program in its place.
    (isThere() || (run(process.execPath, [path.join(wrapper, 'install.cjs')]) && isThere())));
console.log(ready ? `Claude Code ${VERSION} is in ${folder}` : `Claude Code ${VERSION} could not be installed.`);
process.exitCode = ready ? 0 : 1;
