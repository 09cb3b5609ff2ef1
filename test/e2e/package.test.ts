// What electron-builder packs, with a stand-in for Electron's program: whether it is whole, shut where it should be, and runs
// away from this folder and its node_modules. It proves nothing about Electron, about installers, or about other systems.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { builtinModules } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parseSync } from 'oxc-parser';
import { _electron } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { texts } from '../../src/shared/messages';
import { chromiumPath } from '../support/chromium';
import { electronHost } from '../support/electron-host';
import { ownBrokerPort } from '../support/free-port';
import { fusesOf, type Packed, packApp, readArchive, unpackArchive } from '../support/packed';
import { everythingFile } from '../support/servers/everything';
import { type Home, makeHome, serving } from './command-line';

const skipped = process.platform !== 'linux';
if (skipped) console.log('The package is not tested: the stand-in for its program is a script of Linux.');

describe.skipIf(skipped)('a package', () => {
  let packed: Packed;
  let home: Home;
  const elsewhere = mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-elsewhere-'));
  const resources = (...parts: string[]) => path.join(packed.folder, 'resources', ...parts);
  const run = (program: string, args: readonly string[], input = '') =>
    spawnSync(program, args, { env: home.env, encoding: 'utf8', cwd: elsewhere, input });

  beforeAll(async () => {
    packed = await packApp();
    home = await makeHome();
  }, 180_000);
  afterAll(async () => {
    packed?.remove();
    rmSync(elsewhere, { recursive: true, force: true });
    await home?.remove();
  });

  it('has its fuses set', () =>
    expect(fusesOf(path.join(packed.folder, 'mcp-tray-app'))).toEqual({
      runAsNode: false,
      cookieEncryption: false,
      nodeOptions: false,
      nodeCliInspect: false,
      asarIntegrity: true,
      onlyAsar: true,
      browserSnapshot: false,
      fileProtocol: true,
    }));

  it('holds the bundles, the pictures and the keychain, with their licenses, and nothing else', () => {
    const names = [...readArchive(resources('app.asar')).keys()];
    const kinds = [
      /^package\.json$/u,
      /^out\/main\/(index|chunks\/[\w-]+)\.js$/u,
      /^out\/(main|renderer)\/licenses\.md$/u,
      /^out\/preload\/index\.cjs$/u,
      /^out\/renderer\/(index\.html|assets\/index-[\w-]+\.(js|css))$/u,
      /^resources\/(icon|tray\/[\w@-]+)\.png$/u,
      /^node_modules\/@napi-rs\/keyring[\w-]*\/[\w.-]+$/u,
    ];
    expect(names.filter((name) => !kinds.some((kind) => kind.test(name)))).toEqual([]);
    for (const kind of kinds) expect(names.some((name) => kind.test(name))).toBe(true);
  });

  it.each(['app.asar', 'cli'])('brings all that %s imports', (part) => {
    const files =
      part === 'cli'
        ? new Map(filesBelow(resources('cli')).map((name) => [name, readFileSync(resources('cli', name))]))
        : readArchive(resources('app.asar'));
    const missing = [...files].flatMap(([name, body]) =>
      /^out\/(main|preload)\/.*\.c?js$/u.test(name)
        ? importsIn(name, body.toString('utf8')).filter((wanted) => !isThere(wanted, name, files))
        : [],
    );
    expect(new Set(missing)).toEqual(new Set(part === 'cli' ? [] : ['electron']));
  });

  it('loads the keychain from both places', () => {
    unpackArchive(resources('app.asar'), path.join(elsewhere, 'app'));
    for (const folder of [path.join(elsewhere, 'app'), resources('cli')]) {
      const script = `await import(${JSON.stringify(path.join(folder, 'node_modules/@napi-rs/keyring/index.js'))})`;
      expect(run(process.execPath, ['--input-type=module', '-e', script])).toMatchObject({ status: 0, stderr: '' });
    }
  });

  it('has a command line on a Node of its own, by whatever name it is called', async () => {
    mkdirSync(path.join(elsewhere, 'bin'));
    const link = path.join(elsewhere, 'bin/mcp-tray');
    symlinkSync(resources('bin/mcp-tray'), link);
    // As a desktop starts it, where no Node is to be found.
    const bare = { ...home.env, PATH: '/usr/bin:/bin' };
    expect(spawnSync(link, ['--version'], { env: bare, encoding: 'utf8' }).stdout.trim()).toBe(version);
    const added = run(link, ['add', 'everything', '--', process.execPath, everythingFile, 'stdio']);
    expect(added).toMatchObject({ status: 0, stderr: '' });
    const said = JSON.parse(run(link, ['list', '--json']).stdout);
    expect(said).toMatchObject([{ name: 'everything', state: { kind: 'ready' } }]);
  });

  it('bridges by the command that it writes into files of clients', async () => {
    const { spawn } = await import('node:child_process');
    const served = await serving(spawn(resources('bin/mcp-tray'), ['serve', '--no-open'], { env: home.env }));
    try {
      const command = resources('bin/node');
      const args = [resources('cli/bin/mcp-tray.mjs'), 'bridge', 'everything'];
      const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'e2e', version: '1' } };
      const message = { jsonrpc: '2.0', id: 0, method: 'initialize', params: hello };
      const { stdout, stderr } = await answered(spawn(command, args, { env: home.env }), message);
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toMatchObject({ id: 0, result: { serverInfo: { name: expect.any(String) } } });
    } finally {
      await served.stop();
    }
  });

  it.skipIf(electronHost().kind !== 'stand-in' || chromiumPath === undefined)(
    'opens its window from what the archive holds alone',
    async () => {
      const app = path.join(elsewhere, 'alone');
      unpackArchive(resources('app.asar'), app);
      const alone = await makeHome();
      await ownBrokerPort(path.join(alone.folder, 'mcp-tray/config'));
      const { executablePath } = electronHost().launch;
      const env = alone.env as Record<string, string>;
      const electron = await _electron.launch({ executablePath, args: [app], env, cwd: elsewhere });
      try {
        const page = await electron.firstWindow();
        await page.getByText(texts('en')('window.servers.empty')).first().waitFor();
      } finally {
        await electron.close();
        await alone.remove();
      }
    },
  );
});

function filesBelow(folder: string): string[] {
  const { stdout } = spawnSync('find', ['.', '-type', 'f', '-printf', '%P\\n'], { cwd: folder, encoding: 'utf8' });
  return stdout.trim().split('\n');
}

/** What a bundle asks for: by import, and by the `require` that stands in for a CommonJS module's own. */
function importsIn(name: string, text: string): string[] {
  const { module } = parseSync(name, text);
  const asked = [...module.staticImports, ...module.dynamicImports].map((i) => i.moduleRequest);
  const named = asked.map((r) => text.slice(r.start, r.end)).filter((r) => /^['"`][^$]*['"`]$/u.test(r));
  // In a module nothing else is called by that name; a plain one is text.
  const call = name.endsWith('.cjs') ? /\brequire\((["'])([^"']+)\1\)/gu : /\b__require\((["'])([^"']+)\1\)/gu;
  const required = [...text.matchAll(call)].map(([, , r]) => `'${r}'`);
  return [...named, ...required].map((r) => r.slice(1, -1));
}

function isThere(wanted: string, from: string, files: ReadonlyMap<string, unknown>): boolean {
  if (wanted.startsWith('node:') || builtinModules.includes(wanted)) return true;
  if (wanted.startsWith('.')) return files.has(path.posix.join(path.posix.dirname(from), wanted));
  return files.has(`node_modules/${wanted}/package.json`);
}

async function answered(child: import('node:child_process').ChildProcessWithoutNullStreams, message: object) {
  const said = { stdout: '', stderr: '' };
  child.stderr.on('data', (chunk) => {
    said.stderr += String(chunk);
  });
  child.stdin.write(`${JSON.stringify(message)}\n`);
  for await (const chunk of child.stdout) {
    said.stdout += String(chunk);
    if (said.stdout.endsWith('\n')) child.stdin.end();
  }
  return said;
}
