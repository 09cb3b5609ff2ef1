// One sign-in through the browser: authorization code with PKCE (RFC 7636), the issuer checked (RFC 9207), the
// resource named (RFC 8707), on a redirect listener that lives as long as the attempt.
import * as oidc from 'openid-client';
import { AppError, toAppError } from '../../shared/errors';
import type { OauthEntry } from '../../shared/model';
import { shown } from './addresses';
import { hasPkce } from './choose';
import { afterRefusal, clientIdNeeded, clientOf, planFor, refusalError, StaleRegistration } from './client';
import type { SignInPlace } from './discover';
import { openListener, type RedirectListener, redirectUriOf } from './listener';
import type { Env } from './options';
import type { ClientPlan } from './registration';
import type { Registrations } from './registrations';
import { configuration, errorCode, named, type OauthClient, type TokenAnswer, tokenAnswer } from './token-endpoint';
import type { SavedSignIn } from './tokens';

export interface SignInJob {
  readonly name: string;
  readonly place: SignInPlace;
  readonly entry: OauthEntry | undefined;
  readonly scopes: readonly string[];
  readonly registrations: Registrations;
  readonly signal: AbortSignal;
  /** Saves the sign-in; the browser hears of success only after it. */
  keep(signIn: SavedSignIn): Promise<void>;
  /** The attempt waits for the person until `until` (epoch ms). */
  onWaiting(waiting: { readonly url: string; readonly until: number; readonly userCode?: string }): void;
  /** Where a pasted redirect can be handed in while the attempt waits. */
  onListener(listener: RedirectListener): void;
}

/**
 * Signs in; a registration the service has forgotten is made anew once.
 * @throws AppError with a sign-in code; sign-in-cancelled when `signal` aborts
 */
export async function signInByBrowser(env: Env, job: SignInJob): Promise<void> {
  const { metadata, service } = job.place;
  if (!hasPkce(metadata)) throw new AppError('pkce-missing', { service });
  try {
    await attempt(env, job);
  } catch (error) {
    if (!(error instanceof StaleRegistration)) throw error;
    await attempt(env, job);
  }
}

async function attempt(env: Env, job: SignInJob): Promise<void> {
  const { metadata } = job.place;
  const plan = await planFor(env, job.registrations, job.entry, metadata);
  if (plan.kind === 'ask') throw clientIdNeeded(metadata, plan.redirectUri);
  const state = oidc.randomState();
  const listener = await openListener(env, { ...portOf(plan, job.entry), state });
  try {
    const { redirectUri } = listener;
    const { registrations } = job;
    const byHand = redirectUriOf(job.entry?.callbackPort ?? env.callbackPort);
    const client = await clientOf(env, plan, { registrations, metadata, redirectUri, byHand });
    await throughBrowser(env, job, { listener, client, state, isReused: isReused(plan, client) });
    await listener.show({ kind: 'done', server: job.name });
  } catch (error) {
    await listener.show({ kind: 'failed', message: pageMessage(env, job.place.service, error) });
    throw error;
  } finally {
    await listener.stop();
  }
}

/** A registration the service has forgotten is mended in a second tab; the first says why it ends. */
function pageMessage(env: Env, service: string, error: unknown): string {
  const shown = error instanceof StaleRegistration ? new AppError('client-refused', { service }) : toAppError(error);
  return env.texts()(`errors.${shown.code}.message`, shown.params);
}

function portOf(plan: ClientPlan, entry: OauthEntry | undefined): { port: number; strict: boolean } {
  if (plan.kind === 'known') return { port: plan.port, strict: plan.strict };
  if (entry?.callbackPort !== undefined) return { port: entry.callbackPort, strict: true };
  return { port: plan.kind === 'registered' ? plan.port : 0, strict: false };
}

function isReused(plan: ClientPlan, client: OauthClient): boolean {
  return plan.kind === 'registered' && plan.registration.id === client.id;
}

interface Round {
  readonly listener: RedirectListener;
  readonly client: OauthClient;
  readonly state: string;
  readonly isReused: boolean;
}

async function throughBrowser(env: Env, job: SignInJob, round: Round): Promise<void> {
  const { place, scopes } = job;
  const { listener, client } = round;
  const refused = { ...round, service: place.service, scopes, redirectUri: listener.redirectUri };
  const verifier = oidc.randomPKCECodeVerifier();
  const url = await authorizationUrl(env, job, round, verifier);
  const until = env.clock.now() + env.timings.attempt;
  job.onListener(listener);
  job.onWaiting({ url: url.href, until });
  try {
    if (job.signal.aborted) throw new AppError('sign-in-cancelled');
    await openBrowser(env, job.name, url);
    const callback = await answerOf(env, listener, job.signal);
    checkIssuer(callback, place);
    const error = callback.searchParams.get('error');
    if (error !== null) throw refusalError(errorCode(error), refused);
    const answer = await exchange(env, job, round, callback, verifier);
    await job.keep(signInOf(env, job, client, answer));
  } catch (error) {
    const problem = afterRefusal(error, refused);
    // A service that has forgotten us often says so on a page of its own and never sends the browser back.
    const isSilent = problem instanceof AppError && problem.code === 'sign-in-timeout';
    if (round.isReused && (isSilent || problem instanceof StaleRegistration))
      await job.registrations.dropByService(place.metadata.issuer, client.id);
    throw problem;
  }
}

async function authorizationUrl(env: Env, { place, scopes }: SignInJob, round: Round, verifier: string): Promise<URL> {
  const { metadata, resource, server } = place;
  if (metadata.authorization_endpoint === undefined)
    throw new AppError('sign-in-settings-unreadable', { host: server.host, url: shown(new URL(metadata.issuer)) });
  return oidc.buildAuthorizationUrl(configuration(env, metadata, round.client), {
    redirect_uri: round.listener.redirectUri,
    state: round.state,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    resource,
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    // OpenID Connect core section 11: without it offline_access is to be ignored.
    ...(scopes.includes('offline_access') && { prompt: 'consent' }),
  });
}

/** A browser that does not open is no end: the address is shown, and may be opened by hand or elsewhere. */
async function openBrowser(env: Env, name: string, url: URL): Promise<void> {
  try {
    await env.openUrl(url.href);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'link-failed') throw error;
    env.log.warn('no browser could be opened for a sign-in', { server: name });
  }
}

/** @throws AppError sign-in-timeout, sign-in-cancelled */
async function answerOf(env: Env, listener: RedirectListener, signal: AbortSignal): Promise<URL> {
  const { promise, reject } = Promise.withResolvers<never>();
  const minutes = Math.max(1, Math.round(env.timings.attempt / 60_000));
  const stopTimer = env.clock.after(env.timings.attempt, () => {
    reject(new AppError('sign-in-timeout', { minutes }, { details: listener.redirectUri }));
  });
  const cancelled = () => reject(new AppError('sign-in-cancelled'));
  signal.addEventListener('abort', cancelled, { once: true });
  if (signal.aborted) cancelled();
  try {
    return await Promise.race([listener.callback, promise]);
  } finally {
    stopTimer();
    signal.removeEventListener('abort', cancelled);
  }
}

/**
 * RFC 9207, to the letter and before anything else of the answer is looked at: a mixed-up answer shows nothing.
 * @throws AppError wrong-issuer-answered, issuer-not-named
 */
function checkIssuer(callback: URL, { metadata, service }: SignInPlace): void {
  const named = callback.searchParams.getAll('iss');
  if (named.some((iss) => iss !== metadata.issuer)) throw new AppError('wrong-issuer-answered', { service });
  if (named.length === 0 && metadata.authorization_response_iss_parameter_supported === true)
    throw new AppError('issuer-not-named', { service });
}

async function exchange(env: Env, job: SignInJob, round: Round, callback: URL, verifier: string): Promise<TokenAnswer> {
  const { metadata, resource, service } = job.place;
  const config = configuration(env, metadata, round.client);
  const checks = { pkceCodeVerifier: verifier, expectedState: round.state };
  const work = oidc.authorizationCodeGrant(config, callback, checks, { resource });
  return tokenAnswer(await named(work, service));
}

/** What is kept of an answer. Its times are by our clock, so that a clock that is wrong elsewhere does not matter. */
export function signInOf(
  env: Env,
  { place, scopes }: Pick<SignInJob, 'place' | 'scopes'>,
  client: OauthClient,
  answer: TokenAnswer,
): SavedSignIn {
  const now = env.clock.now();
  return {
    url: place.server.href,
    issuer: place.metadata.issuer,
    resource: place.resource,
    client,
    accessToken: answer.accessToken,
    scopes: [...(answer.scopes ?? scopes)],
    obtainedAt: now,
    ...(answer.refreshToken !== undefined && { refreshToken: answer.refreshToken }),
    ...(answer.expiresIn !== undefined && { expiresAt: now + answer.expiresIn * 1000 }),
  };
}
