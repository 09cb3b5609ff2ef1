// Importing over a real core: real files of six clients, found, planned, written and given back byte for byte.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Handlers } from '../../src/shared/contract';
import { AppError } from '../../src/shared/errors';
import type { Findings, ImportedServer } from '../../src/shared/model';
import { everyFile, everything, FILES, GITHUB, LINEAR, layOut, SECRETS, standing } from './import-scene';
import { type RunningApp, runApp } from './running-app';

let running: RunningApp;
let handlers: Handlers;
/** Everything the contract said. */
let said: string;

async function start(files = FILES): Promise<void> {
  running = await runApp({ connects: false });
  layOut(running.home, files);
  handlers = running.handlers;
}
const file = (name: string) => path.join(running.home, name);
const read = (name: string) => readFileSync(file(name), 'utf8');
const config = () => read('config/mcp.json');

async function tell<T>(answer: Promise<T>): Promise<T> {
  const value = await answer;
  said += JSON.stringify(value);
  return value;
}
const find = () => tell(handlers['import:find'](undefined));
const plan = (servers: ImportedServer[]) => tell(handlers['import:plan']({ servers }));
const apply = (servers: ImportedServer[], id: string) => tell(handlers['import:apply']({ servers, id }));
const undo = () => tell(handlers['import:undo'](undefined));
async function importAll(servers?: ImportedServer[]) {
  const chosen = servers ?? everything(await find());
  return apply(chosen, (await plan(chosen)).id);
}
const serverIn = ({ servers }: Findings, name: string) => servers.find((server) => server.name === name);

beforeEach(async () => {
  said = '';
  await start();
});
afterEach(() => running.stop());

describe('what is found', () => {
  it('is every entry once, by what it means and not by what it is called', async () => {
    const found = await find();
    const short = found.servers.map((s) => [
      s.name,
      s.versions.map((v) => v.places.map((p) => `${p.client}:${p.name}`).join(' ')),
    ]);
    expect(Object.fromEntries(short)).toEqual({
      linear: ['claude-code:linear codex:linear-work', 'cursor:linear'],
      files: ['claude-code:files opencode:files'],
      github: ['claude-code:github goose:github'],
      team: ['cursor:team opencode:team'],
    });
    expect(serverIn(found, 'linear')?.versions.map((v) => v.secrets)).toEqual([1, 0]);
    expect(serverIn(found, 'linear')?.versions.map((v) => v.draft.type)).toEqual(['http', 'sse']);
    expect(serverIn(found, 'team')?.versions[0]?.draft.headers).toEqual({ 'x-team': '${env:TEAM}' });
    expect(serverIn(found, 'github')?.versions[0]?.draft.timeout).toBe(300_000);
  });

  it('leaves what would lose something, with the reason', async () => {
    const { left } = await find();
    const why = left.map((one) => [one.client, one.name, one.problem.code]);
    expect(why).toEqual([
      ['claude-code', 'live', 'import-transport'],
      ['codex', 'helped', 'import-member'],
      ['opencode', 'secret-file', 'import-reference'],
      ['vscode', 'asks', 'import-reference'],
    ]);
  });

  it('tells the trouble of one file as that client’s alone', async () => {
    writeFileSync(file('.cursor/mcp.json'), '{ "mcpServers": {');
    const { clients, servers } = await find();
    expect(clients.find((c) => c.client === 'cursor')?.problem?.code).toBe('file-syntax');
    expect(clients.map((c) => [c.client, c.entries])).toContainEqual(['claude-code', 4]);
    expect(servers).toHaveLength(4);
  });

  it('is bounded: clients that come last are left out, and told so', async () => {
    const many = (from: number, to: number) =>
      Object.fromEntries(Array.from({ length: to - from }, (_, n) => [`s${from + n}`, { command: `c${from + n}` }]));
    writeFileSync(file('.claude.json'), JSON.stringify({ mcpServers: many(0, 900) }));
    writeFileSync(file('.cursor/mcp.json'), JSON.stringify({ mcpServers: many(900, 1100) }));
    const { clients, servers } = await find();
    expect(clients.filter((c) => c.problem).map((c) => [c.client, c.problem?.code])).toEqual([
      ['cursor', 'import-too-many'],
    ]);
    expect(servers.length).toBeGreaterThan(900);
    writeFileSync(file('.claude.json'), JSON.stringify({ mcpServers: many(0, 1001) }));
    expect((await find()).clients[0]?.problem?.code).toBe('import-too-many');
  });

  it('is no entry of ours, and none that leads to us', async () => {
    await importAll();
    writeFileSync(
      file('.cursor/mcp.json'),
      JSON.stringify({
        mcpServers: {
          bridged: { command: '/usr/bin/mcp-tray', args: ['bridge', 'linear'] },
          relayed: { url: 'http://127.0.0.1:27630/s/linear/mcp' },
        },
      }),
    );
    const { servers, clients } = await find();
    expect(servers).toEqual([]);
    expect(clients.find((c) => c.client === 'cursor')?.entries).toBe(0);
  });

  it('is a server the shared config has already, its secret compared by value', async () => {
    await handlers['servers:add']({
      drafts: [
        {
          name: 'lin',
          type: 'http',
          url: 'https://mcp.linear.example/mcp',
          headers: { Authorization: `Bearer ${LINEAR}` },
        },
        { name: 'team', type: 'http', url: 'https://other.example.com/mcp' },
      ],
    });
    const found = await find();
    expect(serverIn(found, 'lin')).toMatchObject({ existing: true });
    // A name that is taken by another server, and one that stays free.
    expect(found.servers.map((s) => s.name).sort()).toEqual(['files', 'github', 'lin', 'linear', 'team-2']);
  });
});

describe('the plan', () => {
  it('is the same for the same choice and files, and writes nothing', async () => {
    const chosen = everything(await find());
    const first = await plan(chosen);
    expect((await plan(everything(await find()))).id).toBe(first.id);
    expect(standing(running.home)).toEqual(FILES);
    expect(existsSync(file('config/mcp.json'))).toBe(false);
    expect(first.secrets).toBe(2);
    expect([first.direct, first.brokered]).toEqual([4, 4]);
    expect(first.plans.map((p) => p.client)).toEqual(['claude-code', 'codex', 'opencode', 'goose']);
    const added = first.config.filter((line) => line.kind === 'added').map((line) => line.text);
    expect(added.join('\n')).toContain('"Authorization": "Bearer ${keychain:LINEAR_KEY}"');
    expect(added.join('\n')).toContain('"linear": "off"');
  });

  it('is refused once a file or the shared config says something else', async () => {
    const chosen = everything(await find());
    const { id } = await plan(chosen);
    writeFileSync(file('.claude.json'), read('.claude.json').replace('@example/files', '@example/others'));
    await expect(apply(chosen, id)).rejects.toMatchObject({ code: 'plan-stale' });
    expect([...running.secrets.values()].filter((value) => SECRETS.includes(value))).toEqual([]);
    expect(existsSync(file('config/mcp.json'))).toBe(false);
  });

  it('shows nothing of the shared config but the shape of what stood there', async () => {
    layOut(running.home, {
      'config/mcp.json':
        '{\n  // call 555-1234\n  "mcpServers": {\n    "a": { "command": "run-me", "args": ["hush"] }\n  }\n}\n',
    });
    await running.until(() => running.app.config.list().servers.length === 1);
    const { config: lines } = await plan(everything(await find()));
    const same = lines
      .filter((line) => line.kind === 'same')
      .map((line) => line.text)
      .join('\n');
    expect(same).not.toMatch(/555|run-me|hush/u);
    expect(same).toContain('}');
  });
});

describe('an import', () => {
  it('moves every secret into the keychain and leaves it nowhere else', async () => {
    const result = await importAll();
    expect([...result.added].sort()).toEqual(['files', 'github', 'linear', 'team']);
    expect(result.clients.map((row) => ('problem' in row ? row.problem.code : row.written))).toEqual([2, 2, 0, 1, 1]);
    expect([...running.secrets.values()].filter((value) => SECRETS.includes(value)).sort()).toEqual([GITHUB, LINEAR]);
    const holding = everyFile(running.home).filter((name) =>
      SECRETS.some((secret) => readFileSync(name, 'utf8').includes(secret)),
    );
    expect(holding.filter((name) => !name.includes('/backups/'))).toEqual([]);
    expect(SECRETS.filter((secret) => said.includes(secret))).toEqual([]);
    expect(JSON.stringify(running.log)).not.toContain(LINEAR);
  });

  it('puts ours in the place of theirs, and leaves the rest of every file', async () => {
    await importAll();
    const toml = read('.codex/config.toml');
    expect(toml).toContain('# Codex, as I like it.');
    expect(toml).toContain('http_headers_helper = "key-helper"');
    expect(toml).toMatch(/\[mcp_servers\.linear\][^[]*startup_timeout_sec = 60/u);
    expect(toml).toMatch(/\[mcp_servers\.linear\]\nurl = "http:\/\/127\.0\.0\.1:\d+\/s\/linear\/mcp"/u);
    expect(toml).not.toContain('linear-work');
    expect(read('.config/opencode/opencode.jsonc')).toContain('{file:~/.key}');
    expect(read('.config/Code/User/mcp.json')).toBe(FILES['.config/Code/User/mcp.json']);
    expect(read('.cursor/mcp.json')).toContain('"linear": { "url": "https://mcp.linear.example/sse" }');
    const { clients } = running.app.snapshot();
    const pending = clients.filter((c) => c.installed && c.sync.kind !== 'in-sync').map((c) => c.id);
    expect(pending).toEqual([]);
  });

  it('is taken back byte for byte, secrets and shared config too, also by the next run', async () => {
    layOut(running.home, { 'config/mcp.json': '{\n  // Mine.\n  "mcpServers": {},\n  "clients": {}\n}\n' });
    const before = config();
    const keys = new Map(running.secrets);
    await importAll();
    expect(running.app.snapshot().importedAt).toBeGreaterThan(0);
    running = await running.restart({ connects: false });
    handlers = running.handlers;
    expect(running.app.snapshot().importedAt).toBeGreaterThan(0);
    const result = await undo();
    expect(result.clients.filter((row) => 'problem' in row)).toEqual([]);
    expect(standing(running.home)).toEqual(FILES);
    expect(config()).toBe(before);
    expect([...running.secrets.keys()].filter((name) => !name.startsWith('local-key') && !keys.has(name))).toEqual([]);
    expect(running.app.snapshot().importedAt).toBeUndefined();
    await expect(undo()).rejects.toMatchObject({ code: 'import-nothing-to-undo' });
  });

  it('is taken back around what others wrote since', async () => {
    await importAll();
    writeFileSync(file('.claude.json'), read('.claude.json').replace('"numStartups": 12', '"numStartups": 13'));
    await undo();
    const value = JSON.parse(read('.claude.json')) as typeof JSON;
    expect(value).toEqual({ ...(JSON.parse(FILES['.claude.json'] ?? '') as object), numStartups: 13 });
  });

  it('is taken back also where a sync came after it', async () => {
    await importAll();
    await handlers['servers:add']({ drafts: [{ name: 'later', type: 'http', url: 'https://later.example.com/mcp' }] });
    const next = await handlers['client:plan']({ client: 'cursor' });
    await handlers['client:apply']({ client: 'cursor', planId: next.id });
    expect((await undo()).clients.filter((row) => 'problem' in row)).toEqual([]);
    expect(read('.cursor/mcp.json')).toContain('later.example.com');
    expect(read('.cursor/mcp.json')).toContain('"headers": { "x-team": "${env:TEAM}" }');
    expect(Object.keys((JSON.parse(config()) as { mcpServers: object }).mcpServers)).toEqual(['later']);
  });

  it('goes on past a client that fails, which can be imported again', async () => {
    const chosen = everything(await find());
    const { id } = await plan(chosen);
    chmodSync(file('.codex/config.toml'), 0o444);
    const { clients } = await apply(chosen, id);
    const failed = clients.filter((row) => 'problem' in row);
    expect(failed.map((row) => row.client)).toEqual(['codex']);
    expect(read('.codex/config.toml')).toBe(FILES['.codex/config.toml']);
    expect(read('.claude.json')).not.toContain(LINEAR);
    chmodSync(file('.codex/config.toml'), 0o644);
    const again = await find();
    expect(again.servers.map((s) => [s.name, s.existing, s.versions.map((v) => v.draft.name)])).toEqual([
      ['linear', true, ['linear', 'linear-2']],
    ]);
    const server = everything(again).filter((s) => s.draft.name === 'linear');
    await importAll(server);
    expect(read('.codex/config.toml')).not.toContain(LINEAR);
    expect(read('.codex/config.toml')).toContain('/s/linear/mcp');
  });

  it('takes an entry over that says already what ours would, without writing it', async () => {
    await handlers['servers:add']({
      drafts: [{ name: 'files', type: 'stdio', command: 'npx', args: ['-y', '@example/files', '/home/me'] }],
    });
    const files = everything(await find()).filter((s) => s.draft.name === 'files');
    const planned = await plan(files);
    expect(planned.plans).toEqual([]);
    const result = await apply(files, planned.id);
    expect(result.clients).toMatchObject([{ written: 0 }, { written: 0 }]);
    expect(standing(running.home)).toEqual(FILES);
    const cells = running.app.snapshot().clients.find((c) => c.id === 'claude-code')?.cells;
    expect(cells?.find((c) => c.server === 'files')?.status).toBe('in-sync');
    await undo();
    const later = running.app.snapshot().clients.find((c) => c.id === 'claude-code')?.cells;
    expect(later?.find((c) => c.server === 'files')?.status).toBe('foreign');
  });

  it('removes the entry of a client that does not get the server', async () => {
    const [linear] = everything(await find()).filter((s) => s.draft.name === 'linear');
    if (!linear) throw new Error('not found');
    await importAll([
      { ...linear, clients: ['cursor', 'codex'], places: [...linear.places, { client: 'cursor', name: 'linear' }] },
    ]);
    expect(read('.claude.json')).not.toContain('linear');
    expect(read('.cursor/mcp.json')).toContain('/s/linear/mcp');
    expect(JSON.parse(config())).toMatchObject({ clients: { 'claude-code': { servers: { linear: 'off' } } } });
    await undo();
    expect(standing(running.home)).toEqual(FILES);
  });

  it('keeps the entry of a client that cannot get the server', async () => {
    const [github] = everything(await find()).filter((s) => s.draft.name === 'github');
    if (!github) throw new Error('not found');
    // Goose takes no name with a capital letter.
    await importAll([{ ...github, draft: { ...github.draft, name: 'GitHub' } }]);
    expect(read('.config/goose/config.yaml')).toBe(FILES['.config/goose/config.yaml']);
    expect(read('.claude.json')).toContain('/s/GitHub/mcp');
  });

  it('refuses an entry that is chosen twice, is gone, or whose review took too long', async () => {
    const [one, ...others] = everything(await find());
    if (!one) throw new Error('not found');
    await expect(plan([one, { ...others[0]!, places: one.places }])).rejects.toMatchObject({ code: 'import-twice' });
    const gone = { ...one, places: [{ client: 'cursor' as const, name: 'nobody' }] };
    await expect(plan([gone])).rejects.toMatchObject({ code: 'import-gone' });
    const stranger = {
      ...one,
      draft: { ...one.draft, headers: { A: '${pasted:00000000-0000-4000-8000-000000000000}' } },
    };
    await expect(plan([stranger])).rejects.toMatchObject({ code: 'import-expired' });
  });

  it('leaves everything as it was where the keychain refuses', async () => {
    await running.stop();
    const locked = () => Promise.reject(new AppError('keychain-locked'));
    running = await runApp({
      connects: false,
      keychain: (store) => ({ ...store, set: (name, value) => (value === LINEAR ? locked() : store.set(name, value)) }),
    });
    handlers = running.handlers;
    layOut(running.home);
    await expect(importAll()).rejects.toMatchObject({ code: 'keychain-locked' });
    expect(standing(running.home)).toEqual(FILES);
    expect(existsSync(file('config/mcp.json'))).toBe(false);
    expect([...running.secrets.values()].filter((value) => SECRETS.includes(value))).toEqual([]);
    expect(running.app.snapshot().importedAt).toBeUndefined();
  });

  it('keeps what a client still needs until its file can be given back', async () => {
    await importAll();
    const changed = read('.claude.json').replace('/s/linear/mcp', '/s/linear/mcp?changed');
    writeFileSync(file('.claude.json'), changed);
    const partly = await undo();
    expect(partly.added).toEqual([]);
    expect(partly.clients.filter((row) => 'problem' in row)).toMatchObject([
      { client: 'claude-code', problem: { code: 'undo-conflict' } },
    ]);
    expect(read('.codex/config.toml')).toBe(FILES['.codex/config.toml']);
    expect(read('.claude.json')).toBe(changed);
    expect(running.app.config.list().servers.map((s) => s.name)).toContain('linear');
    expect([...running.secrets.values()]).toContain(LINEAR);
    expect(running.app.snapshot().importedAt).toBeGreaterThan(0);
    await handlers['client:resolveDrift']({ client: 'claude-code', server: 'linear', choice: 'write-ours' });
    const again = await undo();
    expect(again.clients.map((row) => row.client)).toEqual(['claude-code']);
    expect([...again.added].sort()).toEqual(['files', 'github', 'linear', 'team']);
    expect(standing(running.home)).toEqual(FILES);
  });

  it('goes on where it was cut short, and both parts are taken back together', async () => {
    await importAll();
    // As a kill before the last file would have left it.
    const record = file('state/import.json');
    const left = JSON.parse(readFileSync(record, 'utf8')) as { finished: boolean };
    writeFileSync(record, JSON.stringify({ ...left, finished: false }));
    running = await running.restart({ connects: false });
    handlers = running.handlers;
    const rest = everything(await find());
    expect(rest.map((s) => s.draft.name)).toEqual(['linear-2']);
    await importAll(rest);
    await undo();
    expect(standing(running.home)).toEqual(FILES);
    expect(JSON.parse(config())).toEqual({ mcpServers: {} });
  });
});
