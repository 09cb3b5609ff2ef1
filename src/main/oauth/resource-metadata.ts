// Protected resource metadata (RFC 9728): where a server says who signs people in to it.
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import { covers, safeUrl, shown } from './addresses';
import type { Env } from './options';
import { getJson } from './web';

export interface ResourceMetadata {
  readonly resource: string;
  readonly issuers: readonly string[];
  readonly scopes?: readonly string[];
}

const WELL_KNOWN = '/.well-known/oauth-protected-resource';
const MAX_ISSUERS = 10;
const schema = z.looseObject({
  resource: z.string(),
  authorization_servers: z.array(z.string()).min(1).optional(),
  scopes_supported: z.array(z.string()).nullish(),
});

/** Where metadata may stand when the challenge does not say: by path, then at the root (section 3.1). */
export function wellKnownPlaces(server: URL): readonly URL[] {
  const path = server.pathname.replace(/\/+$/u, '');
  const byPath = new URL(`${WELL_KNOWN}${path}${server.search}`, server.origin);
  return path === '' && server.search === '' ? [byPath] : [byPath, new URL(WELL_KNOWN, server.origin)];
}

/**
 * The metadata of a server, or undefined where it publishes none.
 * @param named `resource_metadata` of the challenge
 * @throws AppError resource-mismatch, sign-in-settings-unreadable, sign-in-insecure, sign-in-service-down
 */
export async function findResourceMetadata(
  env: Env,
  server: URL,
  named: string | undefined,
): Promise<ResourceMetadata | undefined> {
  const first = named === undefined ? undefined : safeUrl(named, server);
  for (const url of first ? [first, ...wellKnownPlaces(server)] : guessable(server)) {
    const { status, json } = await getJson(env, url, server);
    if (status === 200 && json !== undefined) return read(json, url, server);
  }
  // A server that names a place has metadata; that it cannot be read there is not the same as having none.
  if (first) throw new AppError('sign-in-settings-unreadable', { host: server.host, url: shown(first) });
  return undefined;
}

/** Without a named place we only guess where a guess is safe to send. */
function guessable(server: URL): readonly URL[] {
  return wellKnownPlaces(server).map((url) => safeUrl(url.href, server));
}

function read(json: unknown, url: URL, server: URL): ResourceMetadata {
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new AppError('sign-in-settings-unreadable', { host: server.host, url: shown(url) });
  const { resource, authorization_servers: issuers, scopes_supported: scopes } = parsed.data;
  if (!covers(resource, server)) {
    const found = resource.slice(0, 200);
    throw new AppError('resource-mismatch', { host: server.host, expected: shown(server), found });
  }
  // Without a list the resource is its own authorization server, as in the 2025-03-26 revision.
  const all = (issuers ?? [server.origin]).slice(0, MAX_ISSUERS);
  return { resource, issuers: all, ...(scopes && { scopes }) };
}
