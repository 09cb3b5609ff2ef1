// Event streams as bytes: cut into whole events, so that something can be put between two of them or changed in one.
import { parseJson } from '../protocol/messages';

const LF = 10;
const CR = 13;

/** Cuts a byte stream into raw events, each with the empty line that ends it. */
export class EventCutter {
  readonly #limit: number;
  #open: Buffer = Buffer.alloc(0);
  /** Everything before this is known to hold no end of an event. */
  #searched = 0;

  /** @param limit bytes of one event */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The events this chunk completes. @throws RangeError if one grows over the limit */
  push(chunk: Buffer): Buffer[] {
    const bytes = this.#open.length === 0 ? chunk : Buffer.concat([this.#open, chunk]);
    const events: Buffer[] = [];
    let start = 0;
    for (let at = endOfEvent(bytes, this.#searched); at !== -1; at = endOfEvent(bytes, start)) {
      events.push(bytes.subarray(start, at));
      start = at;
    }
    this.#open = bytes.subarray(start);
    // A line end at the very end may be the first half of the empty line.
    this.#searched = Math.max(0, this.#open.length - 3);
    if (this.#open.length > this.#limit) throw new RangeError('event too large');
    return events;
  }

  /** What is left when the stream ends: no whole event, so nobody would act on it. */
  get rest(): Buffer {
    return this.#open;
  }
}

/** The index after the next empty line, or -1. */
function endOfEvent(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte !== LF && byte !== CR) continue;
    const after = byte === CR && bytes[at + 1] === LF ? at + 2 : at + 1;
    const next = bytes[after];
    if (next === LF) return after + 1;
    // A lone CR may be followed by its LF in the next chunk: wait until it is there.
    if (next === CR && after + 1 < bytes.length) return bytes[after + 1] === LF ? after + 2 : after + 1;
  }
  return -1;
}

export interface ParsedEvent {
  readonly id: string | undefined;
  /** The JSON of its data, or undefined where there is none. */
  readonly value: unknown;
}

export function parseEvent(raw: Buffer): ParsedEvent {
  let id: string | undefined;
  const data: string[] = [];
  for (const line of raw.toString('utf8').split(/\r\n|\r|\n/u)) {
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'id') id = value;
    else if (field === 'data') data.push(value);
  }
  return { id, value: data.length === 0 ? undefined : parseJson(data.join('\n')) };
}

export function eventOf(message: unknown, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: message\ndata: ${JSON.stringify(message)}\n\n`;
}

/** The same event with other data; its other lines stay. */
export function withData(raw: Buffer, value: unknown): Buffer {
  const kept = raw
    .toString('utf8')
    .split(/\r\n|\r|\n/u)
    .filter((line) => line !== '' && !/^data(:|$)/u.test(line));
  return Buffer.from(`${[...kept, `data: ${JSON.stringify(value)}`].join('\n')}\n\n`);
}
