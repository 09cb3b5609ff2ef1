import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Desk, desk, direct, http, off, waiting } from './support';

let d: Desk;
beforeEach(() => {
  d = desk();
});
afterEach(() => d.dispose());

const a = direct(http('a'));
const resolve = (choice: 'keep-theirs' | 'write-ours', server = 'a') =>
  d.clients.resolveDrift('claude-code', server, choice);
const change = (from: string, to: string) => d.write(d.read().replace(from, to));
const sync = async () => (await d.clients.summaries(() => [a]))[0]?.sync;

describe('an entry of ours that someone changed', () => {
  beforeEach(async () => {
    d.write('{"x": 1}');
    await d.sync([a]);
    change('127.0.0.1:1/a', '127.0.0.1:2/a');
  });

  it('is told and never overwritten by itself', async () => {
    const text = d.read();
    expect(await d.statuses([a])).toEqual({ a: 'drift' });
    expect(await sync()).toEqual({ kind: 'drift', count: 1, changes: 0 });
    expect(await d.sync([a])).toBe(0);
    expect(await d.sync([off(http('a'))])).toBe(0);
    expect(await d.sync([])).toBe(0);
    expect(d.read()).toBe(text);
  });

  it('stays theirs for good if the person says so', async () => {
    const text = d.read();
    expect(await resolve('keep-theirs')).toEqual({ turnOff: false });
    expect(await d.statuses([a])).toEqual({ a: 'foreign' });
    expect(await sync()).toEqual({ kind: 'in-sync' });
    expect(await d.sync([])).toBe(0);
    expect(d.read()).toBe(text);
  });

  it('becomes ours again if the person says so', async () => {
    await resolve('write-ours');
    expect(await d.statuses([a])).toEqual({ a: 'update' });
    expect(await d.sync([a])).toBe(1);
    expect(d.read()).toContain('127.0.0.1:1/a');
    await d.sync([]);
    expect(d.read()).toBe('{"x": 1}');
  });

  it('is asked about again if it changes after the answer', async () => {
    await resolve('write-ours');
    change('127.0.0.1:2/a', '127.0.0.1:3/a');
    expect(await d.statuses([a])).toEqual({ a: 'drift' });
  });

  it('is in sync once it says what we want anyway', async () => {
    expect(await d.statuses([direct(http('a', { url: 'http://127.0.0.1:2/a' }))])).toEqual({ a: 'in-sync' });
  });
});

describe('an entry of ours that someone removed', () => {
  beforeEach(async () => {
    await d.sync([a, direct(http('b'))]);
    const all = JSON.parse(d.read());
    delete all.mcpServers.a;
    d.write(JSON.stringify(all));
  });

  it('is drift while it is wanted, and forgotten when it is not', async () => {
    expect(await d.statuses([a])).toEqual({ a: 'drift' });
    expect(await d.sync([a, direct(http('b'))])).toBe(0);
    expect(await d.statuses([off(http('a'))])).toEqual({ a: 'absent' });
    await d.sync([off(http('b'))]);
    // Written by hand later, it is theirs, though we once wrote the same.
    d.write('{"mcpServers":{"a":{"type":"http","url":"http://127.0.0.1:1/a"}}}');
    expect(await d.statuses([off(http('a'))])).toEqual({ a: 'foreign' });
  });

  it('is written again, or turned off, as the person says', async () => {
    expect(await resolve('keep-theirs')).toEqual({ turnOff: true });
    expect(await d.statuses([off(http('a'))])).toEqual({ a: 'absent' });
    expect(await resolve('write-ours', 'b').catch((e) => e)).toMatchObject({ code: 'drift-unknown' });
    await d.sync([a, direct(http('b'))]);
    expect(JSON.parse(d.read()).mcpServers.a).toBeDefined();
  });
});

describe('an entry we never wrote', () => {
  it('is never overwritten nor removed, even if it says the same as ours', async () => {
    const text =
      '{"mcpServers":{"a":{"type":"http","url":"http://127.0.0.1:1/a"},"b":{"url":"http://x","type":"sse"}}}';
    d.write(text);
    const wanted = [a, direct(http('b')), off(http('b')), waiting(http('a'))];
    expect(await d.statuses([a, direct(http('b'))])).toEqual({ a: 'foreign', b: 'foreign' });
    expect(await d.statuses([waiting(http('a')), off(http('b'))])).toEqual({ a: 'foreign', b: 'foreign' });
    expect(await d.sync(wanted.slice(0, 2))).toBe(0);
    expect(await d.sync([])).toBe(0);
    expect(d.read()).toBe(text);
  });

  it('becomes ours only when the person says so', async () => {
    d.write('{"mcpServers":{"a":{"type":"http","url":"http://127.0.0.1:1/a"}}}');
    await resolve('write-ours');
    expect(await d.statuses([a])).toEqual({ a: 'in-sync' });
    expect(await d.sync([])).toBe(1);
    expect(d.read()).toBe('{"mcpServers":{}}');
  });
});

it('an entry that Claude has rewritten in its own way is still ours', async () => {
  await d.sync([direct(http('a', { headers: { B: '2', A: '1' } }))]);
  d.write(
    '{"mcpServers":{"a":{"headers":{"A":"1","B":"2"},"url":"http://127.0.0.1:1/a","type":"streamable-http","args":[]}}}',
  );
  expect(await d.statuses([direct(http('a', { headers: { B: '2', A: '1' } }))])).toEqual({ a: 'in-sync' });
  expect(await d.sync([])).toBe(1);
});

it('there is nothing to settle about an entry that stands as we wrote it', async () => {
  await d.sync([a]);
  await expect(resolve('keep-theirs')).rejects.toMatchObject({ code: 'drift-unknown' });
  await expect(resolve('write-ours', 'zzz')).rejects.toMatchObject({ code: 'drift-unknown' });
});
