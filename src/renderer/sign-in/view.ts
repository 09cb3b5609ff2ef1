// What a server's page shows about signing in: one view at a time, decided from the connection and the sign-in alone.
import type { ErrorCode, WireError } from '../../shared/errors';
import type { ServerSummary, SignInStatus } from '../../shared/model';
import { isSigningIn, wantsSignInSoon } from '../../shared/say';
import type { ShapeName } from '../ui/shapes';

type Status<K extends SignInStatus['kind']> = Extract<SignInStatus, { kind: K }>;

export type SignInView =
  | { readonly kind: 'none' }
  | Status<'queued' | 'waiting' | 'waiting-for-code' | 'signed-in'>
  | {
      readonly kind: 'needed';
      readonly issuer?: string;
      readonly scopes?: readonly string[];
      /** Set where there is more to say than that a sign-in is needed. */
      readonly problem?: WireError;
    }
  /** Without a redirect URI the app is registered already; what it lacks is in `problem`. */
  | {
      readonly kind: 'client';
      readonly issuer?: string;
      readonly redirectUri?: string;
      readonly problem?: WireError;
    }
  | { readonly kind: 'key'; readonly problem: WireError }
  /** The entry refers to secrets that the keychain lacks. */
  | { readonly kind: 'secrets'; readonly problem: WireError }
  | { readonly kind: 'locked' }
  | { readonly kind: 'failed'; readonly problem: WireError };

export type SignInServer = Pick<ServerSummary, 'state' | 'signIn' | 'transport'>;

const WANTS_CLIENT: readonly ErrorCode[] = [
  'client-id-needed',
  'client-secret-needed',
  'client-refused',
  'registration-refused',
  'registration-failed',
];
const WANTS_KEY: readonly ErrorCode[] = ['api-key-needed', 'key-refused', 'pkce-missing'];

/** An attempt comes before everything, the keychain before what it holds, a question before a failure. */
export function signInView(server: SignInServer): SignInView {
  const { state, signIn, transport } = server;
  if (signIn.kind === 'queued' || signIn.kind === 'waiting' || signIn.kind === 'waiting-for-code') return signIn;
  if ('problem' in state && state.problem.code === 'keychain-locked') return { kind: 'locked' };
  if ('problem' in state && state.problem.code === 'secret-missing') return { kind: 'secrets', problem: state.problem };
  if (transport === 'stdio') return { kind: 'none' };
  const standing: SignInView = signIn.kind === 'signed-in' ? signIn : { kind: 'none' };
  // Whatever was asked for last time is being asked anew.
  if (state.kind === 'connecting' || state.kind === 'off') return standing;
  if (signIn.kind === 'client-needed') return { ...signIn, kind: 'client' };
  const question = questionIn(signIn.kind === 'failed' ? signIn.problem : undefined) ?? questionOf(server);
  return question ?? (isElsewhere(server) ? standing : plainView(server));
}

/** Any other problem of the connection is told as such, and stands in the way of more than signing in. */
function isElsewhere({ state }: SignInServer): boolean {
  return state.kind === 'failed' || (state.kind === 'needs-input' && !questionIn(state.problem));
}

function plainView({ state, signIn }: SignInServer): SignInView {
  switch (signIn.kind) {
    case 'failed':
    case 'signed-in':
      return signIn;
    case 'needed':
    case 'none': {
      if (signIn.kind === 'none' && state.kind !== 'sign-in-needed') return signIn;
      const hasMore = state.kind === 'sign-in-needed' && state.problem.code !== 'sign-in-needed';
      return { ...signIn, kind: 'needed', ...(hasMore && { problem: state.problem }) };
    }
    default:
      return { kind: 'none' };
  }
}

type Question = Extract<SignInView, { kind: 'client' | 'key' }>;

function questionIn(problem: WireError | undefined): Question | undefined {
  if (problem && WANTS_CLIENT.includes(problem.code)) return { kind: 'client', problem };
  return problem && WANTS_KEY.includes(problem.code) ? { kind: 'key', problem } : undefined;
}

/** What the connection asks for, unless the sign-in has moved on since: a client ID may have been given meanwhile. */
function questionOf({ state, signIn }: SignInServer): Question | undefined {
  const question = questionIn('problem' in state ? state.problem : undefined);
  const isOutdated = signIn.kind === 'needed' || signIn.kind === 'failed';
  const isForSignIn = question?.kind === 'client' && signIn.kind === 'signed-in';
  return isOutdated || isForSignIn ? undefined : question;
}

/** Views that say what the connection's own problem would only repeat. */
export function speaksForState({ kind }: SignInView): boolean {
  return kind !== 'none' && kind !== 'signed-in';
}

/** The shape of a server: the open ring while it is signed in to, and the hollow diamond where something is to be entered. */
export function shapeOf(server: SignInServer): ShapeName {
  if (isSigningIn(server)) return 'connecting';
  if (wantsSignInSoon(server)) return 'sign-in-needed';
  const { kind } = server.state;
  return kind === 'sign-in-needed' && signInView(server).kind === 'client' ? 'needs-input' : kind;
}

/** Names of servers whose sign-in ended well since `before`, a server's kind of sign-in by its name. */
export function newlySignedIn(
  before: ReadonlyMap<string, SignInStatus['kind']>,
  servers: readonly Pick<ServerSummary, 'name' | 'signIn'>[],
): readonly string[] {
  const wasUnderWay = (name: string) => {
    const kind = before.get(name);
    return kind === 'queued' || kind === 'waiting' || kind === 'waiting-for-code';
  };
  return servers.filter((s) => s.signIn.kind === 'signed-in' && wasUnderWay(s.name)).map((s) => s.name);
}
