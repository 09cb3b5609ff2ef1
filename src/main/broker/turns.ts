// Lets one caller at a time through, as often as it likes: for servers that ask back, so that it is clear whom they mean.

export class Turns<Caller> {
  readonly #waiting: { readonly caller: Caller; readonly go: () => void }[] = [];
  #current: Caller | undefined;
  #inside = 0;

  /** Resolves when the caller may go; call the result when it is done. @throws the signal's reason if it gave up */
  async enter(caller: Caller, signal: AbortSignal): Promise<() => void> {
    if (this.#inside > 0 && this.#current !== caller) {
      await new Promise<void>((resolve) => {
        const entry = { caller, go: () => resolve() };
        this.#waiting.push(entry);
        signal.addEventListener('abort', () => {
          const at = this.#waiting.indexOf(entry);
          if (at !== -1) this.#waiting.splice(at, 1);
          resolve();
        });
      });
      if (this.#current !== caller) signal.throwIfAborted();
    } else {
      this.#current = caller;
      this.#inside += 1;
    }
    let isDone = false;
    return () => {
      if (isDone) return;
      isDone = true;
      this.#leave();
    };
  }

  #leave(): void {
    this.#inside -= 1;
    if (this.#inside > 0) return;
    this.#current = this.#waiting[0]?.caller;
    for (const entry of this.#waiting.filter((w) => w.caller === this.#current)) {
      this.#waiting.splice(this.#waiting.indexOf(entry), 1);
      this.#inside += 1;
      entry.go();
    }
  }
}
