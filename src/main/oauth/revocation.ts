// Tells the service to forget a sign-in (RFC 7009), and says whether it did.
import * as oidc from 'openid-client';
import { AppError } from '../../shared/errors';
import type { Env } from './options';
import type { ServerMetadata } from './server-metadata';
import { configuration, named, Refusal } from './token-endpoint';
import type { SavedSignIn } from './tokens';

/**
 * True if the service confirmed it. A service that offers no revocation, refuses or does not answer gives false: the
 * person is told that the sign-out was local.
 */
export async function revoke(env: Env, metadata: ServerMetadata, signIn: SavedSignIn): Promise<boolean> {
  if (metadata.revocation_endpoint === undefined) return false;
  const { accessToken, refreshToken } = signIn;
  const config = configuration(env, metadata, signIn.client);
  const service = new URL(metadata.issuer).host;
  const forget = (token: string, hint: string) =>
    named(oidc.tokenRevocation(config, token, { token_type_hint: hint }), service);
  try {
    if (refreshToken !== undefined) await forget(refreshToken, 'refresh_token');
  } catch (error) {
    return notRevoked(env, error);
  }
  try {
    await forget(accessToken, 'access_token');
    return true;
  } catch (error) {
    const couldNot = notRevoked(env, error);
    // Section 2.1: with the refresh token its access tokens go too; services may know only that kind.
    return refreshToken !== undefined || couldNot;
  }
}

function notRevoked(env: Env, error: unknown): false {
  if (!(error instanceof Refusal) && !(error instanceof AppError)) throw error;
  const code = error instanceof Refusal ? error.error : error.code;
  env.log.info('a sign-in was not revoked', { code });
  return false;
}
