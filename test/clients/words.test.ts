// What each client cannot be told, and which of its entries mean the same.
import { describe, expect, it } from 'vitest';
import { ADAPTERS, adapterOf } from '../../src/main/clients/registry';
import type { Cannot, ClientId, Server } from '../../src/shared/model';
import { http, stdio } from './support';

const KEY = `mcptray_${'k'.repeat(43)}`;
const DOOR = {
  url: 'http://127.0.0.1:1/s/a/mcp',
  key: KEY,
  bridge: { command: 'mcp-tray', args: ['bridge', 'a'] },
};

/** Reasons by client, for servers it cannot be told. */
const CANNOT: Partial<Record<ClientId, readonly (readonly [Cannot, Server])[]>> = {
  'copilot-cli': [
    ['secret', http('a', { headers: { K: '${keychain:k}' } })],
    ['literal', http('a', { url: 'http://127.0.0.1:1/$HOME' })],
    ['literal', stdio('a', { args: ['${HOME}'] })],
    ['literal', stdio('a', { args: ['${HOME:-x}'] })],
  ],
  codex: [
    ['transport', http('a', { type: 'sse' })],
    ['secret', http('a', { headers: { K: '${keychain:k}' } })],
    ['variable', http('a', { url: 'http://127.0.0.1:1/${env:HOST}' })],
    ['variable', http('a', { headers: { K: 'a ${env:K}' } })],
    ['variable', stdio('a', { env: { K: '${env:OTHER}' } })],
    ['variable', stdio('a', { cwd: '${env:HOME}' })],
  ],
  cursor: [
    ['secret', http('a', { headers: { K: '${keychain:k}' } })],
    ['literal', stdio('a', { args: ['${workspaceFolder}'] })],
    ['folder', stdio('a', { cwd: '/tmp' })],
  ],
  vscode: [
    ['secret', http('a', { headers: { K: '${keychain:k}' } })],
    ['literal', stdio('a', { args: ['${input:key}'] })],
  ],
  zed: [
    ['transport', http('a', { type: 'sse' })],
    ['variable', http('a', { headers: { K: '${env:K}' } })],
    ['folder', stdio('a', { cwd: '/tmp' })],
  ],
  kiro: [
    ['variable', http('a', { headers: { K: '${env:K}' } })],
    ['literal', stdio('a', { args: ['${HOME}'] })],
    ['folder', stdio('a', { cwd: '/tmp' })],
  ],
  amp: [
    ['variable', http('a', { headers: { K: '${env:K}' } })],
    ['literal', stdio('a', { args: ['$HOME'] })],
    ['folder', stdio('a', { cwd: '/tmp' })],
  ],
  cline: [['variable', http('a', { headers: { K: '${env:K}' } })]],
  windsurf: [
    ['variable', http('a', { headers: { K: '${env:K}' } })],
    ['literal', stdio('a', { args: ['${env}'] })],
    ['folder', stdio('a', { cwd: '/tmp' })],
  ],
  goose: [
    ['name', http('A')],
    ['transport', http('a', { type: 'sse' })],
    ['secret', http('a', { headers: { K: '${keychain:k}' } })],
    ['literal', http('a', { headers: { K: '$HOME' } })],
    ['variable', stdio('a', { args: ['${env:K}'] })],
    ['variable', stdio('a', { env: { Path: '/bin' } })],
    ['folder', stdio('a', { cwd: '/tmp' })],
  ],
  crush: [
    ['secret', http('a', { headers: { K: '${keychain:k}' } })],
    ['literal', stdio('a', { args: ['$(rm x)'] })],
    ['literal', stdio('a', { args: ['`rm x`'] })],
    ['literal', stdio('a', { args: ['C:\\x'] })],
    ['folder', stdio('a', { cwd: '/tmp' })],
  ],
  'lm-studio': [
    ['transport', http('a', { type: 'sse' })],
    ['variable', http('a', { headers: { K: '${env:K}' } })],
    ['literal', stdio('a', { args: ['${userHome}'] })],
    ['folder', stdio('a', { cwd: '/tmp' })],
  ],
  'claude-desktop': [
    ['transport', http('a')],
    ['transport', http('a', { type: 'sse' })],
    ['variable', stdio('a', { env: { K: '${env:K}' } })],
    ['folder', stdio('a', { cwd: '/tmp' })],
  ],
  opencode: [
    ['secret', http('a', { headers: { K: '${keychain:k}' } })],
    ['literal', http('a', { url: 'http://127.0.0.1:1/{env:HOST}' })],
    ['literal', stdio('a', { env: { K: '{file:~/key}' } })],
  ],
  'gemini-cli': [
    ['variable', http('a', { url: 'http://127.0.0.1:1/${env:HOST}' })],
    ['variable', stdio('a', { env: { node_options: '--no-warnings' } })],
    ['literal', stdio('a', { args: ['$1'] })],
    ['literal', stdio('a', { env: { K: 'a\\$' } })],
    ['literal', http('a', { headers: { K: '%HOME%' } })],
  ],
  'qwen-code': [
    ['secret', http('a', { headers: { K: '${keychain:k}' } })],
    ['variable', http('a', { url: 'http://127.0.0.1:1/${env:HOST}' })],
    ['variable', stdio('a', { env: { K: '${env:K}' } })],
    ['literal', stdio('a', { args: ['$1'] })],
    ['literal', stdio('a', { args: ['${HOME:-x}'] })],
  ],
};
const unsayable = Object.entries(CANNOT).flatMap(([id, servers]) =>
  servers.map((s) => [id as ClientId, ...s] as const),
);

it.each(unsayable)('%s cannot be told: %s, %j', (id, reason, server) => {
  expect(adapterOf(id, ADAPTERS).entryOf(server)).toBe(reason);
});

/** Texts that look like references and are none to the client. */
const PLAIN: Partial<Record<ClientId, readonly string[]>> = {
  'copilot-cli': ['$', '$$', '$1', 'a$ b', '%HOME%', '{env:HOME}', '~'],
  codex: ['$HOME', '${HOME}', '{env:HOME}', '%HOME%', '~'],
  cursor: ['$HOME', '{env:HOME}', '%HOME%', '~'],
  vscode: ['$HOME', '{env:HOME}', '%HOME%', '~'],
  zed: ['$HOME', '${HOME}', '{env:HOME}'],
  cline: ['$HOME', '${HOME}', '{env:HOME}'],
  goose: ['$HOME', '${HOME}'],
  crush: ['{env:HOME}', '%HOME%', '~'],
  'claude-desktop': ['$HOME', '${HOME}'],
  opencode: ['$HOME', '${HOME}', '{env:}', '{ENV:HOME}', '%HOME%', '~'],
  'gemini-cli': ['$', '$$', 'a\\$ b', '${}', '%HOME%', '~'],
  'qwen-code': ['$', '$$', 'a$ b', '${}', '%HOME%', '~'],
};
const sayable = Object.entries(PLAIN).flatMap(([id, texts]) => texts.map((text) => [id as ClientId, text] as const));

it.each(sayable)('%s takes %s as it stands', (id, text) => {
  expect(adapterOf(id, ADAPTERS).entryOf(stdio('a', { args: [text] }))).toEqual(expect.any(Object));
});

/** Entries as a person or the client itself writes them, beside the server we would write the same for. */
const EQUAL: Partial<Record<ClientId, readonly (readonly [unknown, Server])[]>> = {
  'copilot-cli': [
    [{ url: 'http://127.0.0.1:1/a' }, http('a')],
    [{ type: 'streamable-http', url: 'http://127.0.0.1:1/a', headers: {}, tools: ['*'] }, http('a')],
    [{ type: 'local', command: 'node', args: [], env: {}, tools: ['*'] }, stdio('a')],
    [{ command: 'node' }, stdio('a')],
  ],
  codex: [
    [{ url: 'http://127.0.0.1:1/a', http_headers: {}, enabled: true }, http('a')],
    [
      { url: 'http://127.0.0.1:1/a', bearer_token_env_var: 'T', env_http_headers: { K: 'V' }, tool_timeout_sec: 2 },
      http('a', { headers: { authorization: 'Bearer ${env:T}', K: '${env:V}' }, timeout: 2000 }),
    ],
    [{ command: 'node', env: { A: 'b' }, env_vars: ['K'] }, stdio('a', { env: { K: '${env:K}', A: 'b' } })],
  ],
  cursor: [
    [{ type: 'stdio', command: 'node', args: [], env: {} }, stdio('a')],
    [{ url: 'http://127.0.0.1:1/a', headers: {} }, http('a')],
  ],
  vscode: [
    [{ command: 'node' }, stdio('a')],
    [{ url: 'http://127.0.0.1:1/a' }, http('a')],
  ],
  zed: [
    [{ source: 'custom', enabled: true, command: 'node', args: [], env: {} }, stdio('a')],
    [{ url: 'http://127.0.0.1:1/a', headers: {} }, http('a')],
  ],
  kiro: [[{ command: 'node', args: [], disabled: false, autoApprove: [], disabledTools: [] }, stdio('a')]],
  amp: [[{ url: 'http://127.0.0.1:1/a', disabled: false }, http('a')]],
  cline: [
    [{ type: 'streamableHttp', url: 'http://127.0.0.1:1/a', disabled: false, autoApprove: [] }, http('a')],
    [{ url: 'http://127.0.0.1:1/a', timeout: 2 }, http('a', { type: 'sse', timeout: 1500 })],
    [{ command: 'node', args: ['x'], env: {} }, stdio('a', { args: ['x'] })],
  ],
  windsurf: [
    [{ serverUrl: 'http://127.0.0.1:1/a', disabled: false }, http('a')],
    [{ url: 'http://127.0.0.1:1/a', transport: 'http' }, http('a')],
  ],
  goose: [
    [
      { enabled: true, type: 'stdio', name: 'a', description: '', cmd: 'node', args: [], env_keys: ['K'], timeout: 2 },
      stdio('a', { env: { K: '${env:K}' }, timeout: 2000 }),
    ],
  ],
  crush: [[{ type: 'stdio', command: 'node', disabled: false, timeout: 2 }, stdio('a', { timeout: 1500 })]],
  'lm-studio': [[{ url: 'http://127.0.0.1:1/a', headers: {} }, http('a')]],
  'claude-desktop': [[{ command: 'node', args: [], env: {} }, stdio('a')]],
  opencode: [
    [{ type: 'remote', url: 'http://127.0.0.1:1/a', headers: {}, enabled: true }, http('a')],
    [{ type: 'remote', url: 'http://127.0.0.1:1/a' }, http('a', { type: 'sse' })],
    [{ type: 'local', command: ['node', 'x'], environment: {} }, stdio('a', { args: ['x'] })],
  ],
  'gemini-cli': [
    [{ httpUrl: 'http://127.0.0.1:1/a', headers: {} }, http('a')],
    [{ url: 'http://127.0.0.1:1/a' }, http('a')],
    [{ url: 'http://127.0.0.1:1/a', type: 'sse' }, http('a', { type: 'sse' })],
    [{ command: 'node', env: {} }, stdio('a')],
  ],
  'qwen-code': [
    [{ httpUrl: 'http://127.0.0.1:1/a', headers: {} }, http('a')],
    [{ url: 'http://127.0.0.1:1/a' }, http('a', { type: 'sse' })],
    [{ command: 'node', env: {} }, stdio('a')],
  ],
};
const equal = Object.entries(EQUAL).flatMap(([id, pairs]) => pairs.map((pair) => [id as ClientId, ...pair] as const));

it.each(equal)('%s takes %j for our own', (id, entry, server) => {
  const { comparable, entryOf } = adapterOf(id, ADAPTERS);
  expect(comparable(entry)).toEqual(comparable(entryOf(server)));
});

describe.each(ADAPTERS.map((adapter) => ({ name: adapter.name, adapter })))('$name', ({ adapter }) => {
  it('takes no two of our entries for the same, and leaves what is no entry as it is', () => {
    const servers = [http('a'), http('a', { url: 'http://127.0.0.1:2/a' }), stdio('a'), stdio('a', { args: ['x'] })];
    const entries = servers.map((server) => adapter.entryOf(server)).filter((said) => typeof said === 'object');
    const seen = entries.map((entry) => JSON.stringify(adapter.comparable(entry)));
    expect(new Set(seen).size).toBe(entries.length);
    for (const other of [1, 'x', null, []]) expect(adapter.comparable(other)).toEqual(other);
  });

  it('knows a local key only where it wrote one', () => {
    const entry = adapter.brokeredEntryOf(http('a'), DOOR);
    const shown = adapter.localKeyIn(entry);
    expect(shown).toBe(JSON.stringify(entry).includes(KEY) ? KEY : undefined);
    for (const other of [undefined, null, [], {}, adapter.entryOf(stdio('a'))]) {
      expect(adapter.localKeyIn(other)).toBeUndefined();
    }
  });
});
