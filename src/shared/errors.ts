// The one error type of the project. Its code is the contract; the words come from the message catalogues.

import { type Translate, texts } from './messages';
import type { ErrorKey } from './messages/en/errors';

/** Stable: a code is never reused for another meaning. */
export type ErrorCode = ErrorKey;
export type ErrorParams = Readonly<Record<string, string | number>>;

/** What crosses the contract: no stack, no cause, no secret. `details` are lines to copy into a report. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly action: string;
  readonly details?: string;
}

/** A failure a person can act on: `code` and `params` pick a sentence and one next action from the catalogue. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  /** Evidence for a report, already free of secrets: a stack of stderr lines, a status line. */
  readonly details: string | undefined;

  constructor(code: ErrorCode, params: ErrorParams = {}, options: { cause?: unknown; details?: string } = {}) {
    super(texts('en')(`errors.${code}.message`, params), { cause: options.cause });
    this.code = code;
    this.params = params;
    this.details = options.details;
  }
}

/** Turns any thrown value into an AppError; what we did not name is `internal` and keeps its cause for the log. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('internal', { reason: error instanceof Error ? error.name : typeof error }, { cause: error });
}

/** Renders an error in the reader's language. */
export function toWire(error: unknown, t: Translate): WireError {
  const e = toAppError(error);
  const wire = {
    code: e.code,
    message: t(`errors.${e.code}.message`, e.params),
    action: t(`errors.${e.code}.action`, e.params),
  };
  return e.details === undefined ? wire : { ...wire, details: e.details };
}

/** Closes a switch over a union: a member that was forgotten does not compile. */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}

/** True for a Node system error with this code, such as ENOENT. */
export function hasErrno(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
