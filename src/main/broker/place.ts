// One server's place in the broker: its upstream is made ready when the first call comes, and again after that failed.
import { toAppError } from '../../shared/errors';
import type { BrokeredServer, UpstreamAccess } from '../ports-relay';
import { peekAt } from '../protocol/messages';
import { bodyFor, sendJson, wordsFor } from './answers';
import { type Call, type Endpoint, readBody } from './call';
import { HttpSessions } from './http-sessions';
import type { BrokerEnv } from './options';
import { needsPerson } from './trouble';

export type Open = (
  name: string,
  access: UpstreamAccess,
  hidden: ReadonlySet<string>,
  sessions: HttpSessions,
) => Endpoint;

export class Place {
  /** Of a server that speaks HTTP. */
  readonly sessions: HttpSessions;
  readonly #env: BrokerEnv;
  readonly #open: Open;
  readonly #key: string;
  #entry: BrokeredServer;
  #endpoint: Promise<Endpoint> | undefined;

  /** @param sessions of the place before this one, whose clients know nothing of the change */
  constructor(env: BrokerEnv, entry: BrokeredServer, open: Open, sessions?: HttpSessions) {
    this.sessions = sessions ?? new HttpSessions(env.limits.sessions);
    this.#env = env;
    this.#entry = entry;
    this.#open = open;
    this.#key = JSON.stringify(entry.server);
  }

  get entry(): BrokeredServer {
    return this.#entry;
  }

  admits(client: string): boolean {
    const { clients, server } = this.#entry;
    return !server.disabled && (clients?.includes(client) ?? true);
  }

  /** Takes over an entry that differs only in who and what is let through. False if the server itself is another. */
  takes(entry: BrokeredServer): boolean {
    if (JSON.stringify(entry.server) !== this.#key) return false;
    const before = [...this.#entry.hiddenTools].sort().join('\n');
    this.#entry = entry;
    if (before !== [...entry.hiddenTools].sort().join('\n')) {
      this.#ready((endpoint) => endpoint.hide(new Set(entry.hiddenTools)));
    }
    return true;
  }

  async handle(call: Call): Promise<void> {
    let endpoint: Endpoint;
    try {
      this.#endpoint ??= this.#opened();
      endpoint = await this.#endpoint;
    } catch (error) {
      await this.#answer(call, error);
      return;
    }
    await endpoint.handle(call);
  }

  toolsChanged(): void {
    this.#ready((endpoint) => endpoint.toolsChanged());
  }

  nudge(): void {
    this.#ready((endpoint) => endpoint.nudge());
  }

  async stop(): Promise<void> {
    const [outcome] = await Promise.allSettled([this.#endpoint]);
    if (outcome.status === 'fulfilled') await outcome.value?.stop();
  }

  async #opened(): Promise<Endpoint> {
    const { server, hiddenTools } = this.#entry;
    try {
      return this.#open(server.name, await this.#env.upstream(server), new Set(hiddenTools), this.sessions);
    } catch (error) {
      // The next call tries anew: what was missing may be there by then.
      this.#endpoint = undefined;
      throw error;
    }
  }

  #ready(act: (endpoint: Endpoint) => void): void {
    // An endpoint that could not be made has nobody to tell; its own calls say why.
    this.#endpoint?.then(act, () => undefined);
  }

  /** The entry itself cannot be used: a variable or a secret is missing. */
  async #answer(call: Call, error: unknown): Promise<void> {
    const { name } = this.#entry.server;
    const t = this.#env.texts();
    if (needsPerson(error)) this.#env.onTrouble?.(name, error);
    this.#env.log.warn('a server could not be made ready', { server: name, error: String(error) });
    const { request, response } = call;
    const body = request.method === 'POST' ? await readBody(request, this.#env.limits.message) : undefined;
    const peek = body && peekAt(body);
    const { code, params } = toAppError(error);
    this.#env.activity.begin(call.client, name, peek)({ outcome: 'failed', code, params });
    const answer = body && bodyFor(peek, error, t, name);
    if (answer !== undefined) sendJson(response, 200, answer);
    else response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' }).end(wordsFor(error, t, name));
  }
}
