// What the oauth room is given: ports, timings and limits. Everything a test wants to shrink is here.
import type { Translate } from '../../shared/messages';
import type { Clock, Fetch, Logger, OpenUrl, ResolveReferences, SecretStore } from '../ports';

/** All in milliseconds. */
export interface SignInTimings {
  /** One request to an authorization server or for metadata. */
  readonly request: number;
  /** How long a browser, or a person with a code, may take. */
  readonly attempt: number;
  /** How long metadata is believed before it is read again. */
  readonly metadata: number;
  /** A token is renewed this long before it ends, or after four fifths of a shorter life. */
  readonly renewAhead: number;
  /** At most this much is taken off at random, so that many accounts do not renew at once. */
  readonly renewJitter: number;
  /** A token this close to its end is not shown any more. */
  readonly expiryMargin: number;
  /** Wait before a renewal that met trouble is tried again by itself. */
  readonly renewRetry: number;
  /** How long another process may hold the renewal of an account. */
  readonly lockWait: number;
  /** After this long without a sign of life the lock of a dead process is taken over; at least 2 s. */
  readonly lockStale: number;
  /** A connection to the redirect listener that says nothing for this long is closed. */
  readonly slowClient: number;
  /** The browser waits this long for its page while the code is exchanged. */
  readonly resultPage: number;
}

export const defaultSignInTimings: SignInTimings = {
  request: 20_000,
  attempt: 5 * 60_000,
  metadata: 10 * 60_000,
  renewAhead: 5 * 60_000,
  renewJitter: 60_000,
  expiryMargin: 10_000,
  renewRetry: 60_000,
  lockWait: 45_000,
  lockStale: 10_000,
  slowClient: 5_000,
  resultPage: 30_000,
};

/** Port of the redirect URI a person is told to register. Below every system's ephemeral range, so rarely taken. */
export const DEFAULT_CALLBACK_PORT = 27631;
export const CALLBACK_PATH = '/callback';

export interface SignInOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly secrets: SecretStore;
  readonly openUrl: OpenUrl;
  /** For the page the browser ends on, in the person's language of that moment. */
  readonly texts: () => Translate;
  /** Folder of the locks that keep processes from renewing at once; made when first needed. */
  readonly lockFolder: string;
  /** Expands `${keychain:NAME}` in an entry's `oauth.clientSecret`. */
  readonly resolve: ResolveReferences;
  readonly fetch?: Fetch;
  readonly timings?: Partial<SignInTimings>;
  /** Where client-metadata.json is published (CIMD), asked at each sign-in; empty, this way of registering is not used. */
  readonly clientMetadataUrl?: () => string;
  readonly callbackPort?: number;
  /** A number in [0, 1): spreads renewals. */
  readonly random?: () => number;
  /** Names the program that listens on a port of this machine, if that can be found out. */
  readonly whoHolds?: (port: number) => Promise<string | undefined>;
}

/** The options with every default filled in, as the files of this room pass them on. */
export interface Env extends Omit<SignInOptions, 'timings'> {
  readonly fetch: Fetch;
  readonly timings: SignInTimings;
  readonly callbackPort: number;
  readonly random: () => number;
  readonly whoHolds: (port: number) => Promise<string | undefined>;
}
