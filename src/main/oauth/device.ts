// Sign-in by a code typed on another device (RFC 8628), for machines without a browser.
import * as oidc from 'openid-client';
import { AppError } from '../../shared/errors';
import { safeUrl } from './addresses';
import { afterRefusal, clientOf, planFor } from './client';
import { type SignInJob, signInOf } from './flow';
import { redirectUriOf } from './listener';
import type { Env } from './options';
import { configuration, named, Refusal, tokenAnswer } from './token-endpoint';

/**
 * Shows a code and waits until it was typed.
 * @throws AppError device-sign-in-missing, sign-in-timeout, sign-in-denied, sign-in-cancelled and the sign-in codes
 */
export async function signInByDevice(env: Env, job: SignInJob): Promise<void> {
  const { place, registrations, entry, scopes } = job;
  const { metadata, service, resource } = place;
  if (metadata.device_authorization_endpoint === undefined) throw new AppError('device-sign-in-missing', { service });
  const redirectUri = redirectUriOf(entry?.callbackPort ?? env.callbackPort);
  const plan = await planFor(env, registrations, entry, metadata);
  const isReused = plan.kind === 'registered';
  const known = isReused ? plan.registration.redirectUri : redirectUri;
  const client = await clientOf(env, plan, { registrations, metadata, redirectUri: known, byHand: redirectUri });
  const config = configuration(env, metadata, client);
  const wish = { resource, ...(scopes.length > 0 && { scope: scopes.join(' ') }) };
  try {
    const code = await named(oidc.initiateDeviceAuthorization(config, wish), service);
    const lifeMs = Math.min(env.timings.attempt, code.expires_in * 1000);
    const url = safeUrl(code.verification_uri, place.server).href;
    job.onWaiting({ url, userCode: code.user_code, until: env.clock.now() + lifeMs });
    const answer = await polled(env, job, config, code, lifeMs);
    await job.keep(signInOf(env, job, client, tokenAnswer(answer)));
  } catch (error) {
    const isLate = error instanceof Refusal && error.error === 'expired_token';
    if (isLate) throw tooLate(env);
    throw afterRefusal(error, { service, client, isReused: false, redirectUri, scopes });
  }
}

async function polled(
  env: Env,
  { place, signal }: SignInJob,
  config: oidc.Configuration,
  code: oidc.DeviceAuthorizationResponse,
  lifeMs: number,
): Promise<oidc.TokenEndpointResponse> {
  const late = new AbortController();
  const stopTimer = env.clock.after(lifeMs, () => late.abort());
  const either = AbortSignal.any([signal, late.signal]);
  try {
    const options = { signal: either };
    return await named(oidc.pollDeviceAuthorizationGrant(config, code, undefined, options), place.service, either);
  } catch (error) {
    if (late.signal.aborted && !signal.aborted) throw tooLate(env);
    throw error;
  } finally {
    stopTimer();
  }
}

function tooLate(env: Env): AppError {
  return new AppError('sign-in-timeout', { minutes: Math.max(1, Math.round(env.timings.attempt / 60_000)) });
}
