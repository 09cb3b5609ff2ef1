// `npm run package [-- OPTIONS of electron-builder]`: builds the bundles, brings the Node that comes with a package, and packs
// for the system this runs on. What it makes is in dist/. Electron and electron-builder's tools are fetched by them.
// MCP_TRAY_PACKAGE_NODE names a folder with the Node to pack and its license, where none is to be fetched.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => path.join(root, ...parts);
const { platform } = process;
const options = process.argv.slice(2);
const json = (...parts) => JSON.parse(readFileSync(at(...parts), 'utf8'));
const NODE = json('package.json').devDependencies.node;

/** Where a package of this architecture has its Node, and how npm calls what the keychain needs. */
const NAMES = {
  linux: { node: 'linux', keyring: (arch) => `linux-${arch}-gnu`, program: 'node' },
  darwin: { node: 'darwin', keyring: (arch) => `darwin-${arch}`, program: 'node' },
  win32: { node: 'win', keyring: (arch) => `win32-${arch}-msvc`, program: 'node.exe' },
};

function run(program, args) {
  const shell = platform === 'win32' && program === 'npm';
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell });
  if (status !== 0) throw new Error(`${[program, ...args].join(' ')} failed${error ? `: ${error.message}` : ''}`);
}

/** Unpacks a package of npm, which checks what it fetches, to a folder that `use` may look at. */
function withPackage(spec, use) {
  mkdirSync(at('build'), { recursive: true });
  const folder = mkdtempSync(at('build/unpacked-'));
  try {
    run('npm', ['pack', spec, '--silent', '--prefer-offline', '--pack-destination', folder]);
    run('tar', ['xzf', path.join(folder, `${spec.replace(/^@/u, '').replace(/[/@]/gu, '-')}.tgz`), '-C', folder]);
    use(path.join(folder, 'package'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function bringNode(arch) {
  const { node, program } = NAMES[platform];
  const to = at('build/node', `${platform}-${arch}`);
  const given = process.env.MCP_TRAY_PACKAGE_NODE;
  if (given) return cpSync(given, to, { recursive: true });
  const made = path.join(to, 'node-version.txt');
  if (existsSync(made) && readFileSync(made, 'utf8') === NODE) return;
  withPackage(`node-${node}-${arch}@${NODE}`, (from) => {
    mkdirSync(to, { recursive: true });
    cpSync(path.join(from, 'bin', program), path.join(to, program));
    cpSync(path.join(from, 'LICENSE'), path.join(to, 'LICENSE.node.txt'));
    writeFileSync(made, NODE);
  });
}

/** npm installs what this machine needs; the other half of a universal app needs the other one too. */
function bringKeyring(arch) {
  const name = `keyring-${NAMES[platform].keyring(arch)}`;
  const to = at('node_modules/@napi-rs', name);
  if (existsSync(to)) return;
  withPackage(`@napi-rs/${name}@${json('package.json').dependencies['@napi-rs/keyring']}`, (from) =>
    cpSync(from, to, { recursive: true }),
  );
}

/** A bundle and the chunks it loads, now or later: those of the tray app alone ask for Electron. */
function loadedFrom(entry, found = new Set()) {
  // Comments of bundled packages name files that are not there.
  if (found.has(entry) || !existsSync(at('out', entry))) return found;
  found.add(entry);
  const text = readFileSync(at('out', entry), 'utf8');
  for (const [, chunk] of text.matchAll(/(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+\.js)["']/gu))
    loadedFrom(path.posix.join(path.posix.dirname(entry), chunk), found);
  return found;
}

/** The command line as plain files: of the built bundles what it loads, and the page for `serve`. */
function copyCommandLine() {
  for (const folder of ['cli', 'keyring', 'bin']) rmSync(at('build', folder), { recursive: true, force: true });
  const copy = (from, to) => cpSync(at(from), at('build', to), { recursive: true });
  for (const part of ['main/licenses.md', 'renderer', ...loadedFrom('main/cli.js')])
    copy(`out/${part}`, `cli/out/${part}`);
  copy('bin', 'cli/bin');
  copy('packaging/cli-package.json', 'cli/package.json');
  for (const name of readdirSync(at('node_modules/@napi-rs')).filter((one) => one.startsWith('keyring')))
    copy(`node_modules/@napi-rs/${name}`, `keyring/${name}`);
  copy('packaging/bin', 'bin');
}

function architectures() {
  if (platform === 'darwin') return ['x64', 'arm64'];
  const named = ['x64', 'arm64'].filter((arch) => options.includes(`--${arch}`));
  return named.length > 0 ? named : [process.arch];
}

for (const arch of architectures()) {
  bringNode(arch);
  bringKeyring(arch);
}
const { execPath } = process;
run(execPath, [at('node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn']);
copyCommandLine();
// Publishing is somebody's decision, never a build's.
const builder = [at('node_modules/electron-builder/cli.js'), '--config', at('electron-builder.config.mjs')];
run(execPath, [...builder, '--publish', 'never', ...options]);
