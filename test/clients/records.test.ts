import { describe, expect, it } from 'vitest';
import { ABSENT, hashOf, NO_RECORDS, type Records, type Stored, settle } from '../../src/main/clients/records';

const memory = { entries: { old: 'h-old' }, made: [] };
const now: Records = { ...NO_RECORDS, ...memory };
const touched = { old: { before: 'h-old', after: ABSENT }, new: { before: ABSENT, after: 'h-new' } };
const next: Records = {
  entries: { new: 'h-new' },
  made: [['mcpServers']],
  history: [{ at: 1, backup: 'b', left: 'text-2', touched, memory }],
};
const stored: Stored = { version: 1, file: '/f', now, pending: { left: 'text-2', touched, next } };
const standing = (hash: string, entries: Record<string, string>) => ({
  hash,
  entryHash: (name: string) => entries[name] ?? ABSENT,
});

describe('a write that was cut short', () => {
  it('did not happen if the file says what it said', () => {
    expect(settle(stored, standing('text-1', { old: 'h-old' }))).toBe(now);
  });

  it('happened if the file says what was to be written', () => {
    expect(settle(stored, standing('text-2', { new: 'h-new' }))).toBe(next);
  });

  it('happened if others wrote since and our entries say so', () => {
    expect(settle(stored, standing('text-3', { new: 'h-new', theirs: 'x' }))).toEqual(next);
  });

  it('did not happen if others wrote since and no entry says so', () => {
    expect(settle(stored, standing('text-3', { old: 'h-old' }))).toEqual(now);
    expect(settle(stored, standing('text-3', { old: 'h-theirs', new: 'h-theirs' }))).toEqual(now);
  });

  it('leaves an entry that others changed since with what we knew before', () => {
    const settled = settle(stored, standing('text-3', { new: 'h-theirs' }));
    expect(settled.entries).toEqual({});
    expect(settled.history).toHaveLength(1);
  });
});

it('two entries that say the same have one hash, whatever the order of their members', () => {
  expect(hashOf({ a: [1, { b: 2, c: 3 }], d: null })).toBe(hashOf({ d: null, a: [1, { c: 3, b: 2 }] }));
  expect(hashOf({ a: [1, 2] })).not.toBe(hashOf({ a: [2, 1] }));
});
