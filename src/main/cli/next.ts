// The command that does what a server needs from the person, where there is one.
import type { ErrorCode } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import type { ServerSummary } from '../../shared/model';

/** The next action of a server that needs the person, with its command; undefined where no command helps. */
export function nextCommand({ name, state, signIn, secrets = [] }: ServerSummary, t: Translate): string | undefined {
  if (!('problem' in state) || state.kind === 'failed') return undefined;
  const { action, code } = signIn.kind === 'failed' ? signIn.problem : state.problem;
  const login = `mcp-tray login ${name}`;
  const say = (command: string) => t('cli.next', { action, command });
  if (signIn.kind === 'client-needed') return say(`${login} --client-id ID`);
  const command = COMMANDS[code];
  // A client ID was given since the connection asked for one: the sign-in itself is next.
  if (command?.startsWith('login') && signIn.kind !== 'needed') return say(`${login}${command.slice('login'.length)}`);
  if (command === 'key') return say(`mcp-tray key ${name}`);
  if (command === 'key --secret') return say(`mcp-tray key ${name} --secret ${secrets.join('|') || 'NAME'}`);
  return state.kind === 'sign-in-needed' || command ? say(login) : undefined;
}

/** What to type for a problem, its server left out. */
const COMMANDS: Partial<Record<ErrorCode, string>> = {
  'client-id-needed': 'login --client-id ID',
  'registration-refused': 'login --client-id ID',
  'registration-failed': 'login --client-id ID',
  'client-secret-needed': 'login --client-id ID --client-secret',
  'client-refused': 'login --client-id ID --client-secret',
  'api-key-needed': 'key',
  'key-refused': 'key',
  'secret-missing': 'key --secret',
};
