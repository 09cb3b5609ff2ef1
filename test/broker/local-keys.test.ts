import { describe, expect, it } from 'vitest';
import { createLocalKeys } from '../../src/main/broker/local-keys';
import { createMemoryStore } from '../../src/main/secrets/memory';
import { keptRevoked } from '../support/fakes';

describe('local keys', () => {
  it('are one per client, made once, and kept in the secret store', async () => {
    const secrets = createMemoryStore();
    const keys = createLocalKeys(secrets, keptRevoked());
    const [one, again, other] = await Promise.all([keys.keyFor('a'), keys.keyFor('a'), keys.keyFor('b')]);
    expect(one).toBe(again);
    expect(other).not.toBe(one);
    expect(one).toMatch(/^mcptray_[\w-]{43}$/u);
    expect(await secrets.get('local-key:a')).toBe(one);
    expect([keys.holderOf(one), keys.holderOf(other), keys.holderOf(`${one}x`)]).toEqual(['a', 'b', undefined]);
  });

  it('are known again after a start once they are loaded', async () => {
    const secrets = createMemoryStore();
    const key = await createLocalKeys(secrets, keptRevoked()).keyFor('a');
    const later = createLocalKeys(secrets, keptRevoked());
    expect(later.holderOf(key)).toBeUndefined();
    await later.load(['a', 'never-synced']);
    expect(later.holderOf(key)).toBe('a');
    expect(await secrets.get('local-key:never-synced')).toBeUndefined();
  });

  it('open nothing once they are revoked, and the next one is another', async () => {
    const keys = createLocalKeys(createMemoryStore(), keptRevoked());
    const old = await keys.keyFor('a');
    await keys.revoke('a');
    expect(keys.holderOf(old)).toBeUndefined();
    expect(await keys.keyFor('a')).not.toBe(old);
  });

  it('are dead at once even if the keychain refuses to forget them', async () => {
    const secrets = createMemoryStore();
    const keys = createLocalKeys({ ...secrets, delete: () => Promise.reject(new Error('locked')) }, keptRevoked());
    const key = await keys.keyFor('a');
    await expect(keys.revoke('a')).rejects.toThrow('locked');
    expect(keys.holderOf(key)).toBeUndefined();
  });
});
