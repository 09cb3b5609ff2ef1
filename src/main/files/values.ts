// Values as TOML and YAML texts say them.
import type { JsonObject } from '../../shared/model';

/** A value JSON has no word for: a date, not a number. An object, so that it equals no string that looks like it. */
export class Unsayable {
  readonly written: string;

  constructor(written: string) {
    this.written = written;
  }
}

/** True for an object that holds something. */
export const isFilled = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;

/** What stands at `path`. A name such as `constructor` finds nothing that was not written. */
export function valueAt(whole: unknown, path: readonly string[]): unknown {
  let value = whole;
  for (const key of path) value = isFilled(value) && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
  return value;
}

/** True for an object that can be written anew from its value alone. */
export const isEntry = (value: unknown): value is JsonObject => isFilled(value) && isSayable(value);

function isSayable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return !(value instanceof Unsayable) && Object.values(value).every(isSayable);
}
