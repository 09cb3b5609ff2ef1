// `mcp-tray login` and `mcp-tray logout`: signs in to a server, visibly and until the end, and out of it again.
import { AppError, assertNever } from '../../shared/errors';
import type { ServerSummary, Snapshot } from '../../shared/model';
import { sayServer } from '../../shared/say';
import { type Context, EXIT, type ExitCode } from './context';
import { exitOf, tellFailure, tellProblem } from './failures';
import { plain } from './layout';
import { nextCommand } from './next';
import { readSecret } from './secret-input';
import { exitOfServers, serverIn, serverNamed, settled } from './settle';
import { followSignIn } from './sign-in-wait';

export interface LoginOptions {
  readonly device?: boolean;
  readonly paste?: boolean;
  readonly clientId?: string;
  /** A secret goes with the client ID; it is asked for. */
  readonly clientSecret?: boolean;
}

/** 0 once the server is ready, 3 if it still needs a sign-in, 1 for everything else. */
export async function login(context: Context, name: string, options: LoginOptions): Promise<ExitCode> {
  checkOptions(context, options);
  const snapshot = await settled(context, context.waits.settle, (s) => s.name === name);
  const server = serverIn(snapshot, name);
  if (options.clientId === undefined && isDone(server)) return tellDone(context, server);
  checkPossible(context, snapshot, server);
  const client = await clientOf(context, options);
  const gaveUp = new AbortController();
  const stopListening = context.onInterrupt(() => gaveUp.abort());
  try {
    await begin(context, name, client, options);
    const paste = options.device !== true && (options.paste === true || isFarFromBrowser(context));
    const follow = { paste, before: server.signIn, signal: gaveUp.signal };
    return await tellOutcome(context, await followSignIn(context, name, follow));
  } finally {
    stopListening();
  }
}

export async function logout(context: Context, name: string): Promise<ExitCode> {
  const { terminal, t, session, waits } = context;
  const server = serverIn(await settled(context, waits.settle, (s) => s.name === name), name);
  if (server.transport === 'stdio') throw new AppError('sign-in-not-asked', { host: name });
  const { revoked } = await session.handlers['server:signOut']({ name });
  terminal.out(t(revoked ? 'cli.logout.revoked' : 'cli.logout.here', { name: plain(name) }));
  return EXIT.fine;
}

function checkOptions({ t }: Context, { device, paste, clientId, clientSecret }: LoginOptions): void {
  if (clientSecret && clientId === undefined) throw new AppError('usage', { problem: t('cli.usage.secretAlone') });
  // A client ID is used at once, with a browser; later it serves the code as well.
  if (device && (clientId !== undefined || paste)) throw new AppError('usage', { problem: t('cli.usage.device') });
}

const isDone = ({ state, signIn }: ServerSummary): boolean =>
  state.kind === 'ready' && (signIn.kind === 'signed-in' || signIn.kind === 'none');

function tellDone({ terminal, t, clock }: Context, server: ServerSummary): ExitCode {
  const name = plain(server.name);
  terminal.out(t(server.signIn.kind === 'signed-in' ? 'cli.login.already' : 'cli.login.notAsked', { name }));
  terminal.out(`${name}: ${plain(sayServer(server, t, clock.now()))}`);
  return EXIT.fine;
}

/** @throws AppError sign-in-not-asked, keychain-absent */
function checkPossible({ session, terminal, t }: Context, { keychain }: Snapshot, server: ServerSummary): void {
  const { name } = server;
  if (server.transport === 'stdio') throw new AppError('sign-in-not-asked', { host: name });
  if (keychain !== 'memory') return;
  // Kept in the memory of this process, it would be gone with it.
  if (!session.lasting) throw new AppError('keychain-absent', { name: t('cli.login.what', { name: plain(name) }) });
  terminal.err(t('cli.login.memory'));
}

interface GivenClient {
  readonly clientId: string;
  readonly clientSecret?: string;
}

async function clientOf(context: Context, options: LoginOptions): Promise<GivenClient | undefined> {
  const { clientId } = options;
  if (clientId === undefined) return undefined;
  if (!options.clientSecret) return { clientId };
  return { clientId, clientSecret: await readSecret(context, 'cli.login.clientSecret') };
}

async function begin(
  { session }: Context,
  name: string,
  client: GivenClient | undefined,
  options: LoginOptions,
): Promise<void> {
  // Not as the owner of the core: that would keep MCP Tray from starting for as long as the person takes.
  const { handlers } = session;
  if (client) await handlers['server:useClient']({ name, ...client });
  else await handlers['server:signIn']({ name, how: options.device ? 'device' : 'browser' });
}

/** A browser elsewhere cannot come back to this machine; someone has to be here to bring its address. */
const isFarFromBrowser = ({ hasBrowser, terminal }: Context): boolean => !hasBrowser && terminal.ask !== undefined;

async function tellOutcome(context: Context, server: ServerSummary): Promise<ExitCode> {
  const { terminal, t } = context;
  const { signIn } = server;
  switch (signIn.kind) {
    case 'signed-in':
    case 'none':
      return tellConnected(context, server.name);
    case 'failed':
      tellProblem(signIn.problem, terminal);
      return exitOf(signIn.problem.code);
    case 'client-needed': {
      const { issuer, redirectUri } = signIn;
      const service = new URL(issuer).host;
      const code = tellFailure(new AppError('client-id-needed', { service, redirectUri }), terminal, t);
      terminal.err(t('cli.login.clientNext', { command: `mcp-tray login ${server.name} --client-id ID` }));
      return code;
    }
    case 'needed':
    case 'queued':
    case 'waiting':
    case 'waiting-for-code':
      // Someone else cancelled it, in the window or in another terminal.
      return tellFailure(new AppError('sign-in-cancelled'), terminal, t);
    default:
      return assertNever(signIn);
  }
}

async function tellConnected(context: Context, name: string): Promise<ExitCode> {
  const { terminal, t, clock } = context;
  terminal.out(t('cli.login.done', { name: plain(name) }));
  const server = await reconnected(context, name);
  terminal.out(`${plain(name)}: ${plain(sayServer(server, t, clock.now()))}`);
  if ('problem' in server.state) terminal.out(plain(nextCommand(server, t) ?? server.state.problem.action));
  return exitOfServers([server]);
}

/** The server once it has connected anew with its sign-in; what it was before is not how it is now. */
async function reconnected(context: Context, name: string): Promise<ServerSummary> {
  const { clock, waits } = context;
  const end = clock.now() + waits.added;
  for (let moved = false; ; ) {
    const server = await serverNamed(context, name);
    const { kind } = server.state;
    if (kind === 'ready' || kind === 'off' || (moved && kind !== 'connecting') || clock.now() >= end) return server;
    moved ||= kind === 'connecting';
    await new Promise<void>((resolve) => clock.after(waits.poll, resolve));
  }
}
