// Real sessions of two clients through one host to one server, whose only token ends every few seconds: what came of
// every call, every token and every browser window.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type BrowserTrap, browserScript, browserTrap } from '../../support/auth/browser-script';
import { type OidcPeer, startOidcProvider } from '../../support/auth/oidc-provider';
import type { AuthStats } from '../../support/auth/recorder';
import type { TokenLife } from '../../support/auth/token-ledger';
import { claudeSessions } from '../../support/claude';
import { type CliClient, type SessionEnd, toolName } from '../../support/cli-session';
import { filesWith } from '../../support/leaks';
import type { Heard, Script } from '../../support/models/conversation';
import { type Models, startModels } from '../../support/models/start-models';
import { qwenSessions } from '../../support/qwen';
import { type ClientKind, type Host, startHost } from './host';

/** How the app can know that a token has ended: from what the service said of it, or from being refused. */
export type Expiry = 'announced' | 'unannounced';

export interface SessionsOptions {
  /** How long all sessions call, once the last of them has begun. */
  readonly seconds: number;
  /** Sessions of each client. */
  readonly each: number;
  readonly expiry: Expiry;
  readonly signal?: AbortSignal;
}

export interface SessionResult {
  readonly name: string;
  readonly client: string;
  readonly heard: Heard;
  readonly end: SessionEnd;
}

export interface SessionsResult {
  readonly expiry: Expiry;
  /** From the moment the last session had begun until the model said its last words. */
  readonly seconds: number;
  readonly sessions: readonly SessionResult[];
  /** Requests to the models that nobody had foreseen. */
  readonly strays: readonly string[];
  /** Tool calls the MCP server served. */
  readonly served: number;
  readonly windows: { readonly atSignIn: number; readonly after: number };
  readonly tokenSeconds: number;
  readonly tokens: readonly TokenLife[];
  readonly auth: Pick<AuthStats, 'granted' | 'refused' | 'presentedAgain'>;
  /** Files in the sessions' homes that hold a token or another secret of the sign-in. */
  readonly leaks: readonly string[];
  /** What the host logged as a warning or worse. */
  readonly hostSaid: string;
}

/**
 * Seconds a token lives at its server. Announced, it must outlive by a few seconds the margin before its end in which
 * the app does not show it any more.
 */
const TOKEN_SECONDS: Readonly<Record<Expiry, number>> = { announced: 15, unannounced: 5 };
const SERVER = 'notes';
const TOOL = toolName(SERVER, 'add');
const BEAT_MS = 500;
const STAGGER_MS = 1_000;
/** For a client to start and to end, on a machine that has other things to do. */
const GRACE_MS = 120_000;

const CLIENTS: Readonly<Record<ClientKind, CliClient>> = { claude: claudeSessions, qwen: qwenSessions };

/** Why the sessions cannot run here; undefined where they can. */
export const whyNoSessions = (): string | undefined =>
  process.platform === 'win32'
    ? 'the browser that is counted is a POSIX script'
    : Object.values(CLIENTS)
        .map((client) => client.whyMissing())
        .find((why) => why !== undefined);

interface Plan {
  readonly name: string;
  readonly kind: ClientKind;
  readonly script: Script;
}

export async function runSessions(options: SessionsOptions): Promise<SessionsResult> {
  const { expiry } = options;
  const tokenSeconds = TOKEN_SECONDS[expiry];
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-sessions-'));
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const below = async (name: string) => {
    await mkdir(path.join(folder, name));
    return path.join(folder, name);
  };
  try {
    const announcesExpiry = expiry === 'announced';
    const peer = await startOidcProvider({ accessTokenSeconds: tokenSeconds, announcesExpiry });
    stops.push(peer.stop);
    const browser = await browserScript(await below('person'), 'approve');
    const needs = { mcpUrl: peer.mcpUrl, server: SERVER, browser: browser.program };
    const host = await startHost(needs);
    stops.push(host.stop);
    const atSignIn = await browser.opened();
    const trap = await browserTrap(await below('trap'));
    const homes = await below('homes');
    const { seconds, sessions, strays } = await play(options, host, trap, homes);
    return {
      expiry,
      seconds,
      sessions,
      strays,
      tokenSeconds,
      windows: { atSignIn, after: (await browser.opened()) - atSignIn + (await trap.opened()) },
      hostSaid: host.said(),
      leaks: filesWith(homes, peer.secrets()),
      ...whatThePeerSaw(peer),
    };
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

function whatThePeerSaw(peer: OidcPeer): Pick<SessionsResult, 'served' | 'tokens' | 'auth'> {
  return { served: peer.calls(), tokens: peer.tokens(), auth: peer.stats() };
}

async function play(options: SessionsOptions, host: Host, trap: BrowserTrap, homes: string) {
  let deadline = Number.POSITIVE_INFINITY;
  const plans = Array.from({ length: options.each }, (_, i) => i).flatMap((i) =>
    (['claude', 'qwen'] as const).map((kind, k): Plan => {
      const script = adds(2 * i + k, () => Date.now() >= deadline);
      return { name: `${kind}-${i + 1}`, kind, script };
    }),
  );
  const models = await startModels(Object.fromEntries(plans.map(({ name, script }) => [name, script])), {
    beatMs: BEAT_MS,
  });
  try {
    let hasEnded = false;
    const limitMs = options.seconds * 1_000 + plans.length * STAGGER_MS + 2 * GRACE_MS;
    const running: Promise<SessionResult>[] = [];
    for (const { name, kind } of plans) {
      const home = path.join(homes, name);
      await mkdir(home);
      const client = CLIENTS[kind];
      const job = { home, server: SERVER, entry: host.entries[kind], tool: TOOL, model: models.urlOf(name), limitMs };
      const ended = client.start({ ...job, env: trap.env, ...(options.signal && { signal: options.signal }) });
      running.push(
        ended.then((end) => {
          hasEnded = true;
          return { name, client: client.title, end, heard: models.heard(name) };
        }),
      );
      await pause(STAGGER_MS);
    }
    await allBegun(models, plans, () => hasEnded);
    const started = Date.now();
    // Where one has failed to begin there is nothing to wait for.
    deadline = hasEnded ? started : started + options.seconds * 1_000;
    const sessions = await Promise.all(running);
    return { seconds: Math.round((Date.now() - started) / 1_000), sessions, strays: models.strays() };
  } finally {
    await models.stop();
  }
}

/** No call is like another, or the clients take it for a loop. */
function adds(session: number, isOver: () => boolean): Script {
  const a = (session + 1) * 1_000_000;
  return { tool: TOOL, call: (n) => ({ args: { a, b: n }, answer: String(a + n) }), isOver };
}

/** Waits until every session has had an answer. One that has ended already never will: the result tells why. */
async function allBegun(models: Models, plans: readonly Plan[], hasEnded: () => boolean): Promise<void> {
  const until = Date.now() + GRACE_MS;
  while (plans.some(({ name }) => models.heard(name).answered === 0) && !hasEnded() && Date.now() < until)
    await pause(50);
}
