// How long a token is believed, and what a renewal leaves as it was.
import { describe, expect, it } from 'vitest';
import { dueIn, hasEnded, renewedSignIn } from '../../src/main/oauth/lifetime';
import { defaultSignInTimings as timings } from '../../src/main/oauth/options';
import type { SavedSignIn } from '../../src/main/oauth/tokens';

const HOUR = 3600_000;
const START = 1_800_000_000_000;
const signIn: SavedSignIn = {
  url: 'https://notes.example/mcp',
  issuer: 'https://sign-in.example',
  resource: 'https://notes.example/mcp',
  client: { id: 'c', method: 'none', origin: 'registered' },
  accessToken: 'access-1',
  refreshToken: 'refresh-1',
  scopes: ['read', 'write'],
  obtainedAt: START,
  expiresAt: START + HOUR,
};
const { expiresAt: _end, ...endless } = signIn;

describe('a token', () => {
  it('ends a little before its time, so that none ends on its way', () => {
    expect(hasEnded(signIn, START + HOUR - timings.expiryMargin - 1, timings)).toBe(false);
    expect(hasEnded(signIn, START + HOUR - timings.expiryMargin, timings)).toBe(true);
  });
  it('without an end lasts', () => expect(hasEnded(endless, START + 1000 * HOUR, timings)).toBe(false));
  it('from the future has ended: the clock was set back, and nobody knows how much of it is left', () => {
    expect(hasEnded(signIn, START - timings.renewAhead, timings)).toBe(false);
    expect(hasEnded(signIn, START - timings.renewAhead - 1, timings)).toBe(true);
    expect(hasEnded(endless, START - HOUR, timings)).toBe(true);
  });
  it('is renewed ahead, spread by chance, and a short one after four fifths of its life', () => {
    expect(dueIn(signIn, START, timings, 0)).toBe(HOUR - timings.renewAhead);
    expect(dueIn(signIn, START, timings, 0.5)).toBe(HOUR - timings.renewAhead - timings.renewJitter / 2);
    expect(dueIn({ ...signIn, expiresAt: START + 100_000 }, START, timings, 0.5)).toBe(80_000);
  });
  it('that has no end or cannot be renewed is never due', () => {
    expect(dueIn(endless, START, timings, 0)).toBe(Number.POSITIVE_INFINITY);
    const { refreshToken: _gone, ...rest } = signIn;
    expect(dueIn(rest, START, timings, 0)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a renewal', () => {
  it('keeps what the answer leaves out, but no old end and no mark that it is under way', () => {
    const renewed = renewedSignIn({ ...signIn, spending: true }, { accessToken: 'access-2' }, START + HOUR);
    expect(renewed).toEqual({ ...endless, accessToken: 'access-2', obtainedAt: START + HOUR });
  });
  it('takes what the answer says', () => {
    const answer = { accessToken: 'access-2', refreshToken: 'refresh-2', scopes: ['read'], expiresIn: 60 };
    expect(renewedSignIn(signIn, answer, START)).toMatchObject({
      refreshToken: 'refresh-2',
      scopes: ['read'],
      expiresAt: START + 60_000,
    });
  });
});
