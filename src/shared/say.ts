// One computed state and one sentence for it, so that the tray, the window and the command line never disagree.
import { assertNever, type WireError } from './errors';
import type { Translate } from './messages';
import type { ServerSummary, SignInStatus, Snapshot } from './model';

export type OverallKind = 'none' | 'fine' | 'working' | 'needs-you' | 'problem';
export interface Overall {
  readonly kind: OverallKind;
  /** How many servers the kind is about. */
  readonly count: number;
}

type Standing = Pick<ServerSummary, 'state' | 'signIn'>;

/** True where only the person can go on: a sign-in, a key, an unlocked keychain, more access. */
export function needsYou(server: Standing): boolean {
  const { kind } = server.state;
  return kind === 'sign-in-needed' || kind === 'needs-input' || wantsSignInSoon(server);
}

/** True for a server that answers for now, but needs a sign-in: it refused something, or cannot be renewed. */
export function wantsSignInSoon({ state, signIn }: Standing): boolean {
  return state.kind === 'ready' && signIn.kind === 'needed';
}

/** True where that sign-in is to allow more than the last one. */
export function wantsMoreAccess(server: Standing): boolean {
  return wantsSignInSoon(server) && server.signIn.kind === 'needed' && server.signIn.moreAccess === true;
}

/** True from the click until the browser, or the person with the code, has come back. */
export function isSigningIn({ signIn }: { readonly signIn: Pick<SignInStatus, 'kind'> }): boolean {
  return signIn.kind === 'queued' || signIn.kind === 'waiting' || signIn.kind === 'waiting-for-code';
}

/** What the tray shows. Priority: problem, needs you, working, fine. */
export function overall(servers: readonly Standing[]): Overall {
  const count = (test: (s: Standing) => boolean) => servers.filter(test).length;
  const failed = count((s) => s.state.kind === 'failed');
  if (failed > 0) return { kind: 'problem', count: failed };
  const needs = count(needsYou);
  if (needs > 0) return { kind: 'needs-you', count: needs };
  const working = count((s) => s.state.kind === 'connecting');
  if (working > 0) return { kind: 'working', count: working };
  const ready = count((s) => s.state.kind === 'ready');
  return ready > 0 ? { kind: 'fine', count: ready } : { kind: 'none', count: 0 };
}

/** The sentence of the whole app: tray tooltip, tray menu head, `mcp-tray list` foot. */
export function sayOverall(snapshot: Pick<Snapshot, 'servers' | 'configProblem'>, t: Translate): string {
  if (snapshot.configProblem) return t('common.overall.configBroken');
  const { kind, count } = overall(snapshot.servers);
  switch (kind) {
    case 'none':
      return t('common.overall.none');
    case 'fine':
      return t('common.overall.fine', { count });
    case 'working':
      return t('common.overall.working', { count });
    case 'needs-you':
      return t('common.overall.needsYou', { count });
    case 'problem':
      return t('common.overall.problem', { count });
    default:
      return assertNever(kind);
  }
}

/** The sentence of one server. `now` (epoch ms) turns the next try into a wait. */
export function sayServer(server: ServerSummary, t: Translate, now: number): string {
  const { state } = server;
  if (isSigningIn(server)) return t('common.state.signingIn');
  switch (state.kind) {
    case 'off':
      return t('common.state.off');
    case 'connecting':
      return t(server.catalogSource === 'cache' ? 'common.state.connectingCached' : 'common.state.connecting');
    case 'ready': {
      if (wantsMoreAccess(server)) return t('common.state.moreAccess');
      if (wantsSignInSoon(server)) return t('common.state.signIn');
      const ms = server.latencies.at(-1);
      const ready = t('common.state.ready', { count: server.counts.tools });
      return ms === undefined ? ready : [ready, sayLatency(ms, t)].join(t('common.listSeparator'));
    }
    case 'sign-in-needed':
      return saySignIn(server, t);
    case 'needs-input':
      return sayInput(state.problem, t);
    case 'failed': {
      const failed = t('common.state.failed', { cause: withoutStop(state.problem.message) });
      return state.nextTryAt === undefined
        ? failed
        : `${failed}${t('common.sentenceJoin')}${sayWait(state.nextTryAt - now, t)}`;
    }
    default:
      return assertNever(state);
  }
}

function saySignIn({ signIn }: Pick<ServerSummary, 'signIn'>, t: Translate): string {
  if (signIn.kind === 'client-needed') return t('common.state.needsClientId');
  if (signIn.kind !== 'failed') return t('common.state.signIn');
  const { problem } = signIn;
  return sayMissing(problem, t) ?? t('common.state.signInCause', { cause: withoutStop(problem.message) });
}

function sayInput(problem: WireError, t: Translate): string {
  return sayMissing(problem, t) ?? t('common.state.needsInput', { cause: withoutStop(problem.message) });
}

/** What only the person has, where it has a name. */
function sayMissing(problem: WireError, t: Translate): string | undefined {
  switch (problem.code) {
    case 'client-id-needed':
      return t('common.state.needsClientId');
    case 'client-secret-needed':
      return t('common.state.needsClientSecret');
    case 'api-key-needed':
      return t('common.state.needsKey');
    case 'keychain-locked':
      return withoutStop(problem.message);
    default:
      return undefined;
  }
}

/** A round trip in whole milliseconds; below one it still says 1, for nothing takes no time. */
export function sayLatency(ms: number, t: Translate): string {
  return t('common.state.latency', { ms: Math.max(1, Math.round(ms)) });
}

/** Token costs the short way: 640, 9.4k. */
export function sayTokens(tokens: number, t: Translate): string {
  if (tokens < 1000) return t('common.tokens', { count: tokens });
  const amount = `${(tokens / 1000).toFixed(tokens < 9950 ? 1 : 0)}k`;
  return t('common.tokensShort', { amount });
}

function sayWait(ms: number, t: Translate): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 90) return t('common.state.nextTrySeconds', { count: seconds });
  return t('common.state.nextTryMinutes', { count: Math.round(seconds / 60) });
}

const withoutStop = (sentence: string) => sentence.replace(/[.。]$/u, '');
