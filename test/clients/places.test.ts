// Where each client's file is, platform by platform, and what tells that the client is there.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADAPTERS, adapterOf } from '../../src/main/clients/registry';
import type { ClientId } from '../../src/shared/model';

type Env = Readonly<Record<string, string>>;
type Place = readonly [platform: 'linux' | 'darwin' | 'win32', env: Env, file: string];
const [UNIX, WINDOWS] = ['/home/me', 'C:\\Users\\me'];

const PLACES: Partial<Record<ClientId, readonly Place[]>> = {
  'copilot-cli': [
    ['linux', {}, '/home/me/.copilot/mcp-config.json'],
    ['linux', { XDG_CONFIG_HOME: '/x' }, '/home/me/.copilot/mcp-config.json'],
    ['darwin', { COPILOT_HOME: '/else/where' }, '/else/where/mcp-config.json'],
    ['win32', {}, 'C:\\Users\\me\\.copilot\\mcp-config.json'],
  ],
  codex: [
    ['linux', {}, '/home/me/.codex/config.toml'],
    ['darwin', { CODEX_HOME: '/else/where' }, '/else/where/config.toml'],
    ['win32', {}, 'C:\\Users\\me\\.codex\\config.toml'],
  ],
  opencode: [
    ['linux', {}, '/home/me/.config/opencode/opencode.jsonc'],
    ['darwin', { XDG_CONFIG_HOME: '/else/where' }, '/else/where/opencode/opencode.jsonc'],
    ['win32', {}, 'C:\\Users\\me\\.config\\opencode\\opencode.jsonc'],
  ],
  'gemini-cli': [
    ['linux', {}, '/home/me/.gemini/settings.json'],
    ['darwin', { GEMINI_CLI_HOME: '/else/where' }, '/else/where/.gemini/settings.json'],
    ['win32', {}, 'C:\\Users\\me\\.gemini\\settings.json'],
  ],
  'qwen-code': [
    ['linux', {}, '/home/me/.qwen/settings.json'],
    ['darwin', { QWEN_HOME: '~/moved' }, '/home/me/moved/settings.json'],
    ['win32', { QWEN_HOME: '~\\moved' }, 'C:\\Users\\me\\moved\\settings.json'],
  ],
};
const rows = Object.entries(PLACES).flatMap(([id, places]) =>
  places.map((place) => [id as ClientId, ...place] as const),
);

it.each(rows)('%s on %s with %j: %s', async (id, platform, env, file) => {
  const home = platform === 'win32' ? WINDOWS : UNIX;
  const place = await adapterOf(id, ADAPTERS).place({ home, env, platform });
  expect(place.file).toBe(file);
  expect(place.watched).toContain(file);
});

/** What tells that a client is there: a program on the PATH, and files or folders below the home. */
const SIGNS: Partial<Record<ClientId, { readonly program?: string; readonly files: readonly string[] }>> = {
  'claude-code': { program: 'claude', files: ['.claude.json'] },
  codex: { program: 'codex', files: ['.codex/config.toml'] },
  opencode: { program: 'opencode', files: ['.config/opencode/opencode.json', '.config/opencode/opencode.jsonc'] },
  'gemini-cli': { program: 'gemini', files: ['.gemini/settings.json'] },
  'qwen-code': { program: 'qwen', files: ['.qwen/settings.json'] },
  'copilot-cli': { program: 'copilot', files: ['.copilot/mcp-config.json', '.copilot/config.json'] },
};

describe.skipIf(process.platform === 'win32').each(Object.entries(SIGNS))('%s', (id, { program, files }) => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-signs-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));
  const installed = async () => {
    const around = { home, env: { PATH: path.join(home, 'bin') }, platform: 'linux' } as const;
    const adapter = adapterOf(id as ClientId, ADAPTERS);
    return adapter.installed(around, await adapter.place(around));
  };
  const put = (file: string) => {
    mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
    writeFileSync(path.join(home, file), '{}');
  };

  it('is not there on an empty machine', async () => {
    expect(await installed()).toBe(false);
  });

  it.each(files)('is there with %s', async (file) => {
    put(file);
    expect(await installed()).toBe(true);
  });

  it.runIf(program)('is there with its program', async () => {
    put(`bin/${program}`);
    expect(await installed()).toBe(false);
    chmodSync(path.join(home, 'bin', program ?? ''), 0o755);
    expect(await installed()).toBe(true);
  });
});
