// The judgement on a run of real sessions: it sees everything that must not happen.
import { describe, expect, it } from 'vitest';
import type { TokenLife } from '../../support/auth/token-ledger';
import { expiries, judge, usableMs } from './judge';
import type { SessionResult, SessionsResult } from './sessions';

const LIFE = 15;
const USE = usableMs(LIFE);

const life = (issuedAt: number, more: Partial<TokenLife> = {}): TokenLife => {
  return { grant: 'refresh_token', issuedAt, accepted: 20, refused: 0, ...more };
};
const session = (heard: Partial<SessionResult['heard']> = {}, end: Partial<SessionResult['end']> = {}) => ({
  name: 'one',
  client: 'Some CLI',
  heard: { calls: 10, answered: 10, failures: [], asides: 0, isOver: true, ...heard },
  end: { version: '1.0.0', results: 11, failed: [], problem: undefined, ...end },
});
const run = (more: Partial<SessionsResult> = {}): SessionsResult => ({
  expiry: 'announced',
  seconds: 12,
  sessions: [session(), session()],
  strays: [],
  served: 20,
  windows: { atSignIn: 1, after: 0 },
  tokenSeconds: LIFE,
  tokens: [life(0), life(USE), life(2 * USE + 40)],
  auth: { granted: { authorization_code: 1, refresh_token: 2 }, refused: {}, presentedAgain: 0 },
  leaks: [],
  hostSaid: '',
  ...more,
});
const faults = (result: SessionsResult) => judge(result).filter(({ isFine }) => !isFine).length;

describe('the judgement on a run', () => {
  it('takes a token as long as the app shows it', () => {
    expect(USE).toBe(5_000);
    // Longer lives are renewed ahead: after four fifths, and at most five minutes before the end.
    expect(usableMs(100)).toBe(80_000);
    expect(usableMs(3_600)).toBe(3_300_000);
  });

  it('finds nothing wrong with a run that was right', () => {
    expect(faults(run())).toBe(0);
    const tokens = [life(0, { refused: 3 }), life(4_000, { refused: 1 }), life(8_000)];
    expect(faults(run({ expiry: 'unannounced', tokens }))).toBe(0);
  });

  const granted = { authorization_code: 1, refresh_token: 2 };
  const wrong: readonly [string, Partial<SessionsResult>][] = [
    ['a call with a wrong answer', { sessions: [session({ answered: 9 }), session()] }],
    ['a call the client calls failed', { sessions: [session({}, { failed: ['no'] }), session()] }],
    ['a session that ended badly', { sessions: [session({}, { problem: 'ended with 1' }), session()] }],
    ['a session that ended before its time', { sessions: [session({ isOver: false }), session()] }],
    ['a call made twice', { served: 21 }],
    ['a browser window', { windows: { atSignIn: 1, after: 1 } }],
    ['a token renewed before its time', { tokens: [life(0), life(USE - 1), life(2 * USE + 40)] }],
    ['a token that was never used', { tokens: [life(0), life(USE, { accepted: 0 }), life(2 * USE + 40)] }],
    [
      'an expiry that was not renewed',
      { expiry: 'unannounced', tokens: [0, 1, 2].map((i) => life(i, { refused: 1 })) },
    ],
    ['a token request that was refused', { auth: { granted, refused: { refresh_token: 1 }, presentedAgain: 0 } }],
    ['a refresh token presented twice', { auth: { granted, refused: {}, presentedAgain: 1 } }],
    ['a secret in a client’s file', { leaks: ['/home/.claude.json'] }],
    ['a request the model did not expect', { strays: ['GET /one/v1/models 404'] }],
  ];
  it.each(wrong)('sees %s', (_what, more) => {
    expect(faults(run(more))).toBe(1);
  });

  it('counts no expiry that nobody met', () => {
    expect(expiries(run({ tokens: [life(0)] }))).toBe(0);
    expect(expiries(run({ expiry: 'unannounced', tokens: [life(0, { accepted: 0, refused: 1 })] }))).toBe(0);
  });
});
