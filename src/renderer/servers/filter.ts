// The servers list's decisions: which rows, which action, which words at the foot.
import { assertNever } from '../../shared/errors';
import type { ServerSummary } from '../../shared/model';
import { isSigningIn, needsYou, wantsSignInSoon } from '../../shared/say';
import { type SignInServer, type SignInView, signInView } from '../sign-in/view';

export type ServerFilter = 'all' | 'needs-you';

/** "Needs you" is what the rail counts: a sign-in, a key, an unlocked keychain, more access. */
export function filterServers(servers: readonly ServerSummary[], filter: ServerFilter): readonly ServerSummary[] {
  return filter === 'all' ? servers : servers.filter((s) => needsYou(s));
}

export type ServerAction =
  | 'reconnect'
  | 'restart'
  | 'try-again'
  | 'doctor'
  | 'turn-on'
  | 'sign-in'
  | 'cancel-sign-in'
  | 'enter'
  | 'unlock';

/** The one action of a row; none while it connects. What is to be entered is entered on the server's page. */
export function actionOf(server: SignInServer): ServerAction | undefined {
  if (isSigningIn(server)) return 'cancel-sign-in';
  if (wantsSignInSoon(server)) return 'sign-in';
  const { kind } = server.state;
  switch (kind) {
    case 'off':
      return 'turn-on';
    case 'ready':
      return server.transport === 'stdio' ? 'restart' : 'reconnect';
    case 'sign-in-needed':
    case 'needs-input':
      return actionFor(signInView(server)) ?? 'try-again';
    case 'failed':
      return actionFor(signInView(server)) ?? 'doctor';
    case 'connecting':
      return undefined;
    default:
      return assertNever(kind);
  }
}

function actionFor(view: SignInView): ServerAction | undefined {
  if (view.kind === 'needed' || view.kind === 'failed') return 'sign-in';
  if (view.kind === 'client' || view.kind === 'key' || view.kind === 'secrets') return 'enter';
  return view.kind === 'locked' ? 'unlock' : undefined;
}

/** Tools and tokens of all servers that are ready. */
export function sumReady(servers: readonly ServerSummary[]): { readonly tools: number; readonly tokens: number } {
  const ready = servers.filter((s) => s.state.kind === 'ready');
  return {
    tools: ready.reduce((sum, s) => sum + s.counts.tools, 0),
    tokens: ready.reduce((sum, s) => sum + s.tokens, 0),
  };
}
