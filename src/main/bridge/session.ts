// The client's session of the 2025 revisions, which outlives the broker: when the broker knows it no more, it is made
// again with the client's own greeting, and told again what the client had asked for.
import { AppError } from '../../shared/errors';
import type { Clock, Logger } from '../ports';
import type { Message } from '../ports-relay';
import { isRecord } from '../protocol/messages';
import { within } from '../protocol/wait';
import { answerIn, drop, errorText, readBody, statusError } from './answer';
import type { BridgeLimits, BridgeTimings } from './options';
import type { Way } from './way';

/** The server did not take the greeting again; the sentence is its own. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

export interface SessionOptions {
  readonly way: Way;
  readonly clock: Clock;
  readonly timings: BridgeTimings;
  readonly limits: BridgeLimits;
  readonly over: AbortSignal;
  readonly log: Logger;
  /** Told once it has been made again. */
  onRenewed(): void;
}

interface Greeting {
  readonly text: string;
  readonly id: unknown;
}

const READY = '{"jsonrpc":"2.0","method":"notifications/initialized"}';
export const POST_HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
};
const LISTS = ['tools', 'prompts', 'resources'];

export class Session {
  /** How often it was made again. */
  renewals = 0;
  readonly #options: SessionOptions;
  /** What was asked for and holds until it is asked otherwise, as the client said it. */
  readonly #kept = new Map<string, string>();
  #greeting: Greeting | undefined;
  #id: string | undefined;
  #version: string | undefined;
  #capabilities: Readonly<Record<string, unknown>> = {};
  #renewing: Promise<void> | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** True where the server keeps a session, and so can lose it. */
  get hasId(): boolean {
    return this.#id !== undefined;
  }

  /** What every request of the session says; nothing before there is one. */
  get headers(): Record<string, string> {
    return {
      ...(this.#id !== undefined && { 'mcp-session-id': this.#id }),
      ...(this.#version !== undefined && { 'mcp-protocol-version': this.#version }),
    };
  }

  /** @param text the client's `initialize`, to which this is the answer */
  welcome(text: string, answer: Message, response: Response): void {
    if (!isRecord(answer.result)) return;
    this.#greeting = { text, id: answer.id };
    this.#kept.clear();
    this.#begin(answer.result, response);
  }

  /** Remembers what a session made again must be told again. @param text the request, which was granted */
  keep({ method, params }: Message, text: string): void {
    const uri = isRecord(params) ? String(params.uri) : '';
    if (method === 'resources/unsubscribe') this.#kept.delete(uri);
    const key = method === 'resources/subscribe' ? uri : method === 'logging/setLevel' ? method : undefined;
    const hasRoom = this.#kept.size < this.#options.limits.kept || this.#kept.has(key ?? '');
    if (key !== undefined && hasRoom) this.#kept.set(key, text);
  }

  /**
   * Makes it again, once for all who wait.
   * @param seen `renewals` as it was when the one who asks was refused
   * @throws Refused; what sending throws
   */
  renew(seen: number): Promise<void> {
    if (this.renewals !== seen) return Promise.resolve();
    this.#renewing ??= this.#renewed().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /** The lists that may be others than the client knows, as the server would tell it. */
  changes(): Message[] {
    const told = LISTS.filter((list) => {
      const capability = this.#capabilities[list];
      return isRecord(capability) && capability.listChanged === true;
    });
    return told.map((list) => ({ jsonrpc: '2.0', method: `notifications/${list}/list_changed` }));
  }

  /** Tells the broker that it is over. */
  async end(signal: AbortSignal): Promise<void> {
    if (this.#id === undefined) return;
    const { headers } = this;
    this.#id = undefined;
    drop(await this.#options.way.send({ method: 'DELETE', headers, signal, starts: false }));
  }

  async #renewed(): Promise<void> {
    const { way, limits, over } = this.#options;
    const greeting = this.#greeting;
    if (!greeting) throw new AppError('connection-lost');
    const response = await way.send({ method: 'POST', headers: POST_HEADERS, body: greeting.text, signal: over });
    if (!response.ok) throw refusal(errorText(await readBody(response, limits.message)), statusError(response));
    const answer = await answerIn(response, greeting.id, limits.message);
    if (!isRecord(answer?.result)) throw refusal(textOf(answer), new AppError('invalid-message'));
    this.#begin(answer.result, response);
    for (const text of [READY, ...this.#kept.values()]) await this.#tell(text);
    over.throwIfAborted();
    this.renewals += 1;
    this.#options.onRenewed();
  }

  #begin(result: Readonly<Record<string, unknown>>, response: Response): void {
    this.#id = response.headers.get('mcp-session-id') ?? undefined;
    this.#version = typeof result.protocolVersion === 'string' ? result.protocolVersion : undefined;
    this.#capabilities = isRecord(result.capabilities) ? result.capabilities : {};
  }

  /** The session stands without it too, so that what could not be told keeps nothing else from being told. */
  async #tell(body: string): Promise<void> {
    const { way, clock, timings, limits, over, log } = this.#options;
    const headers = { ...POST_HEADERS, ...this.headers };
    try {
      await within(clock, timings.note, over, async (signal) =>
        // Read to its end: a caller that leaves is one that has changed its mind.
        readBody(await way.send({ method: 'POST', headers, body, signal }), limits.message),
      );
    } catch (error) {
      log.info('a session made anew was not told everything', { error: String(error) });
    }
  }
}

function textOf(answer: Message | undefined): string | undefined {
  const message = isRecord(answer?.error) ? answer.error.message : undefined;
  return typeof message === 'string' ? message : undefined;
}

function refusal(words: string | undefined, otherwise: AppError): Error {
  return words === undefined ? otherwise : new Refused(words);
}
