// Installs Cloudflare's OAuth provider, as of June 2025 and as of today, and the runtime they live in, for the sign-in
// tests. They stay out of the app's own packages: 0.3 GB, and older versions of what the app itself uses.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const from = path.join(root, 'test/support/auth/workers');
const to = path.join(root, '.cache/auth-servers');

/** The lock a finished installation was made from; npm completes its own copy with the other platforms' packages. */
const mark = (name) => path.join(to, name, 'installed-lock.json');
const lock = (name) => path.join(from, name, 'package-lock.json');

const isInstalled = (name) =>
  existsSync(mark(name)) && readFileSync(mark(name), 'utf8') === readFileSync(lock(name), 'utf8');

function install(name) {
  if (isInstalled(name)) return true;
  const folder = path.join(to, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    cpSync(path.join(from, name, file), path.join(folder, file));
  console.log(`installing ${name} into ${path.relative(root, folder)}`);
  const command = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = spawnSync('npm', command, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  if (npm.status === 0) cpSync(lock(name), mark(name));
  return npm.status === 0;
}

process.exitCode = ['runtime', 'june-2025', 'current'].map(install).every(Boolean) ? 0 : 1;
