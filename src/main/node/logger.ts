// The log: lines of JSON in one file, bounded by one rotation, redacted. Own and small because it must never write to
// the console, never hold a start or an end up, and bundle into one file, which worker-based loggers do not.
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { hasErrno } from '../../shared/errors';
import type { LogLevel } from '../../shared/model';
import type { Clock, Logger, Settings, Stop } from '../ports';
import { redact, redactText } from './redact';

export interface LoggerOptions {
  /** Made when the first line is written. */
  readonly folder: string;
  readonly clock: Clock;
  /** Of one file, in bytes; there are never more than two. */
  readonly limitBytes?: number;
}
/** Its level may change while it runs. */
export interface LeveledLogger extends Logger {
  setLevel(level: LogLevel): void;
}
const ORDER: readonly LogLevel[] = ['info', 'warn', 'error'];

const LOG_NAME = 'mcp-tray.log';

/** A line that cannot be written, because the disk is full or the folder is read-only, is dropped. */
export function createLogger({ folder, clock, limitBytes = 1024 * 1024 }: LoggerOptions): LeveledLogger {
  const file = path.join(folder, LOG_NAME);
  let least: LogLevel = 'info';
  const write = (level: LogLevel, message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    if (ORDER.indexOf(level) < ORDER.indexOf(least)) return;
    const time = new Date(clock.now()).toISOString();
    const line = JSON.stringify({ time, level, pid: process.pid, message: redactText(message), ...safe(fields) });
    try {
      append(file, `${line}\n`, limitBytes);
    } catch (error) {
      if (!isSystemError(error)) throw error;
    }
  };
  return {
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
    setLevel: (level) => {
      least = level;
    },
  };
}

/** Keeps the log at the level of the settings. */
export function followLevel(log: LeveledLogger, settings: Pick<Settings, 'get' | 'onChange'>): Stop {
  const follow = () => log.setLevel(settings.get().logLevel);
  follow();
  return settings.onChange(follow);
}

function safe(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { time, level, pid, message, ...rest } = { ...fields };
  const clean = redact(rest);
  return typeof clean === 'object' && clean !== null ? { ...clean } : {};
}

function append(file: string, line: string, limitBytes: number): void {
  if (sizeOf(file) + Buffer.byteLength(line) > limitBytes) rotate(file);
  try {
    appendFileSync(file, line, { mode: 0o600 });
  } catch (error) {
    if (!hasErrno(error, 'ENOENT')) throw error;
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    appendFileSync(file, line, { mode: 0o600 });
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function rotate(file: string): void {
  try {
    renameSync(file, `${file}.1`);
  } catch (error) {
    // Another process of ours has just rotated it.
    if (!hasErrno(error, 'ENOENT')) throw error;
  }
}

const isSystemError = (error: unknown): boolean => error instanceof Error && 'syscall' in error;
