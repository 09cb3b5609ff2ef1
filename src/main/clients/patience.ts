// A file that someone is writing this very moment does not say what it will say: it is read again for a bounded while.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError, hasErrno } from '../../shared/errors';
import type { Clock } from '../ports';

/** All in milliseconds. */
export interface Patience {
  /** An empty, half or missing file counts as being written until it is this old. */
  readonly freshMs: number;
  /** Between two readings. */
  readonly retryMs: number;
  /** We write when nobody else has for this long, */
  readonly quietMs: number;
  /** or when we have waited this long for it. */
  readonly busyMs: number;
}

/** Writers in place were seen to take a few milliseconds; a busy machine makes it more. */
export const PATIENCE: Patience = { freshMs: 400, retryMs: 25, quietMs: 80, busyMs: 400 };

export const pause = (clock: Clock, ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));

/** What one reading gave, or why it could not be made out. */
export type Reading<T> = { readonly value: T; readonly unfinished: boolean } | { readonly problem: AppError };

/** What a half-written text is told as. */
const HALF: ReadonlySet<string> = new Set(['file-syntax', 'file-shape', 'file-not-text']);

/**
 * Reads until what stands there makes sense, or is too old to be still on its way. `read` tells by `unfinished` what
 * makes sense and may yet be but a moment between two, such as an empty file. @throws AppError as `read`
 */
export async function readPatiently<T>(
  { clock, patience }: { readonly clock: Clock; readonly patience: Patience },
  file: string,
  read: () => Promise<{ readonly value: T; readonly unfinished: boolean }>,
): Promise<T> {
  const end = clock.now() + patience.freshMs;
  for (;;) {
    const reading = await attempt(read);
    if ('value' in reading && !reading.unfinished) return reading.value;
    const isOld = clock.now() >= end || (await ageOf(file, clock)) >= patience.freshMs;
    if (isOld && 'problem' in reading) throw reading.problem;
    if (isOld && 'value' in reading) return reading.value;
    await pause(clock, patience.retryMs);
  }
}

async function attempt<T>(read: () => Promise<{ value: T; unfinished: boolean }>): Promise<Reading<T>> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AppError && HALF.has(error.code)) return { problem: error };
    throw error;
  }
}

/** Resolves once nobody has written `file` for a moment, or after a bounded while. */
export async function waitForQuiet(
  { clock, patience }: { readonly clock: Clock; readonly patience: Patience },
  file: string,
): Promise<void> {
  const end = clock.now() + patience.busyMs;
  while (clock.now() < end && (await ageOf(file, clock)) < patience.quietMs) await pause(clock, patience.retryMs);
}

/** Milliseconds since the file, or the folder it is missing from, was changed. A time in the future says nothing. */
async function ageOf(file: string, clock: Clock): Promise<number> {
  const changed = (await changedAt(file)) ?? (await changedAt(path.dirname(file))) ?? 0;
  const age = clock.now() - changed;
  return age < -1 ? Number.POSITIVE_INFINITY : age;
}

async function changedAt(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}
