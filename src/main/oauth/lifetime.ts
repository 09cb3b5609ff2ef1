// When a token has ended and when its renewal is due, by this machine's clock. Pure.
import type { SignInTimings } from './options';
import type { TokenAnswer } from './token-endpoint';
import type { SavedSignIn } from './tokens';

export type Life = Pick<SavedSignIn, 'expiresAt' | 'obtainedAt' | 'refreshToken'>;

/** True if the token must not be shown any more. */
export function hasEnded({ expiresAt, obtainedAt }: Life, now: number, timings: SignInTimings): boolean {
  // A clock that was set back tells nothing about the rest of this token's life.
  if (now < obtainedAt - timings.renewAhead) return true;
  return expiresAt !== undefined && expiresAt - timings.expiryMargin <= now;
}

/**
 * Milliseconds until a renewal is due; never for what does not end or cannot be renewed.
 * @param chance a number in [0, 1) that spreads renewals
 */
export function dueIn(life: Life, now: number, timings: SignInTimings, chance: number): number {
  const { expiresAt, obtainedAt, refreshToken } = life;
  if (expiresAt === undefined || refreshToken === undefined) return Number.POSITIVE_INFINITY;
  const ahead = Math.min(timings.renewAhead + chance * timings.renewJitter, (expiresAt - obtainedAt) / 5);
  return expiresAt - ahead - now;
}

/** RFC 6749 section 6: what the answer leaves out stays as it was. */
export function renewedSignIn(before: SavedSignIn, answer: TokenAnswer, now: number): SavedSignIn {
  const { expiresAt: _old, spending: _over, ...rest } = before;
  return {
    ...rest,
    accessToken: answer.accessToken,
    refreshToken: answer.refreshToken ?? before.refreshToken,
    scopes: answer.scopes ? [...answer.scopes] : before.scopes,
    obtainedAt: now,
    ...(answer.expiresIn !== undefined && { expiresAt: now + answer.expiresIn * 1000 }),
  };
}
