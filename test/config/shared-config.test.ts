// The shared config on a real file: read, watched, edited in place, and what it says when it is broken.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSharedConfig } from '../../src/main/config/shared-config';
import type { SharedConfig } from '../../src/main/ports';
import { toWire } from '../../src/shared/errors';
import { texts } from '../../src/shared/messages';
import { keptLog, realClock } from '../support/fakes';

let folder: string;
let file: string;
let open: SharedConfig[] = [];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-config-'));
  file = path.join(folder, 'mcp.json');
});
afterEach(async () => {
  for (const config of open) await config.stop();
  open = [];
  fs.rmSync(folder, { recursive: true, force: true });
});

const HEAD = '{\n  // mine\n  "mcpServers": {\n';
const FILE = `${HEAD}    "notes": { "command": "npx", "args": ["-y", "x"], "custom": 1.0 }, // keep\n    "web": { "url": "http://127.0.0.1:1/mcp" },\n  },\n}\n`;

async function config(text?: string, watch = false, doubtMs = 80): Promise<SharedConfig> {
  if (text !== undefined) fs.writeFileSync(file, text);
  const made = await createSharedConfig({ file, log: keptLog(), clock: realClock, watch, doubtMs });
  open.push(made);
  return made;
}
const text = () => fs.readFileSync(file, 'utf8');
const names = (c: SharedConfig) => c.list().servers.map((s) => s.name);
async function until(condition: () => boolean): Promise<void> {
  const start = performance.now();
  while (!condition() && performance.now() - start < 3000) await new Promise((r) => setTimeout(r, 5));
  expect(condition()).toBe(true);
}

describe('reading', () => {
  it('gives the servers in file order, with the type inferred and defaults filled in', async () => {
    const c = await config(FILE);
    expect(c.problem()).toBeUndefined();
    expect(c.list().servers).toEqual([
      { name: 'notes', type: 'stdio', command: 'npx', args: ['-y', 'x'], env: {}, disabled: false },
      { name: 'web', type: 'http', url: 'http://127.0.0.1:1/mcp', headers: {}, disabled: false },
    ]);
  });

  it('knows the other names of transports, references, timeout, off and what was chosen for a client', async () => {
    const c = await config(
      JSON.stringify({
        mcpServers: {
          a: { type: 'streamable-http', url: 'https://x.example/${env:PART}/mcp', timeout: 5000 },
          b: { type: 'streamableHttp', url: '${env:WHOLE}', headers: { Authorization: 'Bearer ${keychain:B_KEY}' } },
          c: { type: 'sse', url: 'https://x.example/sse', disabled: true },
          7: { command: 'sh', args: ['-c', 'echo ${HOME}'], cwd: '/tmp', env: { A: '${env:A}' } },
        },
        clients: { 'claude-code': { servers: { a: 'off' } }, other: {} },
        $schema: 'x',
      }).replace('"7":', '"z":'),
    );
    expect(c.problem()).toBeUndefined();
    expect(c.list().servers.map((s) => `${s.name} ${s.type} ${s.disabled} ${s.timeout}`)).toEqual([
      'z stdio false undefined',
      'a http false 5000',
      'b http false undefined',
      'c sse true undefined',
    ]);
    expect(c.list().clients).toEqual({ 'claude-code': { a: 'off' }, other: {} });
  });

  it('takes a missing and an empty file as an empty list, and writes nothing by itself', async () => {
    expect(names(await config())).toEqual([]);
    expect(fs.existsSync(file)).toBe(false);
    const empty = await config('');
    expect([names(empty), empty.problem()]).toEqual([[], undefined]);
  });

  it('tells line, column and cause of what is wrong, in both languages', async () => {
    const entry = (body: string) => `{\n  "mcpServers": {\n    "a": ${body}\n  }\n}`;
    // § marks the place that has to be told.
    const cases: [string, string][] = [
      ['{\n  "mcpServers": §[]\n}', 'an object in braces { } is expected'],
      [entry('{ "url": §5 }'), 'a text in double quotes is expected'],
      [entry('{ "url": §"ftp://x" }'), 'this is not a full address that begins with https:// or http://'],
      [entry('{ "url": §"https://u:p@x.y" }'), 'a user or password does not belong in the address; use a header'],
      [entry('{ "type": §"ws", "url": "x" }'), '“ws” is not a transport; use http, sse or stdio'],
      [entry('§{ "args": [] }'), 'there is neither a “command” nor a “url”'],
      [entry('{ "command": "a", "url": §"x" }'), 'there is both a “command” and a “url”; say which with “type”'],
      [entry('§{ "type": "stdio" }'), 'a stdio server needs a “command”'],
      [entry('§{ "type": "sse" }'), 'a server of this type needs a “url”'],
      [entry('{ "command": "a", "args": ["b", §3] }'), 'a text in double quotes is expected'],
      [entry('{ "command": "a", "args": §"b" }'), 'a list in brackets [ ] is expected'],
      [entry('{ "command": "a", "env": { "B": §true } }'), 'a text in double quotes is expected'],
      [entry('{ "command": "a", "env": { "B=C": §"" } }'), '“B=C” cannot be the name of an environment variable'],
      [entry('{ "command": "a", "timeout": §0 }'), 'a whole number above 0 is expected'],
      [entry('{ "command": "a", "timeout": §1.5 }'), 'a whole number above 0 is expected'],
      [entry('{ "command": "a", "disabled": §"yes" }'), 'true or false is expected'],
      [
        entry('{ "url": "https://x.y", "headers": { "A": §"${input:key}" } }'),
        '“${input:key}” is not a reference; write ${env:NAME} or ${keychain:NAME}',
      ],
      [
        entry('{ "command": "a", "args": [§"${keychain:}"] }'),
        '“${keychain:}” is not a reference; write ${env:NAME} or ${keychain:NAME}',
      ],
      [entry('{ "url": "https://x.y", "headers": { "A B": §"c" } }'), '“A B” cannot be the name of a header'],
      [
        entry('{ "url": "https://x.y", "headers": { "A": §"b\\nc" } }'),
        'the value of the header “A” has characters a header cannot carry',
      ],
      [entry('§null'), 'an object in braces { } is expected'],
      [
        '{ "mcpServers": {\n §"a b": { "command": "x" } } }',
        '“a b” cannot be a server name; use 1 to 64 letters, digits, hyphens or underscores',
      ],
      [
        '{ "mcpServers": {\n §"__proto__": { "command": "x" } } }',
        '“__proto__” is a name that clients keep for themselves',
      ],
      ['{ "mcpServers": { "a": { "command": "x" },\n §"a": { "command": "y" } } }', '“a” stands here a second time'],
      [
        '{ "clients": { "claude-code": { "servers": { "a": §"maybe" } } } }',
        'one of direct, brokered, off is expected',
      ],
      ['{ "projects": §[] }', 'an object in braces { } is expected'],
      ['{ "projects": {\n  §"work/app": {} } }', 'the full path of a folder is expected'],
      ['{ "projects": { "/w": {}, §"/w": {} } }', '“/w” stands here a second time'],
      ['{ "projects": { "/w": §7 } }', 'an object in braces { } is expected'],
      ['{ "projects": { "/w": { "claude-code": { "local": §["a"] } } } }', 'an object in braces { } is expected'],
      [
        '{ "projects": { "/w": { "claude-code": { "local": { "a": §"default" } } } } }',
        'one of direct, brokered, off is expected',
      ],
      ['{\n  "mcpServers": {\n§', 'a closing brace } is missing'],
    ];
    for (const [source, words] of cases) {
      const problem = (await config(source.replace('§', ''))).problem();
      const before = source.slice(0, source.indexOf('§')).split('\n');
      const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
      expect(problem?.error.message, source).toBe(`${file}, ${place}: ${words}.`);
      expect(problem?.error.code).toBe(source.endsWith('§') ? 'config-syntax' : 'config-invalid');
      const ja = toWire(problem?.error, texts('ja')).message;
      expect(ja, ja).not.toMatch(/problems\.|\{\{|\$t|[a-z]+ is /u);
    }
  });

  it('names a file it may not use', async () => {
    fs.mkdirSync(file);
    expect((await config()).problem()?.error.code).toBe('file-failed');
  });
});

describe('watching', () => {
  it('shows an edit by hand within a second, and tells it once', async () => {
    const c = await config(FILE, true);
    let told = 0;
    c.onChange(() => told++);
    const start = performance.now();
    fs.writeFileSync(file, FILE.replace('"web"', '"site"'));
    await until(() => names(c).includes('site'));
    expect(performance.now() - start).toBeLessThan(1000);
    expect(told).toBe(1);
  });

  it('keeps the last good list while the file is broken, says since when, and recovers', async () => {
    const c = await config(FILE, true);
    const before = c.list();
    fs.writeFileSync(file, FILE.slice(0, -4));
    await until(() => c.problem() !== undefined);
    expect(c.problem()).toMatchObject({ error: { code: 'config-syntax' }, goodSince: expect.any(Number) });
    expect(c.list()).toBe(before);
    fs.writeFileSync(file, FILE);
    await until(() => c.problem() === undefined);
    expect(c.list()).toBe(before);
  });

  it('does not drop every server because an editor empties the file before it fills it', async () => {
    const c = await config(FILE, true, 1500);
    const seen: string[][] = [];
    c.onChange(() => seen.push(names(c)));
    fs.writeFileSync(file, '');
    await new Promise((r) => setTimeout(r, 90));
    fs.writeFileSync(file, FILE.replace('"web"', '"site"'));
    await until(() => names(c).includes('site'));
    expect(seen).toEqual([['notes', 'site']]);
    fs.unlinkSync(file);
    await until(() => names(c).length === 0);
  });
});

describe('editing', () => {
  it('adds at the end in the style of the file and leaves every other byte', async () => {
    const c = await config(FILE);
    await c.add([{ name: 'new', type: 'http', url: 'https://x.example/mcp', headers: { A: '${env:B}' } }]);
    const added = '    "new": { "type": "http", "url": "https://x.example/mcp", "headers": { "A": "${env:B}" } },\n';
    expect(text()).toBe(FILE.replace('  },\n}\n', `${added}  },\n}\n`));
    expect(names(c)).toEqual(['notes', 'web', 'new']);
    await c.remove('new');
    expect(text()).toBe(FILE);
  });

  it('makes the file with the first server, for its owner alone', async () => {
    const c = await config();
    await c.add([
      {
        name: 'a',
        type: 'stdio',
        command: 'npx',
        args: ['x'],
        env: { A: '1' },
        cwd: '/tmp',
        timeout: 5,
        disabled: true,
      },
      { name: 'b', type: 'sse', url: 'https://x.example/sse' },
    ]);
    expect(JSON.parse(text())).toEqual({
      mcpServers: {
        a: { type: 'stdio', command: 'npx', args: ['x'], env: { A: '1' }, cwd: '/tmp', disabled: true, timeout: 5 },
        b: { type: 'sse', url: 'https://x.example/sse' },
      },
    });
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  });

  it('adds all or none', async () => {
    const c = await config(FILE);
    const good = { name: 'good', type: 'stdio', command: 'x' } as const;
    const refused = async (draft: Parameters<SharedConfig['add']>[0][number], code: string) =>
      expect(c.add([good, draft])).rejects.toMatchObject({ code });
    await refused({ ...good, name: 'web' }, 'server-name-taken');
    await refused(good, 'server-name-taken');
    await refused({ ...good, name: 'a b' }, 'server-name-invalid');
    await refused({ ...good, name: 'workspace' }, 'server-name-reserved');
    await refused({ name: 'x', type: 'http', url: 'nothing' }, 'url-invalid');
    await refused({ name: 'x', type: 'http' }, 'entry-invalid');
    await refused({ name: 'x', type: 'stdio', command: ' ' }, 'entry-invalid');
    expect(text()).toBe(FILE);
  });

  it('turns off and on, chooses and forgets deliveries, and gives the bytes back', async () => {
    const c = await config(FILE);
    await c.setDisabled('web', true);
    expect(c.list().servers.map((s) => s.disabled)).toEqual([false, true]);
    await c.setDelivery(['claude-code'], 'web', 'off');
    expect(c.list().clients).toEqual({ 'claude-code': { web: 'off' } });
    await c.setDelivery(['claude-code'], 'web', undefined);
    await c.setDisabled('web', false);
    expect(text()).toBe(FILE);
    await c.setDelivery(['claude-code'], 'web', 'brokered');
    await c.remove('web');
    expect(c.list().clients).toEqual({});
    for (const work of [c.remove('web'), c.setDisabled('web', true), c.setDelivery(['claude-code'], 'web', 'off')]) {
      await expect(work).rejects.toMatchObject({ code: 'server-unknown' });
    }
  });

  it('switches tools off and on, in the order they were switched, and gives the bytes back', async () => {
    const c = await config(FILE);
    await c.setTool('web', 'delete', false);
    await c.setTool('web', 'create', false);
    await c.setTool('web', 'create', false);
    expect(c.list().disabledTools).toEqual({ web: ['delete', 'create'] });
    expect(c.list().servers.find((s) => s.name === 'web')).not.toHaveProperty('disabledTools');
    await c.setTool('web', 'delete', true);
    expect(c.list().disabledTools).toEqual({ web: ['create'] });
    await c.setTool('web', 'create', true);
    expect(text()).toBe(FILE);
    await expect(c.setTool('none', 'x', false)).rejects.toMatchObject({ code: 'server-unknown' });
  });

  it('gives each session of a command its own process only where the entry is a command', async () => {
    const c = await config(FILE);
    const [stdio] = c.list().servers.filter((s) => s.type === 'stdio');
    await c.setPerClient(stdio!.name, true);
    expect(c.list().servers.find((s) => s.name === stdio!.name)).toMatchObject({ perClient: true });
    await c.setPerClient(stdio!.name, false);
    expect(text()).toBe(FILE);
    await expect(c.setPerClient('web', true)).rejects.toMatchObject({ code: 'entry-invalid' });
  });

  it('refuses to edit a broken file and leaves it', async () => {
    const broken = FILE.slice(0, -4);
    const c = await config(broken);
    await expect(c.add([{ name: 'x', type: 'stdio', command: 'x' }])).rejects.toMatchObject({ code: 'config-syntax' });
    expect(text()).toBe(broken);
  });

  it('edits what the file says now, not what was read; many edits at once all arrive', async () => {
    const c = await config(FILE);
    fs.writeFileSync(file, FILE.replace('"web"', '"site"'));
    const other = await createSharedConfig({ file, log: keptLog(), clock: realClock, watch: false });
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => [c, other][i % 2]?.add([{ name: `s${i}`, type: 'stdio', command: 'x' }])),
    );
    await c.setDisabled('site', true);
    expect(names(c).sort()).toEqual(['notes', 'site', ...Array.from({ length: 20 }, (_, i) => `s${i}`)].sort());
    await other.stop();
  });

  it('says so when the file may not be written', async () => {
    const c = await config(FILE);
    fs.chmodSync(file, 0o444);
    await expect(c.remove('web')).rejects.toMatchObject({ code: 'file-read-only' });
    expect(names(c)).toEqual(['notes', 'web']);
  });
});
