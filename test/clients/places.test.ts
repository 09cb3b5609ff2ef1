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
  cursor: [
    ['linux', { XDG_CONFIG_HOME: '/x' }, '/home/me/.cursor/mcp.json'],
    ['win32', {}, 'C:\\Users\\me\\.cursor\\mcp.json'],
  ],
  vscode: [
    ['linux', {}, '/home/me/.config/Code/User/mcp.json'],
    ['linux', { XDG_CONFIG_HOME: '/x' }, '/x/Code/User/mcp.json'],
    ['linux', { XDG_CONFIG_HOME: 'x' }, '/home/me/.config/Code/User/mcp.json'],
    ['darwin', {}, '/home/me/Library/Application Support/Code/User/mcp.json'],
    ['darwin', { VSCODE_PORTABLE: '/stick' }, '/stick/user-data/User/mcp.json'],
    ['win32', {}, 'C:\\Users\\me\\AppData\\Roaming\\Code\\User\\mcp.json'],
    ['win32', { APPDATA: 'D:\\me' }, 'D:\\me\\Code\\User\\mcp.json'],
  ],
  zed: [
    ['linux', { XDG_CONFIG_HOME: '/x' }, '/x/zed/settings.json'],
    ['darwin', { XDG_CONFIG_HOME: '/x' }, '/home/me/.config/zed/settings.json'],
    ['win32', {}, 'C:\\Users\\me\\AppData\\Roaming\\Zed\\settings.json'],
  ],
  kiro: [
    ['linux', {}, '/home/me/.kiro/settings/mcp.json'],
    ['win32', {}, 'C:\\Users\\me\\.kiro\\settings\\mcp.json'],
  ],
  amp: [
    ['linux', {}, '/home/me/.config/amp/settings.json'],
    ['darwin', { AMP_SETTINGS_FILE: '/else/where.json' }, '/else/where.json'],
    ['win32', {}, 'C:\\Users\\me\\.config\\amp\\settings.json'],
  ],
  cline: [
    ['linux', {}, '/home/me/.cline/data/settings/cline_mcp_settings.json'],
    ['linux', { CLINE_DIR: '/c' }, '/c/data/settings/cline_mcp_settings.json'],
    ['linux', { CLINE_DIR: '/c', CLINE_DATA_DIR: '/d' }, '/d/settings/cline_mcp_settings.json'],
    ['darwin', { CLINE_DATA_DIR: '/d', CLINE_MCP_SETTINGS_PATH: '/else/where.json' }, '/else/where.json'],
    ['win32', {}, 'C:\\Users\\me\\.cline\\data\\settings\\cline_mcp_settings.json'],
  ],
  windsurf: [
    ['linux', {}, '/home/me/.config/devin/mcp_config.json'],
    ['darwin', {}, '/home/me/.config/devin/mcp_config.json'],
    ['win32', {}, 'C:\\Users\\me\\AppData\\Roaming\\devin\\mcp_config.json'],
  ],
  goose: [
    ['linux', { XDG_CONFIG_HOME: '/x' }, '/x/goose/config.yaml'],
    ['darwin', { XDG_CONFIG_HOME: '/x' }, '/home/me/.config/goose/config.yaml'],
    ['darwin', { GOOSE_PATH_ROOT: '/else/where' }, '/else/where/config/config.yaml'],
    ['win32', {}, 'C:\\Users\\me\\AppData\\Roaming\\Block\\goose\\config\\config.yaml'],
  ],
  crush: [
    ['linux', { XDG_CONFIG_HOME: '/x' }, '/x/crush/crush.json'],
    ['darwin', { CRUSH_GLOBAL_CONFIG: '/else/where' }, '/else/where/crush.json'],
    ['win32', {}, 'C:\\Users\\me\\AppData\\Local\\crush\\crush.json'],
    ['win32', { LOCALAPPDATA: 'D:\\me' }, 'D:\\me\\crush\\crush.json'],
  ],
  'lm-studio': [
    ['linux', {}, '/home/me/.lmstudio/mcp.json'],
    ['win32', {}, 'C:\\Users\\me\\.lmstudio\\mcp.json'],
  ],
  'claude-desktop': [
    ['linux', {}, '/home/me/.config/Claude/claude_desktop_config.json'],
    ['darwin', {}, '/home/me/Library/Application Support/Claude/claude_desktop_config.json'],
    ['win32', {}, 'C:\\Users\\me\\AppData\\Roaming\\Claude\\claude_desktop_config.json'],
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
  cursor: { program: 'cursor', files: ['.cursor/argv.json'] },
  vscode: { program: 'code', files: ['.config/Code/User/settings.json'] },
  zed: { program: 'zeditor', files: ['.config/zed/keymap.json'] },
  kiro: { program: 'kiro-cli', files: ['.kiro/settings/cli.json'] },
  amp: { program: 'amp', files: ['.config/amp/settings.json', '.config/amp/settings.jsonc'] },
  cline: { program: 'cline', files: ['.cline/data/settings/cline_mcp_settings.json'] },
  windsurf: { program: 'devin', files: ['.config/devin/config.json', '.codeium/windsurf/mcp_config.json'] },
  goose: { files: ['.config/goose/config.yaml'] },
  crush: { program: 'crush', files: ['.config/crush/crush.json'] },
  'lm-studio': { program: 'lms', files: ['.lmstudio/settings.json'] },
  'claude-desktop': { files: ['.config/Claude/config.json'] },
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
