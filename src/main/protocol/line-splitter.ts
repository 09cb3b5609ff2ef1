// Cuts a byte stream into lines without ever holding more than one line's limit.

const LF = 10;

export class LineSplitter {
  readonly #limit: number;
  readonly #onLine: (line: string) => void;
  readonly #overlong: 'refuse' | 'cut';
  #parts: Buffer[] = [];
  #size = 0;
  #skipping = false;

  /** @param limit bytes of one line @param overlong `cut` keeps the head of a longer line and drops its rest */
  constructor(limit: number, onLine: (line: string) => void, overlong: 'refuse' | 'cut' = 'refuse') {
    this.#limit = limit;
    this.#onLine = onLine;
    this.#overlong = overlong;
  }

  /** False if a line is longer than the limit and may not be cut; nothing more should be pushed then. */
  push(chunk: Buffer): boolean {
    let rest = chunk;
    for (let at = rest.indexOf(LF); at !== -1; at = rest.indexOf(LF)) {
      if (!this.#take(rest.subarray(0, at))) return false;
      this.end();
      this.#skipping = false;
      rest = rest.subarray(at + 1);
    }
    return this.#take(rest);
  }

  /** Gives out what is left as a last line. */
  end(): void {
    if (this.#size === 0) return;
    const line = Buffer.concat(this.#parts).toString('utf8');
    this.#parts = [];
    this.#size = 0;
    this.#onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  }

  #take(part: Buffer): boolean {
    if (part.length === 0 || this.#skipping) return true;
    if (this.#size + part.length > this.#limit) {
      if (this.#overlong === 'refuse') return false;
      this.#skipping = true;
    }
    const kept = part.subarray(0, this.#limit - this.#size);
    this.#parts.push(kept);
    this.#size += kept.length;
    return true;
  }
}
