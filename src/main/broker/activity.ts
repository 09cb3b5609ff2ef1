// Who called what, when and how it ended: the last requests, and whoever wants to watch. What was said is kept only while
// the person wants it, cut short, and nowhere but here.
import type { ActivityRecord } from '../../shared/model';
import type { Clock, Stop } from '../ports';
import type { Message } from '../ports-relay';
import { isRequest, type Peek, targetOf } from '../protocol/messages';

const MAX_RECORDS = 1000;
const MAX_NAME = 200;
/** Characters kept of what was asked, and bytes of what was answered. */
const MAX_CONTENT = 4096;

export type Ending = Pick<ActivityRecord, 'code' | 'params'> & {
  readonly outcome: Exclude<ActivityRecord['outcome'], 'running'>;
};
/** Ends the record of one request; only the first ending counts. */
export interface End {
  (ending: Ending): void;
  /** Takes what the answer says, piece by piece; absent unless the person wants to keep it. */
  readonly hear?: (bytes: Buffer) => void;
}

interface ActivityOptions {
  readonly limit?: number;
  readonly keepsContent?: () => boolean;
}

export class Activity {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #keepsContent: () => boolean;
  readonly #records = new Map<number, ActivityRecord>();
  readonly #listeners = new Set<(record: ActivityRecord) => void>();
  /** Of the requests under way. */
  readonly #contents = new Set<Content>();
  #next = 1;

  /** @param options `limit` is the number of records kept, `keepsContent` tells whether what is said is kept now */
  constructor(clock: Clock, { limit = MAX_RECORDS, keepsContent = () => false }: ActivityOptions = {}) {
    this.#clock = clock;
    this.#limit = limit;
    this.#keepsContent = keepsContent;
  }

  /** A body without a request (a notification, an answer) leaves no record. */
  begin(client: string, server: string, peek: Peek | undefined): End {
    const { main } = peek ?? {};
    if (main === undefined || !isRequest(main)) return () => undefined;
    const at = this.#clock.now();
    const name = targetOf(main)?.slice(0, MAX_NAME);
    const method = String(main.method).slice(0, MAX_NAME);
    const about = { id: this.#next++, at, client, server, method, ...(name !== undefined && { name }) };
    const content = this.#keepsContent() ? new Content(main) : undefined;
    if (content) this.#contents.add(content);
    this.#put({ ...about, ...content?.said, outcome: 'running' });
    let isOpen = true;
    const end = (ending: Ending) => {
      if (!isOpen) return;
      isOpen = false;
      if (content) this.#contents.delete(content);
      // A clock that was set back must not show a negative time.
      const milliseconds = Math.max(0, this.#clock.now() - at);
      // A server that does not know the question speaks an earlier revision; that is an answer, not a problem.
      const outcome = method === 'server/discover' && ending.outcome === 'error' ? 'ok' : ending.outcome;
      this.#put({ ...about, ...content?.said, ...ending, outcome, milliseconds });
    };
    return content ? Object.assign(end, { hear: content.hear }) : end;
  }

  /** Drops what was said in all that is kept, and in what is under way. */
  forgetContent(): void {
    for (const content of this.#contents) content.forget();
    this.#contents.clear();
    for (const [id, { asked: _asked, answered: _answered, ...rest }] of this.#records) this.#records.set(id, rest);
  }

  list(): readonly ActivityRecord[] {
    return [...this.#records.values()];
  }

  watch(listener: (record: ActivityRecord) => void): Stop {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #put(record: ActivityRecord): void {
    const isNew = !this.#records.has(record.id);
    const isForgotten = isNew && record.outcome !== 'running';
    if (!isForgotten) this.#records.set(record.id, record);
    // Numbers follow each other, so the one that is too many is known.
    this.#records.delete(record.id - this.#limit);
    for (const listener of this.#listeners) listener(record);
  }
}

/** What was asked, and as much of the answer as is kept. */
class Content {
  #asked: string | undefined;
  #heard: Buffer[] = [];
  #size = 0;

  constructor({ params }: Message) {
    // Copied: a slice of a string holds on to the whole of it too.
    this.#asked = Buffer.from((JSON.stringify(params) ?? '').slice(0, MAX_CONTENT)).toString('utf8');
  }

  readonly hear = (bytes: Buffer): void => {
    if (this.#asked === undefined || this.#size >= MAX_CONTENT) return;
    // A copy: a slice would hold on to the whole answer.
    const part = Buffer.from(bytes.subarray(0, MAX_CONTENT - this.#size));
    this.#heard.push(part);
    this.#size += part.length;
  };

  forget(): void {
    this.#asked = undefined;
    this.#heard = [];
  }

  get said(): Pick<ActivityRecord, 'asked' | 'answered'> {
    if (this.#asked === undefined) return {};
    const answered = Buffer.concat(this.#heard).toString('utf8');
    return { asked: this.#asked, ...(answered !== '' && { answered }) };
  }
}
