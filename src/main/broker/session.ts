// One client session (2025 revisions) on a server that speaks whole messages: its stream of notices, what it missed
// while none was open, and what it subscribed to.
import type { ServerResponse } from 'node:http';
import type { Stop } from '../ports';
import type { Message } from '../ports-relay';
import type { Hub } from './hub';
import type { Caller } from './link';
import type { BrokerEnv } from './options';
import { eventStreamHeaders, writeEvent } from './reply';

export class Session implements Caller {
  readonly id: string;
  readonly client: string;
  readonly hub: Hub;
  readonly subscriptions = new Set<string>();
  readonly #env: BrokerEnv;
  #stream: ServerResponse | undefined;
  #missed: Message[] = [];
  #usedAt: number;
  #calls = 0;
  #stopHeartbeat: Stop = () => undefined;

  constructor(env: BrokerEnv, id: string, client: string, hub: Hub) {
    this.#env = env;
    this.id = id;
    this.client = client;
    this.hub = hub;
    this.#usedAt = env.clock.now();
  }

  /** Milliseconds nobody has used it; 0 while a stream or a call is open. */
  get idle(): number {
    return this.#stream || this.#calls > 0 ? 0 : this.#env.clock.now() - this.#usedAt;
  }

  /** Marks a call as under way until the result is called. */
  enter(): () => void {
    this.#calls += 1;
    let isOpen = true;
    return () => {
      if (isOpen) this.#calls -= 1;
      isOpen = false;
      this.#usedAt = this.#env.clock.now();
    };
  }

  /** Gives it the client's GET stream; an earlier one ends, for a message goes to one stream only. */
  listen(response: ServerResponse): void {
    this.#stream?.end();
    this.#stopHeartbeat();
    this.#stream = response;
    response.writeHead(200, { ...eventStreamHeaders, 'mcp-session-id': this.id });
    response.flushHeaders();
    for (const message of this.#missed.splice(0)) writeEvent(response, message, this.#env.limits.unread);
    this.#heartbeat(response);
    response.once('close', () => {
      if (this.#stream !== response) return;
      this.#stream = undefined;
      this.#stopHeartbeat();
      this.#usedAt = this.#env.clock.now();
    });
  }

  notice(message: Message): void {
    if (this.#stream) {
      writeEvent(this.#stream, message, this.#env.limits.unread);
      return;
    }
    // The same change twice says nothing new, and questions to a client that may never come back would pile up.
    if (this.#missed.some((m) => m.method === message.method && m.params === undefined)) return;
    this.#missed.push(message);
    if (this.#missed.length > this.#env.limits.backlog) this.#missed.shift();
  }

  watches(uri: string): boolean {
    return this.subscriptions.has(uri);
  }

  end(): void {
    this.#stopHeartbeat();
    this.#stream?.end();
    this.#stream = undefined;
    this.hub.leave(this);
  }

  #heartbeat(response: ServerResponse): void {
    this.#stopHeartbeat = this.#env.clock.after(this.#env.timings.heartbeat, () => {
      if (this.#stream !== response) return;
      response.write(':\n\n');
      this.#heartbeat(response);
    });
  }
}
