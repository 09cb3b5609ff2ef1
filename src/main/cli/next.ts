// The command that does what a server needs from the person, where there is one.
import type { Translate } from '../../shared/messages';
import type { ServerSummary } from '../../shared/model';

/** The next action of a server that needs the person, with its command; undefined where no command helps. */
export function nextCommand({ name, state, signIn }: ServerSummary, t: Translate): string | undefined {
  if (!('problem' in state)) return undefined;
  const { action, code } = state.problem;
  const say = (command: string) => t('cli.next', { action, command });
  if (code === 'client-id-needed' || signIn.kind === 'client-needed')
    return say(`mcp-tray login ${name} --client-id ID`);
  if (code === 'client-secret-needed' || code === 'client-refused')
    return say(`mcp-tray login ${name} --client-id ID --client-secret`);
  if (code === 'api-key-needed' || code === 'key-refused') return say(`mcp-tray key ${name}`);
  return state.kind === 'sign-in-needed' ? say(`mcp-tray login ${name}`) : undefined;
}
