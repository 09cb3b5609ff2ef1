// `mcp-tray bridge`: a server on standard input and output for clients that know no other. Whole messages go through to
// the broker of the running instance and back, in the era the client speaks; what breaks in between is mended here.
import { AppError } from '../../shared/errors';
import type { Message } from '../ports-relay';
import { LineSplitter } from '../protocol/line-splitter';
import { isModern, isRecord, isRequest, type Peek, peekAt, versionOf } from '../protocol/messages';
import { wait, within } from '../protocol/wait';
import { readBody } from './answer';
import { Listener } from './listener';
import { type BridgeEnv, type BridgeOptions, defaultBridgeLimits, defaultBridgeTimings } from './options';
import { Output } from './output';
import { ParamHeaders } from './param-headers';
import { Request } from './request';
import { POST_HEADERS, Session } from './session';
import { Way } from './way';

const MEGABYTE = 1024 * 1024;

/**
 * Relays until the client closes its side, or the process is asked to end.
 * @throws what keeps the broker from being found at the start; requests that came by then are answered with it
 */
export async function runBridge(options: BridgeOptions): Promise<void> {
  const { input, output, asked } = options;
  const bridge = new Bridge(options);
  const closed = new Promise<void>((resolve) => {
    for (const event of ['end', 'close', 'error']) input.once(event, () => resolve());
    // `on`: a client that is gone is told of at every write.
    for (const event of ['close', 'error']) output.on(event, () => resolve());
  });
  const lines = new LineSplitter(bridge.limit, (line) => bridge.take(line), 'cut');
  const read = (chunk: Buffer) => void lines.push(chunk);
  input.on('data', read);
  try {
    await Promise.race([closed, asked, bridge.broken]);
    // A last line may lack its end.
    lines.end();
  } finally {
    input.off('data', read);
    await bridge.stop();
  }
}

class Bridge {
  /** Rejects where the broker cannot be found at the start. */
  readonly broken: Promise<never>;
  readonly limit: number;
  readonly #env: BridgeEnv;
  readonly #listener: Listener;
  readonly #over = new AbortController();
  readonly #running = new Map<Request, Promise<void>>();
  /** Until the session has begun, nothing else of it may be sent. */
  #gate: Promise<void> = Promise.resolve();
  /** Notifications keep their order. */
  #notes: Promise<void> = Promise.resolve();

  constructor({ output, doors, fetch, clock, log, say, ...more }: BridgeOptions) {
    const timings = { ...defaultBridgeTimings, ...more.timings };
    const limits = { ...defaultBridgeLimits, ...more.limits };
    const over = this.#over.signal;
    const way = new Way({ doors, fetch, clock, timings, limits, over });
    const session = new Session({ way, clock, timings, limits, over, log, onRenewed: () => this.#renewed() });
    const out = new Output(output);
    this.limit = limits.message;
    this.#env = { clock, log, say, timings, limits, way, out, session, params: new ParamHeaders(), over };
    this.#listener = new Listener(this.#env);
    this.broken = way.open(over).then(() => new Promise<never>(() => undefined));
  }

  /** One line of the client. */
  take(line: string): void {
    if (line.trim() === '') return;
    if (Buffer.byteLength(line) >= this.limit) {
      // Its id may be in the part that was cut off.
      this.#refuse(-32600, this.#env.say(new AppError('request-too-large', { limit: this.limit / MEGABYTE })));
      return;
    }
    const peek = peekAt(line);
    if (!peek?.main) this.#refuse(-32700, 'Parse error');
    else if (peek.messages.some(isRequest)) this.#ask(line, peek, peek.main);
    else if (peek.main.method === 'notifications/cancelled') this.#cancel(line, peek.main);
    else this.#note(line, peek.main);
  }

  /** Lets answers that are about to come come, says goodbye, and leaves nothing. */
  async stop(): Promise<void> {
    const { clock, timings, session, over } = this.#env;
    const answered = [...this.#running].flatMap(([request, ran]) => (request.isSubscription ? [] : [ran]));
    const drained = Promise.all([this.#gate, this.#notes, ...answered]).then(() => undefined);
    const patience = new AbortController();
    await Promise.race([drained, wait(clock, timings.drain, patience.signal)]);
    patience.abort();
    try {
      await within(clock, timings.farewell, over, (signal) => session.end(signal));
    } catch (error) {
      this.#env.log.info('the session could not be ended', { error: String(error) });
    }
    this.#over.abort();
  }

  #ask(line: string, peek: Peek, main: Message): void {
    const request = new Request(this.#env, line, peek);
    const ran = this.#gate.then(() => request.run()).finally(() => this.#running.delete(request));
    this.#running.set(request, ran);
    if (main.method === 'initialize') this.#gate = ran;
  }

  #note(line: string, main: Message): void {
    const sent = Promise.all([this.#gate, this.#notes]).then(() => this.#send(line, main));
    this.#notes = sent;
    if (main.method === 'notifications/initialized') this.#gate = sent.then(() => this.#listener.start());
  }

  #cancel(line: string, main: Message): void {
    const id = isRecord(main.params) ? main.params.requestId : undefined;
    const request = [...this.#running.keys()].find((r) => r.awaits(id));
    if (!request) return;
    request.forget(id);
    // In 2026-07-28 it is the end of the exchange that cancels; before, it says nothing, and the notification does.
    const told = request.isModern ? Promise.resolve() : this.#send(line, main);
    void told.then(() => request.leave());
  }

  /** Never rejects: nothing of the protocol tells a client that its notification was lost. */
  async #send(body: string, main: Message): Promise<void> {
    const { clock, timings, limits, way, session, over, log } = this.#env;
    const own = isModern(main) ? { 'mcp-protocol-version': String(versionOf(main)) } : session.headers;
    const headers = { ...POST_HEADERS, ...own };
    try {
      await within(clock, timings.note, over, async (signal) => {
        await readBody(await way.send({ method: 'POST', headers, body, signal, starts: false }), limits.message);
      });
    } catch (error) {
      log.info('a notification did not arrive', { method: String(main.method), error: String(error) });
    }
  }

  #renewed(): void {
    const { session, out, log } = this.#env;
    log.info('the session was made anew', { renewals: session.renewals });
    for (const change of session.changes()) out.say(change);
    this.#listener.start();
  }

  #refuse(code: number, message: string): void {
    this.#env.out.say({ jsonrpc: '2.0', id: null, error: { code, message } });
  }
}
