// Turns what the rooms know into the one snapshot every face draws: in the reader's language, free of secrets.

import { type AppError, assertNever, toWire } from '../shared/errors';
import { type Translate, texts } from '../shared/messages';
import type {
  BrokerStatus,
  ClientSummary,
  ConnectionState,
  ServerSummary,
  Snapshot,
  UpdateStatus,
  SignInStatus as WireSignIn,
} from '../shared/model';
import { own } from '../shared/own';
import type { Brokering } from './brokering';
import { secretFacts } from './client-acts';
import type { Rooms } from './core';
import { needsSecret, type SecretFacts } from './delivery';
import { languageInForce } from './language';
import type { ClientState, ConnectionView, SignInStatus } from './ports';

/** How a server's address is shown; secrets in it are already dots. */
export type ShowAddress = (server: ConnectionView['server']) => string;

/** What is known of a server beside its connection. */
export interface ServerFacts {
  readonly needsSecret: boolean;
  readonly holdsSecret: boolean;
  readonly secrets: readonly string[];
  readonly disabledTools: readonly string[];
  readonly signIn: SignInStatus;
  readonly show: ShowAddress;
}

/** One row of the servers list. */
export function serverSummary(view: ConnectionView, known: ServerFacts, t: Translate): ServerSummary {
  const { server, state } = view;
  const summary: ServerSummary = {
    name: server.name,
    transport: server.type,
    address: known.show(server),
    sets: Object.keys(server.type === 'stdio' ? server.env : server.headers),
    needsSecret: known.needsSecret,
    holdsSecret: known.holdsSecret,
    disabledTools: known.disabledTools,
    ...(known.secrets.length > 0 && { secrets: known.secrets }),
    ...(server.type === 'stdio' && { perClient: server.perClient === true }),
    state: wireState(state, t),
    signIn: wireSignIn(known.signIn, t),
    latencies: view.latencies,
    counts: view.counts,
    tokens: view.tokens,
    catalogSource: view.catalogSource,
    fingerprint: view.fingerprint,
  };
  return view.catalogProblem ? { ...summary, catalogProblem: toWire(view.catalogProblem, t) } : summary;
}

/** A client with its problem, if any, in words. */
export function clientSummary(client: ClientState, t: Translate): ClientSummary {
  const { sync } = client;
  return sync.kind === 'problem'
    ? { ...client, sync: { kind: 'problem', problem: toWire(sync.problem, t) } }
    : { ...client, sync };
}

export function wireBroker(status: BrokerStatus<AppError>, t: Translate): BrokerStatus {
  return status.kind === 'failed' ? { ...status, problem: toWire(status.problem, t) } : status;
}

function wireUpdates(status: UpdateStatus<AppError>, t: Translate): UpdateStatus {
  return status.kind === 'failed' ? { ...status, problem: toWire(status.problem, t) } : status;
}

function wireSignIn(status: SignInStatus, t: Translate): WireSignIn {
  return status.kind === 'failed' ? { kind: 'failed', problem: toWire(status.problem, t) } : status;
}

function wireState(state: ConnectionState<AppError>, t: Translate): ConnectionState {
  switch (state.kind) {
    case 'off':
    case 'connecting':
    case 'ready':
      return state;
    case 'sign-in-needed':
    case 'needs-input':
    case 'failed':
      return { ...state, problem: toWire(state.problem, t) };
    default:
      return assertNever(state);
  }
}

/** Everything a face draws. */
export function snapshotOf(
  rooms: Rooms,
  brokering: Brokering,
  clientStates: readonly ClientState[],
  importedAt?: number,
): Snapshot {
  const language = languageInForce(rooms);
  const t = texts(language);
  const known = secretFacts(rooms);
  const problem = rooms.config.problem();
  return {
    version: rooms.version,
    face: rooms.face,
    language,
    settings: rooms.settings.get(),
    ...(rooms.startAtLogin && { startAtLogin: rooms.startAtLogin.get() }),
    ...(rooms.trayless && { trayless: true }),
    configFile: rooms.configFile,
    stateFolder: rooms.paths.state,
    ...(problem && { configProblem: { problem: toWire(problem.error, t), goodSince: problem.goodSince } }),
    keychain: rooms.secrets.kind,
    broker: wireBroker(brokering.status(), t),
    latestActivity: brokering.latestActivity(),
    servers: known.views.map((v) => summaryOf(rooms, v, known, t)),
    clients: clientStates.map((c) => clientSummary(c, t)),
    ...(importedAt !== undefined && { importedAt }),
    ...(rooms.updates && { updates: wireUpdates(rooms.updates.status(), t) }),
  };
}

function summaryOf(rooms: Rooms, view: ConnectionView, known: SecretFacts, t: Translate) {
  const { server } = view;
  const trust = rooms.trust.counts(server.name);
  const facts = {
    needsSecret: needsSecret(server, known),
    holdsSecret: rooms.entryHasSecret(server),
    secrets: [...new Set(rooms.keychainNames(server))],
    disabledTools: own(rooms.config.list().disabledTools, server.name) ?? [],
    signIn: rooms.signIns.status(server.name),
    show: rooms.showAddress,
  };
  const summary = serverSummary(view, facts, t);
  return trust.asks + trust.quiet > 0 ? { ...summary, trust } : summary;
}
