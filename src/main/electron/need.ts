// What a server needs of the person, from the connection and the sign-in alone: the words and acts of the menu follow.
import type { ErrorCode } from '../../shared/errors';
import type { ServerSummary } from '../../shared/model';
import { isSigningIn, wantsSignInSoon } from '../../shared/say';

/** `look`: something of its own, told on the server's page. `failed`: broken, and the page says why. */
export type Need = 'cancel' | 'sign-in' | 'client' | 'key' | 'unlock' | 'look' | 'failed';

const CLIENT: ReadonlySet<ErrorCode> = new Set([
  'client-id-needed',
  'client-secret-needed',
  'client-refused',
  'registration-refused',
  'registration-failed',
]);
const KEY: ReadonlySet<ErrorCode> = new Set(['api-key-needed', 'key-refused', 'secret-missing']);

/** Undefined where nothing is needed. */
export function needOf(server: Pick<ServerSummary, 'state' | 'signIn'>): Need | undefined {
  const { state, signIn } = server;
  if (isSigningIn(server)) return 'cancel';
  if (wantsSignInSoon(server)) return 'sign-in';
  if (!('problem' in state)) return undefined;
  if (state.problem.code === 'keychain-locked') return 'unlock';
  if (state.kind === 'failed') return 'failed';
  if (signIn.kind === 'client-needed') return 'client';
  const told = signIn.kind === 'failed' ? signIn.problem.code : state.problem.code;
  // A client ID was given since the connection asked for one: the sign-in itself is next.
  if (CLIENT.has(told)) return signIn.kind === 'needed' ? 'sign-in' : 'client';
  if (KEY.has(told)) return 'key';
  return state.kind === 'sign-in-needed' ? 'sign-in' : 'look';
}

/** Why it is so, the newest reason first; undefined while it is being signed in to. */
export function reasonOf(server: Pick<ServerSummary, 'state' | 'signIn'>): string | undefined {
  const { state, signIn } = server;
  if (isSigningIn(server) || !('problem' in state)) return undefined;
  return signIn.kind === 'failed' && state.kind !== 'failed' ? signIn.problem.message : state.problem.message;
}
