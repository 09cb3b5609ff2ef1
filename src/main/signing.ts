// Signing in and out as it spans rooms: the sign-in itself, and the connection after it.
import { AppError } from '../shared/errors';
import type { Rooms } from './core';

/** What a person can do about a server that wants to know who they are. */
export interface Signing {
  /**
   * Starts an attempt and resolves when it is under way; its outcome is in the server's sign-in status.
   * @throws AppError server-unknown, and what keeps an attempt from starting at all
   */
  begin(name: string, how: 'browser' | 'device'): Promise<void>;
  cancel(name: string): void;
  /** @throws AppError sign-in-not-pending, redirect-url-wrong */
  finish(name: string, url: string): Promise<void>;
  signOut(name: string): Promise<{ revoked: boolean }>;
  /** Keeps a client ID registered by hand and begins to sign in with it. */
  useClient(name: string, client: { readonly clientId: string; readonly clientSecret?: string }): Promise<void>;
}

type SigningRooms = Pick<Rooms, 'signIns' | 'connections' | 'config' | 'log'>;

export function createSigning(rooms: SigningRooms): Signing {
  const { signIns, connections } = rooms;
  const begin = async (name: string, how: 'browser' | 'device') => {
    requireRemote(rooms, name);
    const attempt = signIns.start(name, how).then(
      () => connections.reconnect(name),
      (error: unknown) => {
        rooms.log.warn('a sign-in did not succeed', { server: name, error });
        throw error;
      },
    );
    // Once there is a status, the person reads there how it ends; what fails before that is told to who asked.
    const shown = Promise.withResolvers<void>();
    const look = () => {
      if (!['none', 'needed', 'signed-in'].includes(signIns.status(name).kind)) shown.resolve();
    };
    const stop = signIns.onChange(look);
    look();
    await Promise.race([attempt, shown.promise]).finally(stop);
  };
  return {
    begin,
    cancel: (name) => signIns.cancel(name),
    finish: (name, url) => signIns.finish(name, url),
    signOut: async (name) => {
      const outcome = await signIns.signOut(name);
      await connections.reconnect(name);
      return outcome;
    },
    useClient: async (name, { clientId, clientSecret }) => {
      await signIns.useClient(name, { clientId, ...(clientSecret !== undefined && { clientSecret }) });
      await begin(name, 'browser');
    },
  };
}

/** @throws AppError server-unknown; a command has no sign-in of this kind, so it counts as unknown here */
function requireRemote({ config }: Pick<SigningRooms, 'config'>, name: string): void {
  const server = config.list().servers.find((s) => s.name === name);
  if (!server || server.type === 'stdio') throw new AppError('server-unknown', { name });
}
