// One request to an HTTP upstream with everything that may go wrong and mend itself: a restart, a sign-in under way,
// a redirect. What only the person can mend comes out as an AppError.
import { AppError } from '../../shared/errors';
import type { HttpAccess, UpstreamAccess } from '../ports-relay';
import { wait } from '../protocol/wait';
import type { HeaderPairs } from './headers';
import type { BrokerEnv } from './options';
import { troubleOf } from './trouble';
import { discard } from './wire-fetch';

export interface Sending {
  readonly url: URL;
  readonly method: string;
  readonly headers: HeaderPairs;
  readonly body: Buffer | undefined;
  readonly signal: AbortSignal;
  /** True if doing it twice does no harm. */
  readonly harmless: boolean;
}

const REDIRECTS = [301, 302, 303, 307, 308];
const MAX_REDIRECTS = 5;
const FIRST_WAIT_MS = 50;

/** @throws AppError; the signal's reason if the caller left */
export async function exchange(env: BrokerEnv, access: HttpAccess, sending: Sending): Promise<Response> {
  try {
    return await patiently(env, access, sending);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'sign-in-needed') throw error;
    if (!(await signedIn(env, access, sending.signal))) throw error;
    return patiently(env, access, sending);
  }
}

/** Waits for a sign-in that is under way, but not longer than the client will. */
export async function signedIn(
  env: BrokerEnv,
  access: Pick<UpstreamAccess, 'signedIn'>,
  signal: AbortSignal,
): Promise<boolean> {
  if (!access.signedIn) return false;
  const patience = new AbortController();
  const stop = env.clock.after(env.timings.signIn, () => patience.abort());
  try {
    return await access.signedIn(AbortSignal.any([signal, patience.signal]));
  } finally {
    stop();
  }
}

/** A server that is just restarting is waited for, as long as it cannot have seen the request. */
async function patiently(env: BrokerEnv, access: HttpAccess, sending: Sending): Promise<Response> {
  const { clock, timings } = env;
  const until = clock.now() + timings.restart;
  for (let pause = FIRST_WAIT_MS; ; pause *= 2) {
    try {
      return checked(access, sending.url, await followed(access, sending));
    } catch (thrown) {
      sending.signal.throwIfAborted();
      const { error, reach } = troubleOf(thrown, sending.url.host);
      const mayRepeat = reach === 'unsent' ? error.code === 'connection-refused' : isCutOff(error) && sending.harmless;
      if (!mayRepeat || clock.now() + pause > until) throw error;
    }
    await wait(clock, pause, sending.signal);
    sending.signal.throwIfAborted();
  }
}

const isCutOff = (error: AppError) => error.code === 'connection-lost';

/** Redirects within the origin keep method and body; anything else would show the key to a stranger. */
async function followed(access: HttpAccess, { url, method, headers, body, signal }: Sending): Promise<Response> {
  // Node's Buffer and the DOM's BodyInit describe the same bytes.
  const init: RequestInit = {
    method,
    headers,
    signal,
    body: (body ?? null) as Uint8Array<ArrayBuffer> | null,
    redirect: 'manual',
  };
  let at = url;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const response = await access.fetch(at, init);
    const location = REDIRECTS.includes(response.status) ? response.headers.get('location') : null;
    if (location === null) return response;
    discard(response);
    const target = URL.canParse(location, at) ? new URL(location, at) : undefined;
    const keepsMethod = method === 'GET' || response.status === 307 || response.status === 308;
    if (target?.origin !== at.origin || !keepsMethod)
      throw new AppError('redirect-refused', { host: at.host, url: (target?.href ?? location).split('?')[0] ?? '' });
    at = target;
  }
  throw new AppError('redirect-refused', { host: at.host, url: at.origin + at.pathname });
}

/** An upstream's 401 and 403 end here: passed on, they would start the client's own sign-in. */
function checked(access: HttpAccess, { host }: URL, response: Response): Response {
  if (response.status !== 401 && response.status !== 403) return response;
  discard(response);
  if (response.status === 403) throw new AppError('access-refused', { host });
  throw access.keyHeader === undefined
    ? new AppError('sign-in-needed', { host })
    : new AppError('key-refused', { host, header: access.keyHeader });
}
