// Authorization server metadata by issuer, read again after a while: what renewals and revocations go by.
import { AppError } from '../../shared/errors';
import type { Env } from './options';
import { findServerMetadata, type ServerMetadata } from './server-metadata';

export class ServerDirectory {
  private readonly known = new Map<string, { readonly at: number; readonly metadata: ServerMetadata }>();

  constructor(private readonly env: Env) {}

  /**
   * The metadata of an issuer this machine is signed in with.
   * @throws AppError sign-in-service-down, also where it has vanished, for that is no reason to sign out
   */
  async of(issuer: string, server: URL): Promise<ServerMetadata> {
    const { clock, timings } = this.env;
    const known = this.known.get(issuer);
    if (known && clock.now() - known.at < timings.metadata && clock.now() >= known.at) return known.metadata;
    const metadata = await findServerMetadata(this.env, server, [issuer]);
    if (!metadata) throw new AppError('sign-in-service-down', { service: new URL(issuer).host });
    this.known.set(issuer, { at: clock.now(), metadata });
    return metadata;
  }
}
