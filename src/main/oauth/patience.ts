// Where asking again stops: a server that wants the same scopes over and over, or refuses a token it was just given.
import { AppError } from '../../shared/errors';
import type { Clock } from '../ports';
import type { RefusedToken } from './authorized-fetch';
import type { SavedSignIn } from './tokens';

/** A person allows the same access at most this often before it is called futile. */
const MAX_STEP_UPS = 3;
/** The second refusal of a token younger than this is no accident. */
const FRESH_MS = 60_000;
const MAX_CLOCK_DIFFERENCE_MS = 5 * 60_000;

export class Patience {
  private readonly steps = new Map<string, number>();
  private refusals = 0;
  /** The token the server took last: its later refusal means that it has ended, however young it is. */
  private taken: string | undefined;

  constructor(
    private readonly host: string,
    private readonly clock: Clock,
  ) {}

  /** Counts a completed step-up for these scopes. */
  stepped(scopes: readonly string[]): void {
    const key = keyOf(scopes);
    this.steps.set(key, (this.steps.get(key) ?? 0) + 1);
  }

  /** `access-still-refused` where more of the same will not help. */
  futile(scopes: readonly string[]): AppError | undefined {
    if ((this.steps.get(keyOf(scopes)) ?? 0) < MAX_STEP_UPS) return undefined;
    return new AppError('access-still-refused', { host: this.host, scopes: scopes.join(' ') });
  }

  /** What the refusal of a new token shows, from the second on; at once where the clocks disagree. */
  refusedToken(signIn: SavedSignIn | undefined, { token, serverTime }: RefusedToken): AppError | undefined {
    const now = this.clock.now();
    if (signIn?.accessToken !== token || token === this.taken || now - signIn.obtainedAt > FRESH_MS) return undefined;
    this.refusals++;
    const apart = Math.abs(now - serverTime);
    if (apart > MAX_CLOCK_DIFFERENCE_MS)
      return new AppError('clock-wrong', { host: this.host, minutes: Math.round(apart / 60_000) });
    return this.refusals < 2 ? undefined : new AppError('token-not-accepted', { host: this.host });
  }

  accepted(token: string): void {
    this.refusals = 0;
    this.taken = token;
  }
}

function keyOf(scopes: readonly string[]): string {
  return [...scopes].sort().join(' ');
}
