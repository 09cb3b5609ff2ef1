// The one fetch to a server: its token on every request to its origin and nowhere else, renewed when refused, and what
// a 401 or 403 asks for turned into a typed error.
import type { AppError } from '../../shared/errors';
import type { Fetch } from '../ports';
import { type BearerChallenge, bearerChallenge } from './challenge';

/** What the fetch needs of the account behind it. */
export interface FetchAccount {
  readonly origin: string;
  /** The access token to show now. @throws AppError where there should be one and cannot */
  token(): Promise<string | undefined>;
  /** Another token than the refused one, or undefined if there is none to be had without the person. */
  renewed(refused: string | undefined, challenge: BearerChallenge): Promise<string | undefined>;
  /** What a 401 means; undefined leaves it to the caller. */
  challenged(challenge: BearerChallenge, refused: RefusedToken | undefined): Promise<AppError | undefined>;
  /** What a 403 for want of scope means. */
  moreAccess(challenge: BearerChallenge): Promise<AppError>;
  /** The server took this token. */
  accepted(token: string): void;
}

export interface RefusedToken {
  readonly token: string;
  /** The server's clock, epoch ms; NaN where it did not tell. */
  readonly serverTime: number;
}

/** @throws AppError as the account says; whatever `base` throws */
export function authorizedFetch(account: FetchAccount, base: Fetch): Fetch {
  return async (url, init = {}) => {
    const request = { target: url instanceof URL ? url : new URL(url), init, headers: pairsOf(init.headers) };
    const own = request.target.origin === account.origin && !request.headers.some(isAuthorization);
    const token = own ? await account.token() : undefined;
    const response = await send(base, request, token);
    return own ? settled(account, base, request, response, token) : response;
  };
}

interface Sending {
  readonly target: URL;
  readonly init: RequestInit;
  readonly headers: [string, string][];
}

/** A list stays one: `Headers` would check, copy and sort it, here and in the next fetch, on every call. */
function pairsOf(headers: RequestInit['headers']): [string, string][] {
  return Array.isArray(headers) ? headers : [...new Headers(headers)];
}

const isAuthorization = ([name]: [string, string]) => name.toLowerCase() === 'authorization';

async function settled(
  account: FetchAccount,
  base: Fetch,
  request: Sending,
  first: Response,
  shown: string | undefined,
): Promise<Response> {
  let response = first;
  let token = shown;
  try {
    if (response.status === 401) {
      const next = await account.renewed(token, challengeOf(response));
      // A body that is a stream is gone: the caller gets the 401, and its next request shows the new token.
      if (next !== undefined && request.init.body instanceof ReadableStream) return response;
      if (next !== undefined) {
        await response.body?.cancel();
        token = next;
        response = await send(base, request, token);
      }
    }
    const problem = await problemOf(account, response, token);
    if (problem) throw problem;
    return response;
  } catch (error) {
    // Whoever gets an error gets no answer to close.
    await response.body?.cancel();
    throw error;
  }
}

async function problemOf(account: FetchAccount, response: Response, token: string | undefined) {
  if (response.ok) {
    if (token !== undefined) account.accepted(token);
    return undefined;
  }
  const challenge = challengeOf(response);
  if (response.status === 401) {
    const serverTime = Date.parse(response.headers.get('date') ?? '');
    const refused = token === undefined ? undefined : { token, serverTime };
    return account.challenged(challenge, refused);
  }
  if (response.status === 403 && challenge.error === 'insufficient_scope') return account.moreAccess(challenge);
  return undefined;
}

/** Redirects are never followed here: a token must not travel on. */
function send(base: Fetch, { target, init, headers }: Sending, token: string | undefined): Promise<Response> {
  const shown = token === undefined ? headers : [...headers, ['authorization', `Bearer ${token}`] as [string, string]];
  return base(target, { ...init, headers: shown, redirect: 'manual' });
}

function challengeOf(response: Response): BearerChallenge {
  return bearerChallenge(response.headers.get('www-authenticate'));
}
