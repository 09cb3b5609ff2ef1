import { describe, expect, it } from 'vitest';
import { watchActs } from '../../src/main/electron/own-acts';
import type { Handlers } from '../../src/shared/contract';
import { manualClock } from '../support/manual-clock';
import { recordingHandlers } from './fixtures';

function setUp(given: Partial<Handlers>) {
  const clock = manualClock();
  const { handlers, asked } = recordingHandlers(given);
  return { ...watchActs(handlers, clock, 1000), clock, asked };
}

describe('what the person does', () => {
  it('is theirs from the request until a while after its answer', async () => {
    const answer = Promise.withResolvers<{ revoked: boolean }>();
    const { handlers, isOwn, clock, asked } = setUp({ 'server:signOut': () => answer.promise });
    const signOut = handlers['server:signOut']({ name: 'linear' });
    clock.pass(5000);
    expect([isOwn('linear'), isOwn('notes')]).toEqual([true, false]);
    answer.resolve({ revoked: true });
    expect(await signOut).toEqual({ revoked: true });
    clock.pass(1000);
    expect(isOwn('linear')).toBe(true);
    clock.pass(1);
    expect(isOwn('linear')).toBe(false);
    expect(asked).toEqual([['server:signOut', { name: 'linear' }]]);
  });

  it('counts as such also where it failed, and where two requests overlap', async () => {
    const slow = Promise.withResolvers<void>();
    const { handlers, isOwn, clock } = setUp({
      'server:reconnect': () => slow.promise,
      'server:signIn': () => Promise.reject(new Error('no')),
    });
    const reconnect = handlers['server:reconnect']({ name: 'a' });
    await expect(handlers['server:signIn']({ name: 'a', how: 'browser' })).rejects.toThrow('no');
    clock.pass(2000);
    expect(isOwn('a')).toBe(true);
    slow.resolve();
    await reconnect;
    clock.pass(2000);
    expect(isOwn('a')).toBe(false);
  });

  it('is about every server that is added', async () => {
    const { handlers, isOwn } = setUp({ 'servers:add': async () => undefined });
    const drafts = ['a', 'b'].map((name) => ({ name, type: 'http' as const, url: 'http://x' }));
    await handlers['servers:add']({ drafts });
    expect(['a', 'b', 'c'].map(isOwn)).toEqual([true, true, false]);
  });

  it('is not what only looks, and no nonsense breaks it', async () => {
    const { handlers, isOwn } = setUp({
      'server:log': async () => [],
      'app:setStartAtLogin': async () => undefined,
      'server:reconnect': async () => undefined,
    });
    await handlers['server:log']({ name: 'a' });
    await handlers['app:setStartAtLogin']({ on: true });
    expect(isOwn('a')).toBe(false);
    for (const args of [undefined, null, 'a', { name: 1 }, { drafts: [null, 'x', {}] }]) {
      await handlers['server:reconnect'](args as never);
    }
    expect(isOwn('a')).toBe(false);
  });
});
