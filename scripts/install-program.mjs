// Installs a real client for the tests that drive it, beside the project's own packages: it is large, and nothing else
// needs it. Run it again freely.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const isWindows = process.platform === 'win32';
const run = (command, args) => spawnSync(command, args, { stdio: 'inherit', shell: isWindows }).status === 0;

/**
 * Ends this process with 0 if the program is there in the end.
 * @param client `title` for people, npm `package`, its exact `version`, name of the `folder` below .cache, `program`;
 *   `finish`, a script of the package that puts the program in its place: npm may be set to run no install scripts
 */
export function installProgram({ title, package: name, version, folder: cache, program, finish }) {
  const folder = path.resolve(import.meta.dirname, '../.cache', cache);
  const file = path.join(folder, 'node_modules/.bin', isWindows ? `${program}.cmd` : program);
  const isThere = () => {
    if (!existsSync(file)) return false;
    const { status, stdout } = spawnSync(file, ['--version'], { encoding: 'utf8', shell: isWindows, timeout: 60_000 });
    // `codex-cli 1.2.3`, `1.2.3 (Claude Code)`, `GitHub Copilot CLI 1.2.3.`
    return status === 0 && stdout.split(/\s/u).some((word) => word.replace(/\.$/u, '') === version);
  };
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const install = ['install', '--prefix', folder, '--save-exact', '--loglevel=error', '--no-audit', '--no-fund'];
  const finished = () =>
    finish !== undefined && run(process.execPath, [path.join(folder, 'node_modules', name, finish)]);
  const ready =
    isThere() ||
    (run(npm[0], [...npm.slice(1), ...install, `${name}@${version}`]) && (isThere() || (finished() && isThere())));
  console.log(ready ? `${title} ${version} is in ${folder}` : `${title} ${version} could not be installed.`);
  process.exitCode = ready ? 0 : 1;
}
