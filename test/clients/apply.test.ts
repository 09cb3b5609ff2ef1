import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Desk, desk, direct, http, off, stdio, waiting } from './support';

let d: Desk;
beforeEach(() => {
  d = desk();
});
afterEach(() => d.dispose());

const THEIRS = `{
  "numStartups": 3,
  "mcpServers": {
    "mine": { "type": "http", "url": "http://127.0.0.1:9/", "headers": { "Authorization": "Bearer abc" } }
  },
  "projects": { "/p": { "mcpServers": { "notes": {"type":"stdio","command":"x"} } } }
}
`;

describe('apply', () => {
  it('creates a missing file with our entries alone, readable by its owner alone', async () => {
    expect(await d.sync([direct(http('a')), direct(stdio('b', { args: ['x'], env: { K: 'v' } }))])).toBe(2);
    expect(JSON.parse(d.read())).toEqual({
      mcpServers: {
        a: { type: 'http', url: 'http://127.0.0.1:1/a' },
        b: { type: 'stdio', command: 'node', args: ['x'], env: { K: 'v' } },
      },
    });
    expect(statSync(d.file).mode & 0o777).toBe(0o600);
    expect(d.read().endsWith('}\n')).toBe(true);
  });

  it('adds, updates and removes its entries and leaves every other byte', async () => {
    d.write(THEIRS);
    await d.sync([direct(http('a')), direct(http('b'))]);
    await d.sync([direct(http('a', { url: 'http://127.0.0.1:2/' })), off(http('b'))]);
    expect(JSON.parse(d.read()).mcpServers).toEqual({
      mine: JSON.parse(THEIRS).mcpServers.mine,
      a: { type: 'http', url: 'http://127.0.0.1:2/' },
    });
    await d.sync([]);
    expect(d.read()).toBe(THEIRS);
  });

  it('writes nothing when nothing changed', async () => {
    await d.sync([direct(http('a'))]);
    const before = statSync(d.file).mtimeMs;
    const backups = readdirSync(path.join(d.state), { recursive: true }).length;
    expect(await d.sync([direct(http('a'))])).toBe(0);
    expect(statSync(d.file).mtimeMs).toBe(before);
    expect(readdirSync(path.join(d.state), { recursive: true })).toHaveLength(backups);
  });

  it('gives the file back byte for byte when the last entry goes and the object was made for it', async () => {
    for (const text of ['{}', '{\r\n\t"a": 1\r\n}\r\n', '{"a":1,"b":[1.0,2e5]}', '\uFEFF{\n  "a": 1\n}', '', '{ }\n']) {
      d.write(text);
      await d.sync([direct(http('a')), direct(http('b'))]);
      expect(JSON.parse(d.read().replace('\uFEFF', '')).mcpServers).toHaveProperty('b');
      await d.sync([direct(http('b'))]);
      await d.sync([]);
      expect(d.read()).toBe(text);
    }
  });

  it('keeps an empty object that was there before', async () => {
    d.write('{"mcpServers": {}}');
    await d.sync([direct(http('a'))]);
    await d.sync([]);
    expect(d.read()).toBe('{"mcpServers": {}}');
  });

  it('keeps mode and symlink, and puts the lock beside the name', async () => {
    const real = path.join(d.home, 'dot', 'claude.json');
    mkdirSync(path.dirname(real));
    writeFileSync(real, '{}', { mode: 0o640 });
    symlinkSync('dot/claude.json', d.file);
    await d.sync([direct(http('a'))]);
    expect(lstatSync(d.file).isSymbolicLink()).toBe(true);
    expect(statSync(real).mode & 0o777).toBe(0o640);
    expect(readdirSync(d.home).sort()).toEqual(['.claude.json', 'dot', 'state']);
  });

  it('backs up what stood before, bounded, and keeps the very first text', async () => {
    d.write(THEIRS);
    for (let i = 0; i < 20; i++) await d.sync([direct(http('a', { url: `http://127.0.0.1:${i + 1}/` }))]);
    const folder = path.join(d.state, 'backups', 'claude-code');
    const names = readdirSync(folder).sort();
    expect(names.length).toBeLessThanOrEqual(24);
    expect(readFileSync(path.join(folder, names[0]!), 'utf8')).toBe(THEIRS);
    expect(names.every((n) => (statSync(path.join(folder, n)).mode & 0o777) === 0o600)).toBe(true);
  });

  it('does not write a waiting server, and leaves an entry of ours that began to wait', async () => {
    expect(await d.sync([waiting(http('a'))])).toBe(0);
    expect(existsSync(d.file)).toBe(false);
    await d.sync([direct(http('a'))]);
    const text = d.read();
    expect(await d.statuses([waiting(http('a'))])).toEqual({ a: 'waiting' });
    expect(await d.sync([waiting(http('a'))])).toBe(0);
    expect(d.read()).toBe(text);
    expect(await d.sync([off(http('a'))])).toBe(1);
  });

  it('refuses a plan whose entries have changed, and takes one while the rest of the file changed', async () => {
    d.write(THEIRS);
    const wanted = [direct(http('a'))];
    const plan = await d.clients.plan('claude-code', wanted);
    await expect(
      d.clients.apply('claude-code', [direct(http('a', { url: 'http://127.0.0.1:7/' }))], plan.id),
    ).rejects.toMatchObject({ code: 'plan-stale' });
    d.write(THEIRS.replace('"mine"', '"a"'));
    await expect(d.clients.apply('claude-code', wanted, plan.id)).rejects.toMatchObject({ code: 'plan-stale' });
    d.write(THEIRS.replace('3', '4'));
    await expect(d.clients.apply('claude-code', wanted, plan.id)).resolves.toMatchObject({ written: 1 });
    expect(JSON.parse(d.read()).numStartups).toBe(4);
  });

  it('waits for the lock of another program, then says the file is in use', async () => {
    const e = desk({ lock: { waitMs: 120, retryMs: 20 } });
    mkdirSync(`${e.file}.lock`);
    await expect(e.sync([direct(http('a'))])).rejects.toMatchObject({ code: 'file-locked' });
    expect(existsSync(e.file)).toBe(false);
    const old = new Date(Date.now() - 11_000);
    utimesSync(`${e.file}.lock`, old, old);
    expect(await e.sync([direct(http('a'))])).toBe(1);
    expect(existsSync(`${e.file}.lock`)).toBe(false);
    await e.dispose();
  });
});

describe('a file that cannot be used is left untouched', () => {
  const cases: [string, string, object][] = [
    ['truncated', '{\n  "a": {\n', { code: 'file-syntax', params: { line: 3, column: 1 } }],
    ['with a comment', '{\n  // no\n  "a": 1\n}', { code: 'file-syntax', params: { line: 2, column: 3 } }],
    ['whose mcpServers is a list', '{\n  "mcpServers": []\n}', { code: 'file-shape', params: { line: 2, column: 17 } }],
    ['that is a list', '[]', { code: 'file-syntax', params: { line: 1, column: 1 } }],
    ['with an entry that stands twice', '{"mcpServers":{"a":1,"a":2}}', {}],
  ];
  for (const [what, text, error] of cases) {
    it(`one ${what}`, async () => {
      d.write(text);
      const wanted = [direct(http('a')), direct(http('b'))];
      if ('code' in error) {
        await expect(d.clients.plan('claude-code', wanted)).rejects.toMatchObject(error);
        const [summary] = await d.clients.summaries(() => wanted);
        expect(summary).toMatchObject({ sync: { kind: 'problem', problem: error }, cells: [] });
      } else expect(await d.statuses(wanted)).toMatchObject({ a: 'foreign' });
      expect(d.read()).toBe(text);
    });
  }

  it('one that is read-only', async () => {
    d.write('{}');
    chmodSync(d.file, 0o444);
    await expect(d.sync([direct(http('a'))])).rejects.toMatchObject({ code: 'file-read-only' });
    expect(d.read()).toBe('{}');
    expect(await d.statuses([direct(http('a'))])).toEqual({ a: 'add' });
    chmodSync(d.file, 0o644);
    expect(await d.sync([direct(http('a'))])).toBe(1);
  });

  it('one on a full disk, whether the file or our records do not fit', async (context) => {
    const disk = path.join(d.home, 'disk');
    mkdirSync(disk);
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=192k', 'tmpfs', disk], { encoding: 'utf8' });
    if (mount.status !== 0) context.skip('a tiny tmpfs cannot be mounted here (needs root and CAP_SYS_ADMIN)');
    const text = JSON.stringify({ big: 'x'.repeat(60_000) });
    const fill = (left: number) => writeFileSync(path.join(disk, 'filler'), 'x'.repeat(left));
    const wanted = [direct(http('a'))];
    const paths = { home: d.home, config: d.home, state: d.state };
    const onDisk = desk({ paths, env: { CLAUDE_CONFIG_DIR: disk } });
    const recordsOnDisk = desk({ paths: { ...paths, state: path.join(disk, 'state') } });
    try {
      writeFileSync(path.join(disk, '.claude.json'), text);
      fill(100_000);
      await expect(onDisk.sync(wanted)).rejects.toMatchObject({ code: 'disk-full' });
      expect(readFileSync(path.join(disk, '.claude.json'), 'utf8')).toBe(text);
      expect(readdirSync(disk).sort()).toEqual(['.claude.json', 'filler']);
      fill(0);
      expect(await onDisk.statuses(wanted)).toEqual({ a: 'add' });
      expect(await onDisk.sync(wanted)).toBe(1);

      d.write(text);
      fill(100_000);
      await expect(recordsOnDisk.sync(wanted)).rejects.toMatchObject({ code: 'disk-full' });
      expect(d.read()).toBe(text);
      fill(0);
      expect(await recordsOnDisk.sync(wanted)).toBe(1);
    } finally {
      spawnSync('umount', [disk]);
      await Promise.all([onDisk.dispose(), recordsOnDisk.dispose()]);
    }
  });

  it('an empty one beside a backup of Claude, which calls it corrupted', async () => {
    d.write('');
    mkdirSync(path.join(d.home, '.claude', 'backups'), { recursive: true });
    writeFileSync(path.join(d.home, '.claude', 'backups', '.claude.json.backup.1795394984576'), '{"a":1}');
    await expect(d.sync([direct(http('a'))])).rejects.toMatchObject({ code: 'file-syntax' });
    expect(d.read()).toBe('');
  });

  it('one larger than the limit', async () => {
    d.write(`{"a": "${'x'.repeat(21 * 1024 * 1024)}"}`);
    await expect(d.sync([direct(http('a'))])).rejects.toMatchObject({ code: 'file-too-large' });
  });
});
