// Sign-in as the machine itself (RFC 6749 section 4.4): for servers that no person signs in to.
import * as oidc from 'openid-client';
import { AppError } from '../../shared/errors';
import type { OauthEntry } from '../../shared/model';
import { afterRefusal, clientIdNeeded, planFor } from './client';
import type { SignInPlace } from './discover';
import { signInOf } from './flow';
import { redirectUriOf } from './listener';
import type { Env } from './options';
import type { Registrations } from './registrations';
import { configuration, named, tokenAnswer } from './token-endpoint';
import type { SavedSignIn } from './tokens';

export interface MachineJob {
  readonly place: SignInPlace;
  readonly entry: OauthEntry | undefined;
  readonly scopes: readonly string[];
  readonly registrations: Registrations;
}

/**
 * Gets a token with the client ID and secret of the entry, or those the person pasted. It is not kept: it can be had
 * again at any time.
 * @throws AppError client-id-needed, client-secret-needed, client-refused and the sign-in codes
 */
export async function machineSignIn(env: Env, job: MachineJob): Promise<SavedSignIn> {
  const { place, entry, scopes, registrations } = job;
  const { metadata, service, resource } = place;
  const plan = await planFor(env, registrations, entry, metadata);
  const redirectUri = redirectUriOf(entry?.callbackPort ?? env.callbackPort);
  if (plan.kind !== 'known' || plan.client.origin !== 'person') throw clientIdNeeded(metadata, redirectUri);
  const { client } = plan;
  if (client.secret === undefined) throw new AppError('client-secret-needed', { service });
  const wish = { resource, ...(scopes.length > 0 && { scope: scopes.join(' ') }) };
  try {
    const config = configuration(env, metadata, client);
    const answer = await named(oidc.clientCredentialsGrant(config, wish), service);
    return signInOf(env, job, client, tokenAnswer(answer));
  } catch (error) {
    throw afterRefusal(error, { service, client, isReused: false, redirectUri, scopes });
  }
}
