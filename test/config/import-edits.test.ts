// What an import does to the text of the shared config, what is shown of that, and how it goes again.
import { describe, expect, it } from 'vitest';
import { configLines, importServers, takeBackImport } from '../../src/main/config/import-edits';
import { draftProblem, leadsToUs, meaningOf, withKeychain } from '../../src/main/config/same-server';
import { parseJsonText } from '../../src/main/files/json-text';
import type { Server, ServerDraft } from '../../src/shared/model';

const BEFORE = `{
  // My servers.
  "mcpServers": {
    "old": { "command": "run-me", "args": ["hush"] } // mine
  },
  "clients": { "codex": { "servers": { "old": "off" } } }
}
`;
const NEW: ServerDraft = { name: 'new', type: 'http', url: 'https://new.example.com/mcp' };
const open = (text: string) => parseJsonText(text, { file: 'mcp.json', comments: true });
const change = {
  add: [NEW],
  deliveries: [
    { client: 'cursor', server: 'new', delivery: 'off' },
    { client: 'codex', server: 'old' },
  ],
} as const;

describe('an import', () => {
  it('adds servers and choices, and goes again without a trace', () => {
    const after = importServers(open(BEFORE), change);
    expect(after.value(['clients'])).toEqual({ cursor: { servers: { new: 'off' } } });
    const back = takeBackImport(after, {
      servers: ['new'],
      deliveries: [{ client: 'codex', server: 'old', delivery: 'off' }],
    });
    expect(JSON.stringify(back.value([]))).toBe(JSON.stringify(open(BEFORE).value([])));
    expect(back.text).toContain('"old": { "command": "run-me", "args": ["hush"] } // mine');
  });

  it('leaves alone what was taken out by hand since', () => {
    const deliveries = [{ client: 'codex', server: 'old', delivery: 'off' } as const];
    const text = '{ "mcpServers": { "other": { "command": "x" } } }';
    expect(takeBackImport(open(text), { servers: ['new'], deliveries }).text).toBe(text);
  });

  it('is shown with the shape alone of what stood there', () => {
    const lines = configLines(BEFORE, importServers(open(BEFORE), change).text);
    const text = lines.map((line) => `${line.kind[0]} ${line.text}`).join('\n');
    expect(text).not.toMatch(/hush|run-me|mine|My servers/u);
    expect(text).toContain('a     "new": { "type": "http", "url": "https://new.example.com/mcp" }');
    expect(text).toContain('a   "clients": { "cursor": { "servers": { "new": "off" } } }');
  });

  it('is shown so in a file on one line, and beside lines that end the way Windows has it', () => {
    const shown = (before: string) =>
      configLines(before, importServers(open(before), { add: [NEW], deliveries: [] }).text)
        .map((line) => line.text)
        .join('\n');
    const line = '{ "mcpServers": { "old": { "command": "run-me", "env": { "KEY": "hush" } } } }';
    expect(shown(line)).not.toMatch(/hush|run-me/u);
    expect(shown(line)).toContain('"url": "https://new.example.com/mcp"');
    expect(shown(BEFORE.replaceAll('\n', '\r\n'))).not.toMatch(/hush|run-me|mine|\r/u);
  });
});

describe('the same server', () => {
  const linear: Server = {
    name: 'linear',
    type: 'http',
    url: 'https://mcp.example.com',
    headers: { Authorization: 'Bearer ${keychain:K}' },
    disabled: false,
  };

  it('is one whose secret has the same value, wherever it is kept', async () => {
    const plain = meaningOf({ ...linear, url: 'https://MCP.example.com/', headers: { authorization: 'Bearer $1$&' } });
    const keychain = (value: string | undefined) => withKeychain(linear, async () => value);
    expect(meaningOf(await keychain('$1$&'))).toBe(plain);
    expect(meaningOf(await keychain('other'))).not.toBe(plain);
    expect(meaningOf(await keychain(undefined))).not.toBe(plain);
  });

  it.each<[boolean, Partial<ServerDraft>]>([
    [true, { url: 'http://127.0.0.1:1234/s/linear/mcp' }],
    [true, { command: '/opt/bin/mcp-tray', args: ['bridge', 'linear'] }],
    [true, { command: 'node', args: ['C:\\x\\mcp-tray.mjs', 'bridge', 'linear'] }],
    [false, { url: 'https://example.com/s/linear/mcp' }],
    [false, { command: 'bridge', args: ['mcp-tray'] }],
  ])('leads to us: %s for %j', (isOurs, draft) => {
    expect(leadsToUs({ name: 'a', type: 'http', ...draft })).toBe(isOurs);
  });

  it('cannot be what the shared config does not take', () => {
    const problem = (draft: Partial<ServerDraft>) => draftProblem({ ...NEW, ...draft });
    expect(problem({})).toBeUndefined();
    expect(problem({ url: 'ftp://x' })?.params).toEqual({ problem: 'urlInvalid' });
    expect(problem({ url: 'https://me:hush@example.com/' })?.params).toEqual({ problem: 'urlPassword' });
    expect(problem({ headers: { A: '${B:-hush}' } })?.params).toEqual({ reference: '${…}' });
  });
});
