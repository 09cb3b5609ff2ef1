// Authorization server metadata (RFC 8414 and OpenID Connect discovery), with the issuer held to the letter.
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import { safeUrl, shown } from './addresses';
import type { Env } from './options';
import { getJson } from './web';

const strings = z.array(z.string()).nullish();
const schema = z.looseObject({
  issuer: z.string(),
  authorization_endpoint: z.string().nullish(),
  token_endpoint: z.string(),
  registration_endpoint: z.string().nullish(),
  revocation_endpoint: z.string().nullish(),
  device_authorization_endpoint: z.string().nullish(),
  scopes_supported: strings,
  code_challenge_methods_supported: strings,
  grant_types_supported: strings,
  token_endpoint_auth_methods_supported: strings,
  authorization_response_iss_parameter_supported: z.boolean().nullish(),
  client_id_metadata_document_supported: z.boolean().nullish(),
});

const ENDPOINTS = [
  'authorization_endpoint',
  'token_endpoint',
  'registration_endpoint',
  'revocation_endpoint',
  'device_authorization_endpoint',
] as const;

/** Read from JSON we checked; every endpoint is https, or http on this machine. */
export interface ServerMetadata {
  readonly issuer: string;
  readonly authorization_endpoint?: string;
  readonly token_endpoint: string;
  readonly registration_endpoint?: string;
  readonly revocation_endpoint?: string;
  readonly device_authorization_endpoint?: string;
  readonly scopes_supported?: readonly string[];
  readonly code_challenge_methods_supported?: readonly string[];
  readonly grant_types_supported?: readonly string[];
  readonly token_endpoint_auth_methods_supported?: readonly string[];
  readonly authorization_response_iss_parameter_supported?: boolean;
  readonly client_id_metadata_document_supported?: boolean;
}

/** RFC 8414 section 3.1 and its OIDC counterparts, in the order MCP asks for. */
export function metadataPlaces(issuer: URL): readonly URL[] {
  const path = issuer.pathname.replace(/\/+$/u, '');
  const at = (place: string) => new URL(place, issuer.origin);
  const rfc8414 = at(`/.well-known/oauth-authorization-server${path}`);
  if (path === '') return [rfc8414, at('/.well-known/openid-configuration')];
  return [rfc8414, at(`/.well-known/openid-configuration${path}`), at(`${path}/.well-known/openid-configuration`)];
}

/**
 * The metadata of an issuer, or undefined where none is published.
 * @param issuers the exact values `issuer` may have: the one the server named; for a server that names none, its own
 * origin in both spellings, for both build the same address
 * @throws AppError issuer-mismatch, issuer-slash, sign-in-settings-unreadable, sign-in-insecure, sign-in-service-down
 */
export async function findServerMetadata(
  env: Env,
  server: URL,
  issuers: readonly [string, ...string[]],
): Promise<ServerMetadata | undefined> {
  const issuer = safeUrl(issuers[0], server);
  for (const url of metadataPlaces(issuer)) {
    const { status, json } = await getJson(env, url, server);
    if (status === 200 && json !== undefined) return read(json, url, server, issuers);
  }
  return undefined;
}

function read(json: unknown, url: URL, server: URL, issuers: readonly [string, ...string[]]): ServerMetadata {
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new AppError('sign-in-settings-unreadable', { host: server.host, url: shown(url) });
  const known = Object.keys(schema.shape);
  const metadata = Object.fromEntries(
    Object.entries(parsed.data).filter(([key, value]) => known.includes(key) && value !== null && value !== undefined),
  ) as unknown as ServerMetadata; // the schema above, with its nulls taken out
  checkIssuer(metadata.issuer, server, issuers);
  for (const name of ENDPOINTS) {
    const endpoint = metadata[name];
    if (endpoint !== undefined) safeUrl(endpoint, server);
  }
  return metadata;
}

function checkIssuer(found: string, server: URL, issuers: readonly [string, ...string[]]): void {
  if (issuers.includes(found)) return;
  const [expected] = issuers;
  const withoutSlash = (text: string) => text.replace(/\/$/u, '');
  const code = withoutSlash(found) === withoutSlash(expected) ? 'issuer-slash' : 'issuer-mismatch';
  throw new AppError(code, { host: server.host, expected: expected.slice(0, 200), found: found.slice(0, 200) });
}
