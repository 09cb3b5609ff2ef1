// Where the focus goes when what had it is gone.

/** Focuses the title of the page that is about to be drawn, so that reading and Tab go on from there. */
export function focusTitleSoon(): void {
  focusSoon('[data-title]');
}

/** Focuses the first field of the page that is about to be drawn. */
export function focusFieldSoon(): void {
  focusSoon('[data-first-field]');
}

function focusSoon(selector: string): void {
  // Two frames: the address changes first, the page follows.
  requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus()));
}

/** Focuses what a form leads to, before its own button is disabled and loses the focus to nothing. */
export function focusResult(): void {
  document.querySelector<HTMLElement>('[data-result]')?.focus();
}
