// What the parts of the stand-in share: the browser over CDP, and the windows there are.
export const state = { browser: undefined, nextId: 0, windows: new Set() };

/** An event as Electron gives it where a default can be prevented. */
export const cancellable = () => ({
  defaultPrevented: false,
  preventDefault() {
    this.defaultPrevented = true;
  },
});

export function notEmulated(what) {
  throw new Error(`electron stand-in: ${what} is not emulated`);
}
