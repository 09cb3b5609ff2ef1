// Standard output as the protocol wants it: one message to a line, and nothing else.
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Message } from '../ports-relay';

export class Output {
  readonly #stream: Writable;
  #isBroken = false;

  constructor(stream: Writable) {
    this.#stream = stream;
    // Node takes standard output for whole again after an error.
    stream.on('error', () => {
      this.#isBroken = true;
    });
  }

  /** Passes JSON on as it came; line breaks, which can only stand between its tokens, become spaces. */
  pass(json: string): void {
    if (!this.#isBroken && !this.#stream.destroyed) this.#stream.write(`${json.replace(/[\r\n]+/gu, ' ')}\n`);
  }

  say(message: Message): void {
    this.pass(JSON.stringify(message));
  }

  /** Resolves when the client has room for more, or the signal ends it. */
  async ready(signal: AbortSignal): Promise<void> {
    if (!this.#stream.writableNeedDrain || signal.aborted) return;
    await once(this.#stream, 'drain', { signal });
  }
}
