// The last lines a server wrote or caused, bounded in number and length, with resolved secrets taken out.
import type { LogLine } from '../../shared/model';
import type { Clock } from '../ports';

const MAX_LINES = 200;
const MAX_LENGTH = 2_000;
/** Shorter secrets would blot out ordinary words. */
const MIN_SECRET = 4;

/** Replaces every occurrence of a secret; longer secrets first, so that one that contains another goes whole. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const known = secrets.filter((s) => s.length >= MIN_SECRET).sort((a, b) => b.length - a.length);
  return (text) => known.reduce((rest, secret) => rest.replaceAll(secret, '••••'), text);
}

export class LogLines {
  readonly #clock: Clock;
  #lines: LogLine[] = [];
  #redact = redactor([]);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From now on these values never appear in a line. */
  hide(secrets: readonly string[]): void {
    this.#redact = redactor(secrets);
  }

  redact(text: string): string {
    return this.#redact(text);
  }

  add(source: LogLine['source'], text: string): void {
    const clean = this.#redact(text);
    const bounded = clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH)}…` : clean;
    this.#lines.push({ at: this.#clock.now(), source, text: bounded });
    if (this.#lines.length > MAX_LINES * 2) this.#lines = this.#lines.slice(-MAX_LINES);
  }

  all(): readonly LogLine[] {
    return this.#lines.slice(-MAX_LINES);
  }

  /** The last lines of one source as text, for the details of an error. */
  tail(source: LogLine['source'], count: number, since: number): string | undefined {
    const lines = this.#lines.filter((l) => l.source === source && l.at >= since).slice(-count);
    return lines.length === 0 ? undefined : lines.map((l) => l.text).join('\n');
  }
}
