// Entries for one folder: in its own file, which others share, or in the client's, for the person alone.
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../src/main/clients/registry';
import { AppError } from '../../src/shared/errors';
import { type ProjectDesk, projectDesk } from './project-desk';
import { brokered, direct, http, stdio } from './support';

const KEY = `mcptray_${'k'.repeat(43)}`;
const web = http('web', { url: 'https://mcp.example.com/mcp', headers: { 'X-Team': 'tools' } });
const notes = stdio('notes', { command: 'npx', args: ['-y', '@example/notes'], timeout: 30_000 });
const chosen = (server: Parameters<typeof direct>[0]) => ({ ...direct(server), chosen: true });

let d: ProjectDesk;
beforeEach(() => {
  d = projectDesk();
});
afterEach(() => d.dispose());

const at = (...names: string[]) => path.join(d.folder, ...names);
const put = (text: string, ...names: string[]) => {
  mkdirSync(path.dirname(at(...names)), { recursive: true });
  writeFileSync(at(...names), text);
};
const failure = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (error: unknown) => {
      if (error instanceof AppError) return error;
      throw error;
    },
  );
const code = async (work: Promise<unknown>) => (await failure(work)).code;

const FILES: Readonly<Record<string, string>> = {
  'claude-code': '.mcp.json',
  codex: '.codex/config.toml',
  'copilot-cli': '.github/mcp.json',
  cursor: '.cursor/mcp.json',
  opencode: 'opencode.jsonc',
  vscode: '.vscode/mcp.json',
  'qwen-code': '.qwen/settings.json',
  'gemini-cli': '.gemini/settings.json',
  kiro: '.kiro/settings/mcp.json',
};

describe.each(ADAPTERS.filter((a) => a.project).map(({ id, name }) => ({ id, name })))('$name', ({ id }) => {
  it('gets a file in the folder that names no key and no path of this machine, and none again when that is undone', async () => {
    const target = d.target(id);
    const wanted = [chosen(web), brokered(notes, KEY)];
    expect(await d.syncThere(target, wanted)).toBe(2);
    const file = at(...(FILES[id] ?? '').split('/'));
    const text = readFileSync(file, 'utf8');
    const golden = path.join(import.meta.dirname, 'golden', id, `project${path.extname(file)}`);
    await expect(text).toMatchFileSnapshot(golden);
    expect(text).not.toMatch(/mcptray_|127\.0\.0\.1/u);
    expect(text).not.toContain(d.home);
    if (process.platform !== 'win32') {
      expect(statSync(file).mode & 0o777).toBe(0o644);
      expect(statSync(path.dirname(file)).mode & 0o555).toBe(0o555);
    }
    expect(await d.statusesThere(target, wanted)).toEqual({ web: 'in-sync', notes: 'in-sync' });
    await d.projects.undo(target);
    expect(existsSync(file)).toBe(false);
  });
});

it('knows no file of the others, and says so of those that are here', async () => {
  mkdirSync(path.join(d.home, '.lmstudio'));
  const { clients, without } = await d.projects.summaries(d.folder, () => []);
  expect([...new Set(clients.map((c) => c.id))].sort()).toEqual(Object.keys(FILES).sort());
  expect(without).toEqual(['LM Studio']);
  expect(await code(d.projects.plan(d.target('zed'), []))).toBe('project-scope-unknown');
  expect(await code(d.projects.plan(d.target('codex', 'local'), []))).toBe('project-scope-unknown');
});

describe('a file of the folder', () => {
  const BEFORE = '{\n\t"mcpServers": { "theirs": {"type":"http", "url":"https://t.example/"} }, "x": 1.0\n}';

  it('keeps every byte that is not ours, and its mode', async () => {
    put(BEFORE, '.mcp.json');
    chmodSync(at('.mcp.json'), 0o664);
    const wanted = [chosen(web), brokered(notes, KEY)];
    await d.syncThere(d.target(), wanted);
    expect(readFileSync(at('.mcp.json'), 'utf8')).toContain('"theirs": {"type":"http", "url":"https://t.example/"}');
    if (process.platform !== 'win32') expect(statSync(at('.mcp.json')).mode & 0o777).toBe(0o664);
    expect(await d.syncThere(d.target(), [])).toBe(2);
    expect(readFileSync(at('.mcp.json'), 'utf8')).toBe(BEFORE);
    expect(readdirSync(d.folder)).toEqual(['.mcp.json']);
  });

  it('says of what is brokered that others need MCP Tray, and holds no secret even where that was chosen', async () => {
    const secret = { ...chosen(web), holdsSecret: true };
    const plan = await d.projects.plan(d.target(), [secret, brokered(notes, KEY)]);
    expect(plan.besides).toEqual([{ kind: 'needs-mcp-tray', file: at('.mcp.json'), servers: ['notes'] }]);
    expect(plan.changes.map((c) => [c.server, c.status])).toEqual([
      ['web', 'waiting'],
      ['notes', 'add'],
    ]);
    expect(d.projects.usesKey(d.target(), [brokered(notes, KEY)])).toBe(false);
  });

  it('is left alone where someone else changed our entry, until that is settled', async () => {
    const wanted = [chosen(web)];
    await d.syncThere(d.target(), wanted);
    const theirs = readFileSync(at('.mcp.json'), 'utf8').replace('/mcp"', '/other"');
    put(theirs, '.mcp.json');
    expect(await d.statusesThere(d.target(), wanted)).toEqual({ web: 'drift' });
    expect(await d.syncThere(d.target(), wanted)).toBe(0);
    expect(readFileSync(at('.mcp.json'), 'utf8')).toBe(theirs);
    expect(await code(d.projects.undo(d.target()))).toBe('undo-conflict');
    await d.projects.resolveDrift(d.target(), 'web', 'write-ours');
    expect(await d.syncThere(d.target(), wanted)).toBe(1);
    put(theirs, '.mcp.json');
    await d.projects.resolveDrift(d.target(), 'web', 'keep-theirs');
    expect(await d.statusesThere(d.target(), wanted)).toEqual({ web: 'foreign' });
  });

  it('is refused where it cannot be parsed, and is a problem only where something is wanted of it', async () => {
    put('{ nonsense', '.mcp.json');
    expect(await code(d.syncThere(d.target(), [chosen(web)]))).toBe('file-syntax');
    expect(readFileSync(at('.mcp.json'), 'utf8')).toBe('{ nonsense');
    const states = async (wanted: boolean) =>
      (await d.projects.summaries(d.folder, (t) => (wanted && t.scope === 'project' ? [chosen(web)] : []))).clients
        .filter((c) => c.sync.kind === 'problem')
        .map((c) => c.id);
    expect(await states(true)).toEqual(['claude-code', 'copilot-cli']);
    expect(await states(false)).toEqual([]);
  });

  it('is for Copilot the one that it reads', async () => {
    put('{"mcpServers":{}}', '.mcp.json');
    expect((await d.projects.plan(d.target('copilot-cli'), [chosen(web)])).file).toBe(at('.mcp.json'));
  });
});

describe('a folder', () => {
  it('has to be there, and to be named in full', async () => {
    for (const folder of [path.join(d.home, 'gone'), 'work/app', '', path.join(d.home, 'state\0')]) {
      expect(await code(d.projects.plan({ ...d.target(), folder }, [])), folder).toBe('project-folder-missing');
    }
    put('', 'file');
    expect(await code(d.projects.plan({ ...d.target(), folder: at('file') }, []))).toBe('project-folder-missing');
    await d.syncThere(d.target(), [chosen(web)]);
    rmSync(d.folder, { recursive: true });
    expect(await code(d.projects.undo(d.target()))).toBe('project-folder-missing');
    expect(existsSync(d.folder)).toBe(false);
  });

  it('is not the home of the account: what stands there is for all folders', async () => {
    const target = { ...d.target('cursor'), folder: d.home };
    expect(await code(d.projects.plan(target, [chosen(web)]))).toBe('project-is-account');
    const { clients } = await d.projects.summaries(d.home, (t) => (t.client === 'cursor' ? [chosen(web)] : []));
    expect(clients.find((c) => c.id === 'cursor')?.sync).toMatchObject({ problem: { code: 'project-is-account' } });
    expect(clients.some((c) => c.id === 'gemini-cli')).toBe(false);
  });

  describe.skipIf(process.platform === 'win32')('with links', () => {
    it.each([
      ['a file', 'f', '.vscode/mcp.json'],
      ['a file that is not there', 'gone', '.vscode/mcp.json'],
      ['itself', '../work/app/.vscode/mcp.json', '.vscode/mcp.json'],
      ['a folder', '.', '.vscode'],
    ] as const)('that lead out of it, to %s, is written nothing through them', async (_what, to, link) => {
      const out = path.join(d.home, 'out');
      mkdirSync(out);
      writeFileSync(path.join(out, 'f'), '{}');
      mkdirSync(path.dirname(at(link)), { recursive: true });
      symlinkSync(path.join(out, to), at(link));
      expect(await code(d.syncThere(d.target('vscode'), [chosen(web)]))).toBe('project-file-outside');
      expect(readdirSync(out)).toEqual(['f']);
      expect(readFileSync(path.join(out, 'f'), 'utf8')).toBe('{}');
    });

    it('that stay in it is written through them', async () => {
      put('{"mcpServers": {}}', 'config/mcp.json');
      symlinkSync('config/mcp.json', at('.mcp.json'));
      expect(await d.syncThere(d.target(), [chosen(web)])).toBe(1);
      expect(lstatSync(at('.mcp.json')).isSymbolicLink()).toBe(true);
      expect(readFileSync(at('config/mcp.json'), 'utf8')).toContain('mcp.example.com');
    });
  });
});

describe('local entries of Claude Code', () => {
  const local = () => d.target('claude-code', 'local');
  const BEFORE = '{\n  "numStartups": 3,\n  "mcpServers": { "web": { "command": "mine" } }\n}\n';

  it('stand beside those of the account in its file, with the local key, readable by the owner alone', async () => {
    d.write(BEFORE);
    chmodSync(d.file, 0o644);
    const wanted = [brokered(web, KEY), chosen(notes)];
    expect(d.projects.usesKey(local(), wanted)).toBe(true);
    const plan = await d.projects.plan(local(), wanted);
    expect(plan.file).toBe(d.file);
    if (process.platform !== 'win32') expect(plan.besides).toEqual([{ kind: 'owner-only', file: d.file }]);
    await d.projects.apply(local(), wanted, plan.id);
    const said = JSON.parse(d.read());
    expect(said.mcpServers).toEqual({ web: { command: 'mine' } });
    expect(said.projects[d.folder].mcpServers.web.headers).toEqual({ Authorization: `Bearer ${KEY}` });
    if (process.platform !== 'win32') expect(statSync(d.file).mode & 0o777).toBe(0o600);
    expect(existsSync(at('.mcp.json'))).toBe(false);
    await d.syncThere(local(), []);
    expect(d.read()).toBe(BEFORE);
  });

  it('and those of the account are taken back each by itself, and never count as the others’', async () => {
    d.write(BEFORE);
    const [account, folder] = [[direct(notes)], [chosen(web), chosen(notes)]];
    await d.sync(account);
    const between = d.read();
    await d.syncThere(local(), folder);
    expect(await d.statuses(account)).toEqual({ notes: 'in-sync' });
    await d.clients.undo('claude-code');
    expect(Object.keys(JSON.parse(d.read()).mcpServers)).toEqual(['web']);
    expect(await d.statusesThere(local(), folder)).toEqual({ web: 'in-sync', notes: 'in-sync' });
    await d.sync(account);
    await d.projects.undo(local());
    expect(d.read()).toBe(between);
    expect(await code(d.projects.undo(local()))).toBe('nothing-to-undo');
    expect(await d.statuses(account)).toEqual({ notes: 'in-sync' });
  });

  it('take what held them along when an undo had to make it anew', async () => {
    d.write('{}');
    await d.syncThere(local(), [chosen(web), chosen(notes)]);
    await d.syncThere(local(), []);
    await d.sync([direct(notes)]);
    await d.projects.undo(local());
    expect(await d.statusesThere(local(), [chosen(web), chosen(notes)])).toEqual({ web: 'in-sync', notes: 'in-sync' });
    await d.syncThere(local(), []);
    await d.sync([]);
    expect(d.read()).toBe('{}');
  });

  it('survive each other’s backups', async () => {
    d.write(BEFORE);
    await d.syncThere(local(), [chosen(web)]);
    for (let n = 0; n < 15; n++) await d.sync([direct(http('a', { url: `http://127.0.0.1:1/${n}` }))]);
    d.write(d.read().replace('"numStartups": 3', '"numStartups": 4'));
    await d.projects.undo(local());
    expect(JSON.parse(d.read()).projects).toBeUndefined();
    expect(Object.keys(JSON.parse(d.read()).mcpServers)).toEqual(['web', 'a']);
  });

  it('are lost by none of two that write at once', async () => {
    d.write(BEFORE);
    const names = Array.from({ length: 12 }, (_, n) => `s${n}`);
    const one = names.map((n) => direct(http(n)));
    await Promise.all([
      (async () => {
        for (let n = 1; n <= one.length; n++) await d.sync(one.slice(0, n));
      })(),
      (async () => {
        for (let n = 1; n <= one.length; n++) await d.syncThere(local(), one.slice(0, n));
      })(),
    ]);
    const said = JSON.parse(d.read());
    expect(Object.keys(said.mcpServers)).toEqual(['web', ...names]);
    expect(Object.keys(said.projects[d.folder].mcpServers)).toEqual(names);
  });

  it('belong to the repository: a folder inside is told which one', async () => {
    mkdirSync(at('.git'));
    mkdirSync(at('sub'));
    const inside = { ...local(), folder: at('sub') };
    const error = await failure(d.projects.plan(inside, [chosen(web)]));
    expect([error.code, error.params.root]).toEqual(['project-is-inside', d.folder]);
    expect(await d.syncThere({ ...d.target(), folder: at('sub') }, [chosen(web)])).toBe(1);
    const tree = path.join(d.home, 'tree');
    mkdirSync(tree);
    writeFileSync(path.join(tree, '.git'), `gitdir: ${at('.git', 'worktrees', 'tree')}\n`);
    expect((await failure(d.projects.plan({ ...local(), folder: tree }, []))).params.root).toBe(d.folder);
    const module = at('module');
    mkdirSync(module);
    writeFileSync(path.join(module, '.git'), 'gitdir: ../.git/modules/module\n');
    expect(await d.syncThere({ ...local(), folder: module }, [chosen(web)])).toBe(1);
  });
});
