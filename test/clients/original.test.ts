// The way back to what stood before our first write, in all four formats. fast-check prints the seed of a failure.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Wanted } from '../../src/main/ports';
import { deskFor, FORMAT_DESKS, type FormatDesk, isWithin } from './formats';
import { type Desk, desk, direct, http, off, stdio } from './support';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 25);
const TAG = 'import-1';

let d: Desk;
afterEach(() => d.dispose());

describe.each(FORMAT_DESKS)('the original file in $format', (format) => {
  const { client } = format;
  const restore = () => d.clients.restore(client);
  const take = { tag: TAG, entries: [{ server: 'theirs', names: ['theirs'] }], servers: ['theirs'] };
  const takeOver = async (wanted: readonly Wanted[]) => {
    const plan = await d.clients.plan(client, wanted, take);
    await d.clients.apply(client, wanted, plan.id, take);
  };

  it('comes back byte for byte after more writes than an undo remembers', async () => {
    d = deskFor(format);
    for (let i = 0; i < 14; i++) await d.sync([direct(stdio('a', { args: [String(i)] })), direct(stdio(`b${i % 3}`))]);
    expect(await restore()).toMatchObject({ client, file: d.file, left: [] });
    expect(d.read()).toBe(format.text);
    expect(await d.statuses([direct(stdio('a'))])).toEqual({ a: 'add' });
    await expect(restore()).rejects.toMatchObject({ code: 'nothing-to-restore' });
  });

  it('comes back byte for byte with an entry that was taken over and written anew', async () => {
    d = deskFor(format);
    await takeOver([direct(stdio('theirs', { command: 'ours', args: ['x'] }))]);
    expect(d.read()).not.toBe(format.text);
    expect(await restore()).toMatchObject({ written: 1, left: [] });
    expect(d.read()).toBe(format.text);
  });

  it('brings back an entry we removed, also where others wrote since', async () => {
    d = deskFor(format);
    await takeOver([off(stdio('theirs'))]);
    await d.sync([direct(stdio('a'))]);
    d.write(`${d.read()}\n`);
    expect(await restore()).toMatchObject({ written: 2, left: [] });
    expect((await d.clients.ownEntries(client)).map(({ name }) => name)).toEqual(['theirs']);
    expect(d.read().endsWith('\n\n')).toBe(true);
  });

  it('is gone where there was none', async () => {
    d = deskFor(format);
    rmSync(d.file);
    await d.sync([direct(stdio('a'))]);
    expect(await restore()).toMatchObject({ written: 1, left: [] });
    expect(existsSync(d.file)).toBe(false);
  });

  it('shows what would come back, and writes nothing', async () => {
    d = deskFor(format);
    await takeOver([direct(stdio('theirs', { command: 'ours' }))]);
    await d.sync([direct(stdio('theirs', { command: 'ours' })), direct(stdio('a'))]);
    const text = d.read();
    const plan = await d.clients.planRestore(client);
    expect(plan.changes.map(({ server, status }) => [server, status]).sort()).toEqual([
      ['a', 'remove'],
      ['theirs', 'update'],
    ]);
    expect(plan.changes.every(({ lines }) => lines.length > 0)).toBe(true);
    expect(d.read()).toBe(text);
  });

  it('keeps what others did in between, whatever we did before, after and since', { timeout: 60_000 }, async () => {
    d = desk();
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 7 }), (acts) => playAll(format, acts)),
      {
        numRuns: RUNS,
      },
    );
  });
});

describe('the original file', () => {
  it('leaves an entry that someone changed, and tells it', async () => {
    d = desk();
    d.write('{"mcpServers":{}}\n');
    await d.sync([direct(http('a')), direct(http('b'))]);
    d.write(d.read().replace('127.0.0.1:1/b', '127.0.0.1:9/b'));
    expect(await d.clients.restore('claude-code')).toMatchObject({ written: 1, left: ['b'] });
    expect(Object.keys(JSON.parse(d.read()).mcpServers)).toEqual(['b']);
    expect(await d.statuses([direct(http('b'))])).toEqual({ b: 'foreign' });
  });

  it('does not bring back what its owner removed', async () => {
    d = desk();
    d.write('{"mcpServers":{"a":{"type":"http","url":"http://127.0.0.1:1/mine"}}}\n');
    const take = { tag: TAG, entries: [{ server: 'a', names: ['a'] }], servers: ['a'] };
    const plan = await d.clients.plan('claude-code', [direct(http('a'))], take);
    await d.clients.apply('claude-code', [direct(http('a'))], plan.id, take);
    await d.clients.undo('claude-code');
    d.write('{"mcpServers":{}}\n');
    expect(await d.clients.restore('claude-code')).toMatchObject({ written: 0, left: [] });
    expect(d.read()).toBe('{"mcpServers":{}}\n');
  });

  it('is merged where someone wrote between two of our writes', async () => {
    d = desk();
    d.write('{"mcpServers":{}}\n');
    await d.sync([direct(http('a'))]);
    const theirs = d.read().replace('{\n', '{"n":1,\n').replace('{"mcp', '{"n":1,"mcp');
    d.write(theirs);
    await d.sync([direct(http('a')), direct(http('b'))]);
    await d.clients.restore('claude-code');
    expect(JSON.parse(d.read())).toEqual({ n: 1, mcpServers: {} });
  });

  it('is refused where the file cannot be read, and stays to be restored', async () => {
    d = desk();
    d.write('{"mcpServers":{}}\n');
    await d.sync([direct(http('a'))]);
    d.write('{"mcpServers":');
    await expect(d.clients.restore('claude-code')).rejects.toMatchObject({ code: 'file-syntax' });
    expect(d.read()).toBe('{"mcpServers":');
    const [summary] = await d.clients.summaries(() => []);
    expect(summary).toMatchObject({ canRestore: true, sync: { kind: 'problem' } });
  });
});

/** We sync some servers, take the last write back; or someone adds a line, adds or removes an entry of their own. */
type Act = { readonly kind: 'sync'; readonly wanted: readonly Wanted[] } | { readonly kind: 'undo' | 'line' | 'swap' };

const wantedOf = (name: string) =>
  fc.oneof(
    fc.constantFrom('one', 'two').map((arg) => direct(stdio(name, { args: [arg] }))),
    fc.constant(off(stdio(name))),
  );
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(wantedOf('a'), wantedOf('b c'), wantedOf('d')).map(synced) },
  { weight: 2, arbitrary: fc.constantFrom<Act>({ kind: 'undo' }, { kind: 'line' }, { kind: 'swap' }) },
);

function synced(wanted: readonly Wanted[]): Act {
  return { kind: 'sync', wanted };
}

/** Comments of every format, and for JSON a blank line. */
const lineOf = ({ format }: FormatDesk, i: number) =>
  ({ JSON: '\n', JSONC: `// line ${i}\n` })[format] ?? `# line ${i}\n`;

async function playAll(format: FormatDesk, acts: readonly Act[]): Promise<void> {
  const own = deskFor(format);
  let theirs = format.text;
  const write = (text: string) => writeFileSync(own.file, text);
  try {
    for (const [i, one] of acts.entries()) {
      if (one.kind === 'sync') await own.sync(one.wanted);
      if (one.kind === 'undo') {
        const summary = (await own.clients.summaries(() => [])).find(({ id }) => id === format.client);
        if (summary?.canUndo) await own.clients.undo(format.client);
      }
      if (one.kind === 'line') {
        write(own.read() + lineOf(format, i));
        theirs += lineOf(format, i);
      }
      if (one.kind === 'swap') {
        // A word that stands once in each of the files.
        const swap = (text: string) =>
          text.replace(/theirs2?(?="?:|\])/u, (w) => (w === 'theirs' ? 'theirs2' : 'theirs'));
        write(swap(own.read()));
        theirs = swap(theirs);
      }
    }
    const canRestore = (await own.clients.summaries(() => [])).find(({ id }) => id === format.client)?.canRestore;
    if (canRestore) expect((await own.clients.restore(format.client)).left).toEqual([]);
    expect((await own.clients.ownEntries(format.client)).map(({ name }) => name)).toHaveLength(1);
    expect(isWithin(theirs, own.read())).toBe(true);
    expect(own.read().length).toBe(theirs.length);
    if (acts.every(({ kind }) => kind === 'sync' || kind === 'undo')) expect(own.read()).toBe(format.text);
  } finally {
    await own.dispose();
  }
}
