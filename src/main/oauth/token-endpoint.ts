// Talks to the token endpoint and its siblings through openid-client, with what protocol practice corrects: our own
// Basic encoding, bounded answers, refusals as a type of ours, and no error that drags a token along as its cause.
import * as oidc from 'openid-client';
import { AppError } from '../../shared/errors';
import type { Env } from './options';
import type { ServerMetadata } from './server-metadata';
import { boundedText, jsonOf, request } from './web';

export type AuthMethod = 'none' | 'client_secret_basic' | 'client_secret_post';

/** A client ID with what proves it, at one issuer. */
export interface OauthClient {
  readonly id: string;
  readonly secret?: string;
  readonly method: AuthMethod;
  /** Who gave it: the person, our published document, or the service itself. */
  readonly origin: 'person' | 'document' | 'registered';
}

export interface TokenAnswer {
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** Absent where the service did not say, which means: as asked (RFC 6749 section 5.1). */
  readonly scopes?: readonly string[];
  /** Seconds. */
  readonly expiresIn?: number;
}

/** A refusal in the words of RFC 6749 section 5.2. `error` is a short code; the description stays out of messages. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly error: string,
    readonly status: number,
  ) {
    super(`refused with ${error}`);
  }
}

/** What openid-client needs to talk to one issuer as one client. */
export function configuration(env: Env, metadata: ServerMetadata, client: OauthClient): oidc.Configuration {
  const config = new oidc.Configuration({ ...metadata } as oidc.ServerMetadata, client.id, {}, authentication(client));
  // Every endpoint was held to https, or http on this machine, when the metadata was read.
  oidc.allowInsecureRequests(config);
  config[oidc.customFetch] = (url, init) => endpointFetch(env, new URL(url), init as RequestInit);
  config.timeout = env.timings.request / 1000;
  return config;
}

function authentication({ secret, method }: OauthClient): oidc.ClientAuth {
  if (secret === undefined || method === 'none') return oidc.None();
  return method === 'client_secret_post' ? oidc.ClientSecretPost(secret) : basic(secret);
}

/** Encoded as little as RFC 6749 section 2.3.1 allows: servers that do not decode `%2D` exist. */
function basic(secret: string): oidc.ClientAuth {
  const encode = (text: string) => encodeURIComponent(text).replaceAll('%20', '+');
  return (_server, client, _body, headers) => {
    const pair = `${encode(client.client_id)}:${encode(secret)}`;
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
  };
}

/**
 * The answer as openid-client can read it. Refusals are thrown, also those some services send with status 200; members
 * that are null are left out; an ID token is dropped, because nobody here reads it and a flaw in it means nothing.
 */
async function endpointFetch(env: Env, url: URL, init: RequestInit): Promise<Response> {
  const response = await request(env, url, init);
  const json = jsonOf(await boundedText(response, url));
  const members = typeof json === 'object' && json !== null ? Object.entries(json) : [];
  const body = Object.fromEntries(members.filter(([key, value]) => value !== null && key !== 'id_token'));
  // While a person types a code elsewhere this is no refusal; openid-client polls on (RFC 8628 section 3.5).
  if (body.error === 'authorization_pending' || body.error === 'slow_down') return jsonResponse(body, 400);
  if (typeof body.error === 'string') throw new Refusal(errorCode(body.error), response.status);
  if (!response.ok) throw new Refusal(`http_${response.status}`, response.status);
  return jsonResponse(body, 200);
}

function jsonResponse(body: unknown, status: number): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

/** RFC 6749 allows printable ASCII; a code is shown to people, so it is held to what codes look like. */
export function errorCode(text: string): string {
  return /^[\w.:/-]{1,80}$/u.test(text) ? text : 'unknown_error';
}

/**
 * Runs one call of openid-client and names what it throws.
 * @throws Refusal, AppError sign-in-service-down, sign-in-answer-unusable
 */
export async function named<T>(work: Promise<T>, service: string, signal?: AbortSignal): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (signal?.aborted) throw new AppError('sign-in-cancelled');
    for (const cause of [error, error instanceof Error ? error.cause : undefined])
      if (cause instanceof Refusal || cause instanceof AppError) throw cause;
    // The library's error holds the whole answer, tokens included: it goes no further.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new AppError('sign-in-answer-unusable', { service }, { details: errorCode(code) });
  }
}

/** The answer without the library's shape. */
export function tokenAnswer(response: oidc.TokenEndpointResponse): TokenAnswer {
  const { access_token, refresh_token, scope, expires_in } = response;
  return {
    accessToken: access_token,
    ...(refresh_token !== undefined && { refreshToken: refresh_token }),
    ...(scope !== undefined && { scopes: scope.split(' ').filter((s) => s !== '') }),
    ...(expires_in !== undefined && { expiresIn: expires_in }),
  };
}

/** RFC 6749 section 6. @throws Refusal, AppError sign-in-service-down, sign-in-answer-unusable */
export async function refreshGrant(
  env: Env,
  metadata: ServerMetadata,
  client: OauthClient,
  refreshToken: string,
  resource: string,
): Promise<TokenAnswer> {
  const config = configuration(env, metadata, client);
  const work = oidc.refreshTokenGrant(config, refreshToken, { resource });
  return tokenAnswer(await named(work, new URL(metadata.issuer).host));
}
