// The answer to one POST that carried requests: plain JSON where only answers come, an event stream as soon as anything
// else belongs to them.
import type { ServerResponse } from 'node:http';
import type { Message } from '../ports-relay';
import { sendJson } from './answers';
import { eventOf } from './events';

export interface ReplySettings {
  /** How many answers end it. */
  readonly expected: number;
  readonly batch: boolean;
  /** Headers of the answer, such as the new session's id. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly statusOf?: (answer: Message) => number;
  /** Bytes a slow reader may leave unread. */
  readonly unread: number;
}

export class Reply {
  readonly #response: ServerResponse;
  readonly #settings: ReplySettings;
  readonly #answers: Message[] = [];
  #isStream = false;

  constructor(response: ServerResponse, settings: ReplySettings) {
    this.#response = response;
    this.#settings = settings;
  }

  /** Something that belongs to the request but does not answer it. */
  related(message: Message): void {
    if (!this.#isStream) this.#open();
    this.#write(message);
  }

  answer(message: Message): void {
    this.#answers.push(message);
    const { expected, batch, headers = {}, statusOf = () => 200 } = this.#settings;
    const isLast = this.#answers.length === expected;
    if (this.#isStream) this.#write(message);
    if (!isLast || this.#response.destroyed || this.#response.writableEnded) return;
    if (this.#isStream) {
      this.#response.end();
      return;
    }
    for (const [name, value] of Object.entries(headers)) this.#response.setHeader(name, value);
    sendJson(this.#response, batch ? 200 : statusOf(message), batch ? this.#answers : message);
  }

  #open(): void {
    this.#isStream = true;
    if (this.#response.destroyed) return;
    this.#response.writeHead(200, { ...eventStreamHeaders, ...this.#settings.headers });
    this.#response.flushHeaders();
    for (const early of this.#answers) this.#write(early);
  }

  #write(message: Message): void {
    writeEvent(this.#response, message, this.#settings.unread);
  }
}

export const eventStreamHeaders = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' };

/** Writes one event; a reader that leaves more than `unread` bytes unread is cut off. */
export function writeEvent(response: ServerResponse, message: Message, unread: number): void {
  if (response.destroyed || response.writableEnded) return;
  response.write(eventOf(message));
  if (response.writableLength > unread) response.destroy();
}
