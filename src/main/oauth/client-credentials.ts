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
async function machineSignIn(env: Env, job: MachineJob): Promise<SavedSignIn> {
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

/** The token of one machine account: one request for many calls that need it. */
export class MachineToken {
  private held: SavedSignIn | undefined;
  private flight: Promise<SavedSignIn> | undefined;

  constructor(private readonly env: Env) {}

  /** What is known without asking anyone, also after its end. */
  get last(): SavedSignIn | undefined {
    return this.held;
  }

  get usable(): string | undefined {
    const { held, env } = this;
    const hasEnded = held?.expiresAt !== undefined && held.expiresAt - env.timings.expiryMargin <= env.clock.now();
    return hasEnded ? undefined : held?.accessToken;
  }

  /** @throws AppError as `machineSignIn`, and what `job` throws */
  renew(job: () => Promise<MachineJob>): Promise<SavedSignIn> {
    this.flight ??= this.obtain(job).finally(() => {
      this.flight = undefined;
    });
    return this.flight;
  }

  forget(): void {
    this.held = undefined;
  }

  async settled(): Promise<void> {
    await Promise.allSettled([this.flight]);
  }

  private async obtain(job: () => Promise<MachineJob>): Promise<SavedSignIn> {
    this.held = await machineSignIn(this.env, await job());
    return this.held;
  }
}
