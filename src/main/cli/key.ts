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
}

/** 0 if the server is ready with the key, 1 if it is not, 3 if it wants a sign-in after all. */
export async function key(context: Context, name: string, { header }: KeyOptions): Promise<ExitCode> {
  const { terminal, t, session, clock } = context;
  const snapshot = await session.handlers['app:snapshot'](undefined);
  if (serverIn(snapshot, name).transport === 'stdio')
    throw new AppError('usage', { problem: t('cli.usage.keyForUrl') });
  const secret = await readSecret(context, 'cli.key.prompt', { name: plain(name) });
  await session.write((handlers) => handlers['server:setKey']({ name, header, key: secret }));
  terminal.out(
    t(snapshot.keychain === 'memory' ? 'cli.key.memory' : 'cli.key.kept', { name: plain(name), header: plain(header) }),
  );
  // A key that replaces another changes nothing in mcp.json, so nothing connects anew by itself.
  await session.handlers['server:reconnect']({ name });
  const server = await serverNamed(context, name);
  terminal.out(`${plain(name)}: ${plain(sayServer(server, t, clock.now()))}`);
  if ('problem' in server.state) terminal.out(plain(nextCommand(server, t) ?? server.state.problem.action));
  return exitOfServers([server]);
}
