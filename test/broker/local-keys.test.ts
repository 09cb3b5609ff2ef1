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

  /** A keychain that answers once it is unlocked, with what was kept in it. */
  async function locked(client: string) {
    const secrets = createMemoryStore();
    const old = await createLocalKeys(secrets, keptRevoked()).keyFor(client);
    let isLocked = true;
    const refuse = () => Promise.reject(new Error('locked'));
    const get: typeof secrets.get = (name) => (isLocked ? refuse() : secrets.get(name));
    const revoked = keptRevoked();
    const keys = createLocalKeys({ ...secrets, get }, revoked);
    const unlock = () => {
      isLocked = false;
    };
    return { keys, old, secrets, revoked, unlock };
  }

  it('that were revoked before they could be read open nothing once they are, in this run or the next', async () => {
    const { keys, old, secrets, revoked, unlock } = await locked('a');
    await expect(keys.revoke('a')).rejects.toThrow('locked');
    unlock();
    await keys.load(['a']);
    expect(keys.holderOf(old)).toBeUndefined();
    await keys.adopt('a', old);
    expect(keys.holderOf(old)).toBeUndefined();
    const fresh = await keys.keyFor('a');
    expect([keys.holderOf(fresh), fresh === old]).toEqual(['a', false]);
    await secrets.set('local-key:a', old);
    const next = createLocalKeys(secrets, revoked);
    await next.load(['a']);
    expect(next.holderOf(old)).toBeUndefined();
  });

  it('that are not trusted any more open nothing once they are read', async () => {
    const { keys, old, unlock } = await locked('a');
    keys.distrust('a');
    unlock();
    await keys.load(['a']);
    expect(keys.holderOf(old)).toBeUndefined();
    const fresh = await keys.keyFor('a');
    await keys.load(['a']);
    expect(keys.holderOf(fresh)).toBe('a');
  });

  it('stay dead while the list of the dead cannot be written', async () => {
    const secrets = createMemoryStore();
    const revoked = { ...keptRevoked(), add: () => Promise.reject(new Error('disk full')) };
    const keys = createLocalKeys(secrets, revoked);
    const old = await keys.keyFor('a');
    await expect(keys.revoke('a')).rejects.toThrow('disk full');
    await keys.load(['a']);
    expect(keys.holderOf(old)).toBeUndefined();
  });

  it.each(['keyFor', 'load'] as const)('are not read back by a %s that runs beside the end of one', async (act) => {
    const secrets = createMemoryStore();
    const keys = createLocalKeys(secrets, keptRevoked());
    const old = await keys.keyFor('a');
    const ended = keys.revoke('a');
    const [now] = await Promise.all([act === 'keyFor' ? keys.keyFor('a') : keys.load(['a']), ended]);
    expect(keys.holderOf(old)).toBeUndefined();
    expect(await secrets.get('local-key:a')).toBe(now);
  });
});
