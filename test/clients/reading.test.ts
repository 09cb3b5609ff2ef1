// Entries as people and programs write them, read as servers; and those that stay where they are, with the reason.
import { describe, expect, it } from 'vitest';
import { ADAPTERS, adapterOf } from '../../src/main/clients/registry';
import { AppError } from '../../src/shared/errors';
import { texts } from '../../src/shared/messages';
import type { ClientId, ServerDraft } from '../../src/shared/model';

const URL_ = 'https://a.example.com/mcp';
const read = (id: ClientId, entry: unknown) => adapterOf(id, ADAPTERS).serverOf('a', entry);

type Case = readonly [ClientId, unknown, Omit<ServerDraft, 'name'>];
const READ: readonly Case[] = [
  ['claude-code', { type: 'streamable-http', url: URL_ }, { type: 'http', url: URL_ }],
  ['claude-code', { command: 'a', args: [], env: {} }, { type: 'stdio', command: 'a' }],
  [
    'claude-code',
    { type: 'http', url: 'https://${HOST}/mcp', headers: { A: 'Bearer ${T}' }, timeout: 5000 },
    { type: 'http', url: 'https://${env:HOST}/mcp', headers: { A: 'Bearer ${env:T}' }, timeout: 5000 },
  ],
  [
    'claude-code',
    { type: 'http', url: URL_, oauth: { clientId: 'abc', callbackPort: 8123, scopes: 'read write' } },
    { type: 'http', url: URL_, oauth: { clientId: 'abc', callbackPort: 8123, scopes: ['read', 'write'] } },
  ],
  [
    'codex',
    {
      url: URL_,
      bearer_token_env_var: 'T',
      env_http_headers: { K: 'V' },
      http_headers: { X: '1' },
      tool_timeout_sec: 2.5,
    },
    {
      type: 'http',
      url: URL_,
      headers: { X: '1', K: '${env:V}', Authorization: 'Bearer ${env:T}' },
      timeout: 2500,
    },
  ],
  [
    'codex',
    { command: 'a', args: ['$HOME'], env: { A: 'b' }, env_vars: ['K'], enabled: false },
    { type: 'stdio', command: 'a', args: ['$HOME'], env: { A: 'b', K: '${env:K}' }, disabled: true },
  ],
  [
    'copilot-cli',
    { type: 'local', command: 'a', args: ['$A ${B}'], tools: ['*'] },
    { type: 'stdio', command: 'a', args: ['${env:A} ${env:B}'] },
  ],
  [
    'cursor',
    { command: 'a', env: { K: '${env:K}', L: '$HOME' } },
    { type: 'stdio', command: 'a', env: { K: '${env:K}', L: '$HOME' } },
  ],
  ['cursor', { type: 'sse', url: URL_ }, { type: 'sse', url: URL_ }],
  [
    'opencode',
    { type: 'local', command: ['npx', '-y', 'x'], environment: { K: '{env:K}' }, enabled: false, timeout: 9000 },
    { type: 'stdio', command: 'npx', args: ['-y', 'x'], env: { K: '${env:K}' }, disabled: true, timeout: 9000 },
  ],
  [
    'opencode',
    { type: 'remote', url: URL_, oauth: { clientId: 'c', scope: 'a b' } },
    { type: 'http', url: URL_, oauth: { clientId: 'c', scopes: ['a', 'b'] } },
  ],
  ['opencode', { type: 'remote', url: URL_, oauth: false }, { type: 'http', url: URL_ }],
  [
    'vscode',
    { type: 'stdio', command: 'a', cwd: '${env:HOME}/x', gallery: 'https://g.example.com', version: '1' },
    { type: 'stdio', command: 'a', cwd: '${env:HOME}/x' },
  ],
  ['qwen-code', { httpUrl: URL_, headers: { K: '$K' } }, { type: 'http', url: URL_, headers: { K: '${env:K}' } }],
  ['qwen-code', { url: URL_ }, { type: 'sse', url: URL_ }],
  ['gemini-cli', { httpUrl: URL_, timeout: 600 }, { type: 'http', url: URL_, timeout: 600 }],
  [
    'gemini-cli',
    { command: 'a', cwd: '/x', args: ['${A}'] },
    { type: 'stdio', command: 'a', cwd: '/x', args: ['${env:A}'] },
  ],
  ['zed', { source: 'custom', enabled: true, command: 'a', args: [], env: {} }, { type: 'stdio', command: 'a' }],
  [
    'kiro',
    { command: 'a', env: { K: '${K}' }, disabled: true, autoApprove: [] },
    { type: 'stdio', command: 'a', env: { K: '${env:K}' }, disabled: true },
  ],
  ['amp', { url: URL_, headers: { K: '${K}' } }, { type: 'http', url: URL_, headers: { K: '${env:K}' } }],
  [
    'cline',
    { command: 'a', args: ['b'], autoApprove: [], timeout: 60, disabled: false },
    { type: 'stdio', command: 'a', args: ['b'], timeout: 60_000 },
  ],
  ['cline', { transport: { type: 'streamableHttp', url: URL_ } }, { type: 'http', url: URL_ }],
  ['cline', { url: URL_ }, { type: 'sse', url: URL_ }],
  [
    'windsurf',
    { serverUrl: URL_, headers: { K: '${env:K}' } },
    { type: 'http', url: URL_, headers: { K: '${env:K}' } },
  ],
  [
    'goose',
    {
      enabled: true,
      type: 'streamable_http',
      name: 'a',
      uri: URL_,
      headers: { K: '$K' },
      env_keys: ['K'],
      timeout: 300,
    },
    { type: 'http', url: URL_, headers: { K: '${env:K}' }, timeout: 300_000 },
  ],
  [
    'goose',
    { enabled: true, type: 'stdio', name: 'a', cmd: 'x', args: ['$1'], envs: { A: 'b' }, env_keys: ['K'] },
    { type: 'stdio', command: 'x', args: ['$1'], env: { A: 'b', K: '${env:K}' } },
  ],
  [
    'crush',
    { type: 'http', url: URL_, headers: { K: 'Bearer $K' } },
    { type: 'http', url: URL_, headers: { K: 'Bearer ${env:K}' } },
  ],
  ['lm-studio', { url: URL_ }, { type: 'http', url: URL_ }],
  ['claude-desktop', { command: 'a', args: ['${X}'] }, { type: 'stdio', command: 'a', args: ['${X}'] }],
];

it.each(READ)('%s says with %j', (id, entry, draft) => {
  const found = read(id, entry);
  if (found instanceof AppError) throw found;
  expect(found?.draft).toEqual({ name: 'a', ...draft });
});

const STAYS: [ClientId, unknown, string, string][] = [
  ['claude-code', { type: 'ws', url: 'wss://a' }, 'import-transport', 'ws'],
  ['claude-code', { type: 'http', url: URL_, headersHelper: '/bin/key' }, 'import-member', 'headersHelper'],
  [
    'claude-code',
    { type: 'http', url: URL_, oauth: { authServerMetadataUrl: URL_ } },
    'import-member',
    'oauth.authServerMetadataUrl',
  ],
  ['claude-code', { type: 'http', url: URL_, headers: { K: '${K:-hush-hush}' } }, 'import-reference', '${K:-…}'],
  ['claude-code', 'text', 'import-no-server', ''],
  ['claude-code', { type: 'stdio' }, 'import-no-server', ''],
  ['claude-code', { type: 'stdio', command: 'a', args: 'b' }, 'import-value', 'args'],
  ['claude-code', { type: 'stdio', command: 'a', env: { K: 1 } }, 'import-value', 'env'],
  ['claude-code', { type: 'stdio', command: 'a', url: URL_ }, 'import-value', 'url'],
  ['claude-code', { type: 'http', command: 'a' }, 'import-value', 'type'],
  ['claude-code', { command: 'a', cwd: '/x' }, 'import-member', 'cwd'],
  ['codex', { url: URL_, http_headers_helper: 'key' }, 'import-member', 'http_headers_helper'],
  ['codex', { command: 'a', bearer_token_env_var: 'T' }, 'import-member', 'bearer_token_env_var'],
  ['codex', { url: URL_, http_headers: { K: '${env:K}' } }, 'import-reference', '${env:K}'],
  ['copilot-cli', { command: 'a', args: ['${A:-b}'] }, 'import-reference', '${A:-…}'],
  ['cursor', { command: 'a', args: ['${workspaceFolder}'] }, 'import-reference', '${workspaceFolder}'],
  ['cursor', { command: 'a', envFile: '.env' }, 'import-member', 'envFile'],
  ['opencode', { type: 'remote', url: URL_, headers: { K: '{file:~/key}' } }, 'import-reference', '{file:~/key}'],
  ['opencode', { type: 'local', command: [] }, 'import-no-server', ''],
  ['vscode', { type: 'http', url: URL_, headers: { K: '${input:id}' } }, 'import-reference', '${input:id}'],
  ['vscode', { type: 'stdio', command: 'a', envFile: '${workspaceFolder}/.env' }, 'import-member', 'envFile'],
  ['gemini-cli', { url: URL_, authProviderType: 'google_credentials' }, 'import-member', 'authProviderType'],
  ['gemini-cli', { url: URL_, headers: { K: '%K%' } }, 'import-reference', '%K%'],
  ['zed', { source: 'extension', settings: { token: 'x' } }, 'import-member', 'settings'],
  ['zed', { command: { path: 'a', args: [] } }, 'import-value', 'command'],
  ['kiro', { command: 'a', cwd: '/x' }, 'import-member', 'cwd'],
  ['amp', { command: 'a', args: ['$HOME'] }, 'import-reference', '$HOME'],
  ['cline', { transport: { type: 'streamableHttp', url: URL_ }, remote: 1 }, 'import-member', 'remote'],
  ['windsurf', { url: URL_, headers: { K: '${K}' } }, 'import-reference', '${K}'],
  ['goose', { type: 'streamable_http', uri: URL_, headers: { K: '$K' } }, 'import-reference', '$K'],
  ['goose', { type: 'sse', uri: URL_, socket: '/x' }, 'import-member', 'socket'],
  ['crush', { type: 'stdio', command: '$(which a)' }, 'import-reference', '$('],
  ['lm-studio', { command: 'a', args: ['${A}'] }, 'import-reference', '${A}'],
  ['claude-desktop', { command: 'a', args: ['${env:A}'] }, 'import-reference', '${env:A}'],
];

describe('what stays', () => {
  it.each(STAYS)('%s with %j: %s %s', (id, entry, code, about) => {
    const found = read(id, entry);
    if (!(found instanceof AppError)) throw new Error(`read as ${JSON.stringify(found)}`);
    expect(found.code).toBe(code);
    expect(Object.values(found.params).join()).toBe(about);
    expect(texts('ja')(`errors.${found.code}.message`, found.params)).not.toContain('{{');
  });

  it('is no word about parts of the client itself', () => {
    expect(read('goose', { type: 'builtin', name: 'developer', enabled: true, bundled: true })).toBeUndefined();
  });
});
