// Waits, within bounds, until servers have told how they are.
import { AppError } from '../../shared/errors';
import type { ClientSummary, ServerSummary, Snapshot } from '../../shared/model';
import { type Context, EXIT, type ExitCode, worse } from './context';

/** A snapshot in which none of these servers is connecting any more, or the last one after `ms`. */
export async function settled(
  { session, clock, terminal, waits, t }: Context,
  ms: number,
  about: (server: ServerSummary) => boolean = () => true,
): Promise<Snapshot> {
  const end = clock.now() + ms;
  for (let first = true; ; first = false) {
    const snapshot = await session.handlers['app:snapshot'](undefined);
    const count = snapshot.servers.filter((s) => about(s) && s.state.kind === 'connecting').length;
    if (count === 0 || clock.now() >= end) return snapshot;
    if (first) terminal.hint(t('cli.waitingFor', { count }));
    await new Promise<void>((resolve) => clock.after(waits.poll, resolve));
  }
}

/** @throws AppError server-unknown */
export function serverIn({ servers }: Snapshot, name: string): ServerSummary {
  const server = servers.find((s) => s.name === name);
  if (!server) throw new AppError('server-unknown', { name });
  return server;
}

/** @throws AppError client-unknown */
export function clientIn({ clients }: Pick<Snapshot, 'clients'>, id: string): ClientSummary {
  const client = clients.find((c) => c.id === id);
  if (!client) throw new AppError('client-unknown', { client: id });
  return client;
}

/** The server as it is now. @throws AppError server-unknown */
export async function serverNamed({ session }: Context, name: string): Promise<ServerSummary> {
  return serverIn(await session.handlers['app:snapshot'](undefined), name);
}

/** 1 if one of the servers failed, waits for input or never settled; else 3 if one needs a sign-in; else 0. */
export function exitOfServers(servers: readonly ServerSummary[]): ExitCode {
  return servers.map(exitOfServer).reduce(worse, EXIT.fine);
}

function exitOfServer({ state }: ServerSummary): ExitCode {
  if (state.kind === 'ready' || state.kind === 'off') return EXIT.fine;
  return state.kind === 'sign-in-needed' ? EXIT.signIn : EXIT.failed;
}
