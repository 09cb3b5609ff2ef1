// From a challenge to a place to sign in: resource metadata, authorization servers, the choice among them.
import { AppError } from '../../shared/errors';
import type { OauthEntry } from '../../shared/model';
import { resourceName } from './addresses';
import type { BearerChallenge } from './challenge';
import { type Candidate, chooseServer } from './choose';
import type { Env } from './options';
import { findResourceMetadata } from './resource-metadata';
import { findServerMetadata, type ServerMetadata } from './server-metadata';

/** Where and for what a person signs in to one server. */
export interface SignInPlace {
  readonly server: URL;
  /** What the person reads: the host of the authorization server. */
  readonly service: string;
  /** RFC 8707. */
  readonly resource: string;
  readonly metadata: ServerMetadata;
  /** `scopes_supported` of the resource. */
  readonly resourceScopes: readonly string[] | undefined;
}

export interface DiscoverContext {
  readonly server: URL;
  readonly entry: OauthEntry | undefined;
  readonly current: string | undefined;
  readonly canRegister: (metadata: ServerMetadata) => Promise<boolean>;
}

/**
 * Undefined where the server publishes nothing about signing in.
 * @throws AppError with a code about what a server says of itself, or sign-in-service-down
 */
export async function discover(
  env: Env,
  challenge: BearerChallenge,
  context: DiscoverContext,
): Promise<SignInPlace | undefined> {
  const { server } = context;
  const found = await findResourceMetadata(env, server, challenge.resourceMetadata);
  if (!found) return fromOwnRoot(env, context);
  const candidates: Candidate[] = [];
  for (const issuer of found.issuers) candidates.push(await candidate(env, context, issuer));
  const metadata = chooseServer(candidates, { ...context, host: server.host, wanted: context.entry?.issuer });
  return place(server, metadata, resourceName(found.resource), found.scopes);
}

/** Servers of revision 2025-03-26 publish authorization server metadata at their own root, and nothing else. */
async function fromOwnRoot(env: Env, context: DiscoverContext): Promise<SignInPlace | undefined> {
  const { server, entry } = context;
  const metadata = await findServerMetadata(env, server, [server.origin, `${server.origin}/`]);
  if (!metadata) return undefined;
  const candidates = [{ issuer: metadata.issuer, metadata, canRegister: true }];
  chooseServer(candidates, { ...context, host: server.host, wanted: entry?.issuer });
  return place(server, metadata, resourceName(server.href), undefined);
}

async function candidate(env: Env, context: DiscoverContext, issuer: string): Promise<Candidate> {
  const { server } = context;
  try {
    const metadata = await findServerMetadata(env, server, [issuer]);
    if (metadata) return { issuer, metadata, canRegister: await context.canRegister(metadata) };
    const url = issuer.slice(0, 200);
    return { issuer, problem: new AppError('sign-in-settings-unreadable', { host: server.host, url }) };
  } catch (error) {
    if (error instanceof AppError) return { issuer, problem: error };
    throw error;
  }
}

function place(
  server: URL,
  metadata: ServerMetadata,
  resource: string,
  resourceScopes: readonly string[] | undefined,
): SignInPlace {
  return { server, service: new URL(metadata.issuer).host, resource, metadata, resourceScopes };
}
