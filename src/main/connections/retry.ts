// What follows a failed attempt: which state it means, and when the next one is due. Pure.
import type { AppError, ErrorCode } from '../../shared/errors';
import type { Timings } from './options';

/** `soon` backs off, `slow` looks again now and then, `never` waits for the person. */
export type Pace = 'soon' | 'slow' | 'never';
export interface Verdict {
  readonly state: 'sign-in-needed' | 'needs-input' | 'failed';
  readonly pace: Pace;
}

const verdicts: Partial<Record<ErrorCode, Verdict>> = {
  'sign-in-needed': { state: 'sign-in-needed', pace: 'never' },
  'more-access-needed': { state: 'sign-in-needed', pace: 'never' },
  'saved-sign-in-damaged': { state: 'sign-in-needed', pace: 'never' },
  'token-not-accepted': { state: 'sign-in-needed', pace: 'never' },
  // Only the person has what is missing here; asking again by ourselves could lock an account or raise a prompt.
  'env-missing': { state: 'needs-input', pace: 'never' },
  'secret-missing': { state: 'needs-input', pace: 'never' },
  'keychain-locked': { state: 'needs-input', pace: 'never' },
  'keychain-absent': { state: 'needs-input', pace: 'never' },
  'client-id-needed': { state: 'needs-input', pace: 'never' },
  'client-secret-needed': { state: 'needs-input', pace: 'never' },
  'api-key-needed': { state: 'needs-input', pace: 'never' },
  'client-refused': { state: 'needs-input', pace: 'never' },
  'registration-refused': { state: 'needs-input', pace: 'never' },
  'registration-failed': { state: 'needs-input', pace: 'never' },
  'tokens-not-saved': { state: 'needs-input', pace: 'never' },
  'key-refused': { state: 'needs-input', pace: 'never' },
  // These cannot change without an edit of the entry, which restarts the connection.
  'url-invalid': { state: 'failed', pace: 'never' },
  'header-invalid': { state: 'failed', pace: 'never' },
  'reference-invalid': { state: 'failed', pace: 'never' },
  // A second server process or a dropped network mends itself; the rest takes somebody's hand.
  'connection-refused': { state: 'failed', pace: 'soon' },
  'connection-lost': { state: 'failed', pace: 'soon' },
  'connect-timeout': { state: 'failed', pace: 'soon' },
  'request-timeout': { state: 'failed', pace: 'soon' },
  'host-unknown': { state: 'failed', pace: 'soon' },
  'sign-in-service-down': { state: 'failed', pace: 'soon' },
  'renewal-busy': { state: 'failed', pace: 'soon' },
  'server-error': { state: 'failed', pace: 'soon' },
  'process-exited': { state: 'failed', pace: 'soon' },
  'process-killed': { state: 'failed', pace: 'soon' },
};

/** What a failure means for the state and the pace of retries; unknown codes are looked at again slowly. */
export function verdictOn(error: AppError): Verdict {
  return verdicts[error.code] ?? { state: 'failed', pace: 'slow' };
}

/** The pace after a failure: what stood until now is tried again soon, whatever broke it. */
export function paceAfter(error: AppError, wasReady: boolean): Pace {
  const { pace } = verdictOn(error);
  return wasReady && pace === 'slow' ? 'soon' : pace;
}

/** True if wake or network return is a reason to try again: the rest would only repeat its question. */
export function isWorthNudging(error: AppError): boolean {
  const { state, pace } = verdictOn(error);
  return (state === 'failed' && pace !== 'never') || error.code === 'keychain-locked';
}

type RetryTimings = Pick<Timings, 'retryBase' | 'retryMax' | 'retrySlow'>;

/**
 * Milliseconds until the next try, or undefined when nothing is tried by itself. Full jitter: a uniform draw below
 * a bound that doubles per failure, so that servers which failed together do not come back together.
 * @param failures how many attempts failed in a row, from 1
 * @param random in [0, 1)
 */
export function delayBefore(pace: Pace, failures: number, random: number, timings: RetryTimings): number | undefined {
  switch (pace) {
    case 'never':
      return undefined;
    case 'slow':
      return Math.round(timings.retrySlow * (0.75 + random / 2));
    case 'soon': {
      const bound = Math.min(timings.retryMax, timings.retryBase * 2 ** Math.min(failures - 1, 30));
      return Math.round(random * bound);
    }
  }
}
