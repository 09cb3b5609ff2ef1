import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalKeys } from '../../src/main/broker/local-keys';
import { createRevokedKeys } from '../../src/main/broker/revoked-keys';
import { createMemoryStore } from '../../src/main/secrets/memory';

let folder: string;
const file = () => path.join(folder, 'revoked-keys.json');
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-revoked-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a revoked key', () => {
  it('stays dead in the next run, though the keychain would not forget it', async () => {
    const secrets = createMemoryStore();
    const stubborn = { ...secrets, delete: () => Promise.reject(new Error('locked')) };
    const keys = createLocalKeys(stubborn, createRevokedKeys(file()));
    const old = await keys.keyFor('a');
    await expect(keys.revoke('a')).rejects.toThrow('locked');
    expect(await keys.keyFor('a')).not.toBe(old);
    await secrets.set('local-key:a', old);
    const next = createLocalKeys(secrets, createRevokedKeys(file()));
    await next.load(['a']);
    expect(next.holderOf(old)).toBeUndefined();
    await next.adopt('a', old);
    expect(next.holderOf(old)).toBeUndefined();
    expect(next.holderOf(await next.keyFor('a'))).toBe('a');
    expect(await next.keyFor('a')).not.toBe(old);
  });

  it('is written down as a digest, readable by its owner alone', async () => {
    const keys = createLocalKeys(createMemoryStore(), createRevokedKeys(file()));
    const old = await keys.keyFor('a');
    await keys.revoke('a');
    expect(readFileSync(file(), 'utf8')).not.toContain(old.slice(8, 20));
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/u)]);
  });

  it('that was being made is dead too', async () => {
    const keys = createLocalKeys(createMemoryStore(), createRevokedKeys(file()));
    const making = keys.keyFor('a');
    await keys.revoke('a');
    expect(keys.holderOf(await making)).toBeUndefined();
  });

  it('is told where its list is broken, instead of being forgotten', async () => {
    writeFileSync(file(), '{');
    const keys = createLocalKeys(createMemoryStore(), createRevokedKeys(file()));
    await keys.keyFor('a');
    await expect(keys.revoke('a')).rejects.toMatchObject({ code: 'records-invalid' });
  });

  it('is one of a bounded number', async () => {
    writeFileSync(file(), JSON.stringify(Array.from({ length: 500 }, (_, i) => `d${i}`)));
    const revoked = createRevokedKeys(file());
    await Promise.all(['x', 'y'].map((digest) => revoked.add(digest)));
    const kept = JSON.parse(readFileSync(file(), 'utf8'));
    expect([kept.length, kept.includes('x'), kept.includes('y'), kept.includes('d0')]).toEqual([
      500,
      true,
      true,
      false,
    ]);
  });
});
