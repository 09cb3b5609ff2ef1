// The hubs of one server: which callers share which pipe.

import { AppError } from '../../shared/errors';
import type { Message, SseAccess, StdioAccess } from '../ports-relay';
import { isRecord } from '../protocol/messages';
import { Hub } from './hub';
import type { BrokerEnv } from './options';

export interface HubsSettings {
  readonly server: string;
  readonly access: SseAccess | StdioAccess;
  onRestart(hub: Hub): void;
}

export class Hubs {
  readonly #env: BrokerEnv;
  readonly #settings: HubsSettings;
  readonly #all = new Set<Hub>();
  /** Processes that several sessions share, by what they were told of their client. */
  readonly #shared = new Map<string, Hub>();
  #isOver = false;

  constructor(env: BrokerEnv, settings: HubsSettings) {
    this.#env = env;
    this.#settings = settings;
  }

  /** The hub for a session that begins with this `initialize`. */
  forSession(initialize: Message): Hub {
    const { access } = this.#settings;
    if (access.kind === 'sse' || access.sharing === 'session') return this.#create(initialize, undefined);
    const greeting = withoutRoots(initialize);
    return this.#sharedAs(fingerprint(greeting), greeting);
  }

  /** The hub for requests of 2026-07-28, which need no session. */
  forRequests(): Hub {
    return this.#sharedAs('requests', undefined);
  }

  nudge(): void {
    for (const hub of this.#all) hub.nudge();
  }

  async drop(hub: Hub): Promise<void> {
    this.#all.delete(hub);
    for (const [key, one] of this.#shared) if (one === hub) this.#shared.delete(key);
    await hub.stop();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all([...this.#all].map((hub) => this.drop(hub)));
  }

  #sharedAs(key: string, greeting: Message | undefined): Hub {
    const hub = this.#shared.get(key) ?? this.#create(greeting, key);
    this.#shared.set(key, hub);
    return hub;
  }

  #create(greeting: Message | undefined, key: string | undefined): Hub {
    if (this.#isOver) throw new AppError('connection-lost');
    const { server, access } = this.#settings;
    const hub: Hub = new Hub(this.#env, {
      server,
      access,
      greeting,
      alone: key === undefined,
      onRestart: () => this.#settings.onRestart(hub),
      onIdle: () => {
        this.#env.log.info('a server that nobody uses is ended', { server });
        void this.drop(hub);
      },
    });
    this.#all.add(hub);
    return hub;
  }
}

/** One process cannot have the folders of several sessions, so a shared one is not told of any. */
function withoutRoots(initialize: Message): Message {
  const { params } = initialize;
  if (!isRecord(params) || !isRecord(params.capabilities)) return initialize;
  const { roots: _roots, ...capabilities } = params.capabilities;
  return { ...initialize, params: { ...params, capabilities } };
}

/** Sessions share a process only where it would have been told the same: it may rely on what was declared. */
function fingerprint({ params }: Message): string {
  const { protocolVersion, capabilities } = isRecord(params) ? params : {};
  return JSON.stringify(['session', protocolVersion, sorted(capabilities)]);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  const keys = Object.keys(value).sort();
  return keys.map((key) => [key, sorted(value[key])]);
}
