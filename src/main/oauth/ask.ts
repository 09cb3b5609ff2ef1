// What a 401 or 403 means: where to sign in, for which scopes, and what stands in the way.
import { AppError } from '../../shared/errors';
import type { OauthEntry } from '../../shared/model';
import type { SignInStatus } from '../ports';
import type { BearerChallenge } from './challenge';
import { hasPkce } from './choose';
import { clientIdNeeded, planFor } from './client';
import { discover, type SignInPlace } from './discover';
import type { Env } from './options';
import { canRegister } from './registration';
import type { Registrations } from './registrations';
import { wantedScopes } from './scopes';

export interface AskedServer {
  readonly url: URL;
  readonly oauth: OauthEntry | undefined;
  /** The issuer of the sign-in we have. */
  readonly current: string | undefined;
  /** Scopes to keep. */
  readonly granted: readonly string[];
}

/** `problem` is what the caller of the fetch gets; without `place` there is nowhere to sign in. */
export interface Asked {
  readonly place?: SignInPlace;
  readonly scopes: readonly string[];
  readonly need: SignInStatus;
  readonly problem: AppError;
}

/** Never throws an AppError: what goes wrong is part of the answer. */
export async function ask(
  env: Env,
  registrations: Registrations,
  server: AskedServer,
  challenge: BearerChallenge,
): Promise<Asked> {
  try {
    return await found(env, registrations, server, challenge);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { scopes: [], need: { kind: 'failed', problem: error }, problem: error };
  }
}

async function found(
  env: Env,
  registrations: Registrations,
  server: AskedServer,
  challenge: BearerChallenge,
): Promise<Asked> {
  const { url, oauth: entry, current, granted } = server;
  const plan = async (metadata: SignInPlace['metadata']) => planFor(env, registrations, entry, metadata);
  const mayRegister = async (metadata: SignInPlace['metadata']) => canRegister(await plan(metadata));
  const place = await discover(env, challenge, { server: url, entry, current, canRegister: mayRegister });
  const { host } = url;
  if (!place) throw new AppError('api-key-needed', { host });
  const { metadata, service, resourceScopes: resource } = place;
  const isMachine = entry?.grant === 'client-credentials';
  if (!isMachine && !hasPkce(metadata)) throw new AppError('pkce-missing', { service });
  const sources = { entry: entry?.scopes, challenge: challenge.scopes, resource, service: metadata.scopes_supported };
  const scopes = wantedScopes({ ...sources, granted });
  const client = await plan(metadata);
  if (client.kind === 'ask') {
    const { redirectUri } = client;
    const need = { kind: 'client-needed', issuer: metadata.issuer, redirectUri } as const;
    return { place, scopes, need, problem: clientIdNeeded(metadata, redirectUri) };
  }
  const need = { kind: 'needed', host, issuer: metadata.issuer, scopes } as const;
  return { place, scopes, need, problem: new AppError('sign-in-needed', { host }) };
}
