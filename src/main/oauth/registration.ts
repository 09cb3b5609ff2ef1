// How this app becomes known to an authorization server: a client ID given by the person, our published document
// (CIMD), dynamic registration (RFC 7591), and if nothing helps, a question to the person.
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import type { OauthEntry } from '../../shared/model';
import { redirectUriOf } from './listener';
import type { Env } from './options';
import type { Registered, ServiceRegistration } from './registrations';
import type { ServerMetadata } from './server-metadata';
import { type AuthMethod, errorCode, type OauthClient } from './token-endpoint';
import { postJson } from './web';

/** What will be done, before anything is done. `port` and `strict` are for the redirect listener. */
export type ClientPlan =
  | { readonly kind: 'known'; readonly client: OauthClient; readonly port: number; readonly strict: boolean }
  | { readonly kind: 'registered'; readonly registration: ServiceRegistration; readonly port: number }
  | { readonly kind: 'register'; readonly endpoint: URL }
  | { readonly kind: 'ask'; readonly redirectUri: string };

export interface PlanInput {
  readonly metadata: ServerMetadata;
  readonly entry: OauthEntry | undefined;
  /** The entry's secret, its reference resolved. */
  readonly secret: string | undefined;
  readonly registered: Registered;
  readonly documentUrl: string | undefined;
  readonly callbackPort: number;
  /** Epoch ms. */
  readonly now: number;
}

/** A client secret that ends within the next minute is as good as ended. */
const EXPIRY_MARGIN_MS = 60_000;

/** Pre-registered, then CIMD, then dynamic registration, then the question. Pure. */
export function planClient(input: PlanInput): ClientPlan {
  const { metadata, entry, registered, documentUrl, callbackPort } = input;
  const port = entry?.callbackPort ?? callbackPort;
  const strict = entry?.callbackPort !== undefined;
  if (entry?.clientId !== undefined) {
    // The entry names the app; its secret may have been given apart, and is none of the entry's business then.
    const given = registered.byPerson?.id === entry.clientId ? registered.byPerson.secret : undefined;
    return { kind: 'known', client: byPerson(metadata, entry.clientId, input.secret ?? given), port, strict };
  }
  if (registered.byPerson) {
    const { id, secret } = registered.byPerson;
    // This person was shown one exact redirect URI to register, so no other port will do.
    return { kind: 'known', client: byPerson(metadata, id, secret), port, strict: true };
  }
  if (metadata.client_id_metadata_document_supported === true && documentUrl !== undefined)
    return { kind: 'known', client: { id: documentUrl, method: 'none', origin: 'document' }, port, strict };
  if (metadata.registration_endpoint === undefined) return { kind: 'ask', redirectUri: redirectUriOf(port) };
  const known = registered.byService;
  if (known && !hasEnded(known, input.now))
    return { kind: 'registered', registration: known, port: Number(new URL(known.redirectUri).port) };
  return { kind: 'register', endpoint: new URL(metadata.registration_endpoint) };
}

/** True if the person need not be asked for a client ID. */
export function canRegister(plan: ClientPlan): boolean {
  return plan.kind !== 'ask';
}

function hasEnded({ expiresAt }: ServiceRegistration, now: number): boolean {
  return expiresAt !== undefined && expiresAt > 0 && expiresAt * 1000 - EXPIRY_MARGIN_MS <= now;
}

function byPerson(metadata: ServerMetadata, id: string, secret: string | undefined): OauthClient {
  const method = secret === undefined ? 'none' : secretMethod(metadata);
  return { id, method, origin: 'person', ...(secret !== undefined && { secret }) };
}

/** RFC 8414 section 2: where the metadata does not say, Basic. */
function secretMethod(metadata: ServerMetadata): AuthMethod {
  const offered = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  return !offered.includes('client_secret_basic') && offered.includes('client_secret_post')
    ? 'client_secret_post'
    : 'client_secret_basic';
}

/** A public client where that is allowed, else one with a secret in a way the service offers. */
function wishedMethod(metadata: ServerMetadata): AuthMethod {
  const offered = metadata.token_endpoint_auth_methods_supported;
  if (!offered || offered.includes('none')) return 'none';
  return offered.includes('client_secret_post') ? 'client_secret_post' : secretMethod(metadata);
}

const schema = z.looseObject({
  client_id: z.string().min(1),
  client_secret: z.string().nullish(),
  // RFC 7591 wants it beside a secret; real services leave it out.
  client_secret_expires_at: z.number().nullish(),
  token_endpoint_auth_method: z.string().nullish(),
});
const refusal = z.looseObject({ error: z.string() });

/**
 * Registers this app as a native client.
 * @throws AppError registration-refused, registration-failed, redirect-uri-refused, client-id-needed where the
 * endpoint is not there after all, sign-in-service-down
 */
export async function register(
  env: Env,
  metadata: ServerMetadata,
  endpoint: URL,
  { redirectUri, byHand }: { readonly redirectUri: string; readonly byHand: string },
): Promise<ServiceRegistration> {
  const wished = wishedMethod(metadata);
  const { status, json } = await postJson(env, endpoint, request(metadata, redirectUri, wished));
  const parsed = schema.safeParse(json);
  if (status < 200 || status > 299 || !parsed.success) throw refused(metadata, status, json, { redirectUri, byHand });
  const { client_id: id, client_secret: secret, client_secret_expires_at: expiresAt } = parsed.data;
  return {
    id,
    redirectUri,
    method: givenMethod(metadata, parsed.data.token_endpoint_auth_method, wished, typeof secret === 'string'),
    ...(typeof secret === 'string' && { secret }),
    ...(typeof expiresAt === 'number' && { expiresAt }),
  };
}

const MORE_GRANTS = ['refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'];

/** No scope: services refuse those of a resource here, and one that is registered could not be exceeded later. */
function request(metadata: ServerMetadata, redirectUri: string, method: AuthMethod) {
  const offered = metadata.grant_types_supported;
  return {
    client_name: 'MCP Tray',
    application_type: 'native',
    redirect_uris: [redirectUri],
    grant_types: offered
      ? ['authorization_code', ...MORE_GRANTS.filter((g) => offered.includes(g))]
      : ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: method,
  };
}

/** What the service settled on wins over what was asked for. */
function givenMethod(
  metadata: ServerMetadata,
  given: string | null | undefined,
  wished: AuthMethod,
  hasSecret: boolean,
): AuthMethod {
  if (!hasSecret) return 'none';
  if (given === 'none' || given === 'client_secret_basic' || given === 'client_secret_post') return given;
  return wished === 'none' ? secretMethod(metadata) : wished;
}

function refused(
  metadata: ServerMetadata,
  status: number,
  json: unknown,
  { redirectUri, byHand }: { readonly redirectUri: string; readonly byHand: string },
): AppError {
  const service = new URL(metadata.issuer).host;
  const said = refusal.safeParse(json);
  const reason = said.success ? errorCode(said.data.error) : `HTTP ${status}`;
  if (reason === 'invalid_redirect_uri') return new AppError('redirect-uri-refused', { service, redirectUri });
  if (status === 401 || status === 403) return new AppError('registration-refused', { service });
  if (status === 404 || status === 405 || status === 501)
    return new AppError('client-id-needed', { service, redirectUri: byHand });
  return new AppError('registration-failed', { service, reason, redirectUri: byHand });
}
