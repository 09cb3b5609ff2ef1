// Ports the broker may listen on: those that need no rights.
export const MIN_PORT = 1024;
export const MAX_PORT = 65_535;

/** A field gives text until what was typed is a number. */
export function isPort(value: number | string): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= MIN_PORT && value <= MAX_PORT;
}
