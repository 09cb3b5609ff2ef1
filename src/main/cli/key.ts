// `mcp-tray key`: gives a server its API key, which goes into the keychain and is never an argument.
import { AppError } from '../../shared/errors';
import { sayServer } from '../../shared/say';
import type { Context, ExitCode } from './context';
import { plain } from './layout';
import { nextCommand } from './next';
import { readSecret } from './secret-input';
import { exitOfServers, serverIn, serverNamed } from './settle';

export interface KeyOptions {
  readonly header: string;
  /** Name of a secret that the entry refers to. */
  readonly secret?: string;
}

/** 0 if the server is ready with the key, 1 if it is not, 3 if it wants a sign-in after all. */
export async function key(context: Context, name: string, { header, secret }: KeyOptions): Promise<ExitCode> {
  if (secret !== undefined) return giveSecret(context, name, secret);
  const { terminal, t, session } = context;
  const snapshot = await session.handlers['app:snapshot'](undefined);
  if (serverIn(snapshot, name).transport === 'stdio')
    throw new AppError('usage', { problem: t('cli.usage.keyForUrl') });
  const given = await readSecret(context, 'cli.key.prompt', { name: plain(name) });
  await session.write((handlers) => handlers['server:setKey']({ name, header, key: given }));
  terminal.out(
    t(snapshot.keychain === 'memory' ? 'cli.key.memory' : 'cli.key.kept', { name: plain(name), header: plain(header) }),
  );
  // A key that replaces another changes nothing in mcp.json, so nothing connects anew by itself.
  await session.handlers['server:reconnect']({ name });
  return told(context, name);
}

/** The same for a secret by its name, as after taking over somebody else's list. */
async function giveSecret(context: Context, name: string, secret: string): Promise<ExitCode> {
  const { session, terminal, t } = context;
  const { keychain } = await session.handlers['app:snapshot'](undefined);
  const value = await readSecret(context, 'cli.key.secretPrompt', { secret: plain(secret) });
  await session.write((handlers) => handlers['server:setSecrets']({ name, secrets: { [secret]: value } }));
  terminal.out(t(keychain === 'memory' ? 'cli.key.secretMemory' : 'cli.key.secretKept', { secret: plain(secret) }));
  return told(context, name);
}

async function told(context: Context, name: string): Promise<ExitCode> {
  const { terminal, t, clock } = context;
  const server = await serverNamed(context, name);
  terminal.out(`${plain(name)}: ${plain(sayServer(server, t, clock.now()))}`);
  if ('problem' in server.state) terminal.out(plain(nextCommand(server, t) ?? server.state.problem.action));
  return exitOfServers([server]);
}
