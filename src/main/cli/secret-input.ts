// Reads a secret without showing it: typed at a prompt, or all of standard input where that is no terminal.
import { AppError } from '../../shared/errors';
import type { MessageKey } from '../../shared/messages';
import type { Context } from './context';

/** Keys and client secrets are far shorter. */
const MOST_CHARACTERS = 16 * 1024;

/** @throws AppError usage if nothing, or more than any secret has, is given */
export async function readSecret(
  { terminal, t }: Pick<Context, 'terminal' | 't'>,
  prompt: MessageKey,
  params: Readonly<Record<string, string>> = {},
): Promise<string> {
  const text = terminal.typed
    ? await terminal.readLine(t(prompt, params), { hidden: true })
    : await terminal.readInput(MOST_CHARACTERS);
  const secret = text?.trim() ?? '';
  if (secret === '' || secret.length > MOST_CHARACTERS) {
    throw new AppError('usage', { problem: t('cli.usage.secretMissing') });
  }
  return secret;
}
