// The client ID of one sign-in: the plan for it, and what the plan becomes once the redirect URI is known.
import { AppError } from '../../shared/errors';
import type { OauthEntry } from '../../shared/model';
import type { Env } from './options';
import { type ClientPlan, planClient, register } from './registration';
import type { Registrations, ServiceRegistration } from './registrations';
import type { ServerMetadata } from './server-metadata';
import { type OauthClient, Refusal } from './token-endpoint';

/** A refusal that a new registration can mend: the service no longer knows the one we used again. */
export class StaleRegistration extends Error {
  override readonly name = 'StaleRegistration';
}

export async function planFor(
  env: Env,
  registrations: Registrations,
  entry: OauthEntry | undefined,
  metadata: ServerMetadata,
): Promise<ClientPlan> {
  const { callbackPort } = env;
  const documentUrl = env.clientMetadataUrl?.() || undefined;
  const secret = entry?.clientSecret === undefined ? undefined : await env.resolve(entry.clientSecret);
  const registered = await registrations.get(metadata.issuer);
  return planClient({ metadata, entry, secret, registered, documentUrl, callbackPort, now: env.clock.now() });
}

export interface ClientWish {
  readonly registrations: Registrations;
  readonly metadata: ServerMetadata;
  readonly redirectUri: string;
  /** The one with the fixed port, which a person registers where this app cannot. */
  readonly byHand: string;
}

/** Registers where the plan says so. @throws AppError client-id-needed and the codes of `register` */
export async function clientOf(env: Env, plan: ClientPlan, wish: ClientWish): Promise<OauthClient> {
  const { metadata, redirectUri } = wish;
  switch (plan.kind) {
    case 'known':
      return plan.client;
    case 'ask':
      throw clientIdNeeded(metadata, plan.redirectUri);
    case 'registered':
      // Many services compare the port too; a registration with another one is of no use then.
      if (plan.registration.redirectUri === redirectUri) return registeredClient(plan.registration);
      return registerAnew(env, wish);
    case 'register':
      return registerAnew(env, wish);
  }
}

export function clientIdNeeded(metadata: ServerMetadata, redirectUri: string): AppError {
  return new AppError('client-id-needed', { service: new URL(metadata.issuer).host, redirectUri });
}

async function registerAnew(env: Env, { registrations, metadata, redirectUri, byHand }: ClientWish) {
  const endpoint = metadata.registration_endpoint;
  if (endpoint === undefined) throw clientIdNeeded(metadata, byHand);
  const registration = await register(env, metadata, new URL(endpoint), { redirectUri, byHand });
  await registrations.setByService(metadata.issuer, registration);
  return registeredClient(registration);
}

function registeredClient({ id, secret, method }: ServiceRegistration): OauthClient {
  return { id, method, origin: 'registered', ...(secret !== undefined && { secret }) };
}

export interface RefusedSignIn {
  readonly service: string;
  readonly client: OauthClient;
  /** True if the registration was made in an earlier attempt. */
  readonly isReused: boolean;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
}

/** What a refused authorization or token request means for the person, by its error code. */
export function refusalError(error: string, { service, client, isReused, redirectUri, scopes }: RefusedSignIn): Error {
  switch (error) {
    case 'access_denied':
    case 'consent_required':
      return new AppError('sign-in-denied', { service });
    case 'invalid_scope':
      return new AppError('scope-refused', { service, scopes: scopes.join(' ') });
    case 'temporarily_unavailable':
    case 'server_error':
      return new AppError('sign-in-service-down', { service });
    case 'redirect_uri_mismatch':
    case 'invalid_redirect_uri':
      return new AppError('redirect-uri-refused', { service, redirectUri });
    case 'invalid_client':
    case 'unauthorized_client':
      if (isReused) return new StaleRegistration();
      if (client.origin === 'person' && client.secret === undefined)
        return new AppError('client-secret-needed', { service });
      return new AppError('client-refused', { service });
    default:
      return new AppError('sign-in-failed', { service, reason: error });
  }
}

/** The same for whatever a token request threw. */
export function afterRefusal(error: unknown, refused: RefusedSignIn): unknown {
  return error instanceof Refusal ? refusalError(error.error, refused) : error;
}
