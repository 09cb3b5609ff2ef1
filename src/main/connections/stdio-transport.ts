// The stdio transport with a process of our own making: a group that dies whole, bounded lines, stderr kept, and the
// exit told with code and signal. The library's own inherits our PATH and ends only the process it started.
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import {
  deserializeMessage,
  type JSONRPCMessage,
  serializeMessage,
  type Transport,
} from '@modelcontextprotocol/client';
import spawn from 'cross-spawn';
import { AppError, hasErrno } from '../../shared/errors';
import type { Clock } from '../ports';
import { LineSplitter } from '../protocol/line-splitter';
import { megabytes } from './guarded-fetch';
import { endTree, signalGroup } from './process-group';
import type { Reaper } from './reaper';
import type { Command } from './stdio-command';

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}
interface Settings {
  readonly clock: Clock;
  readonly platform: NodeJS.Platform;
  readonly reaper: Reaper;
  /** Bytes of one line of standard output. */
  readonly limit: number;
  readonly graceMs: number;
  /** Reads one line; throws if it is no message. By default the library's, which refuses fields it does not know. */
  readonly parse?: (line: string) => JSONRPCMessage;
  onSpawn?(pid: number): void;
  onStderr(line: string): void;
  /** A line on standard output that is no message: a mistake of the server, but a common one. */
  onNoise(line: string): void;
  onFatal(error: AppError): void;
  /** The process ended by itself. */
  onExit(end: ProcessEnd): void;
}
type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const STDERR_LINE_BYTES = 16 * 1024;
/** How long output may still drain after the process itself has ended: a grandchild can hold the pipe for ever. */
const DRAIN_MS = 100;

export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: Transport['onmessage'];
  readonly #command: Command;
  readonly #settings: Settings;
  #child: Child | undefined;
  #stopping = false;
  /** From our first signal on, the end of the process says nothing about the server. */
  #signalled = false;
  #closed = false;
  readonly #gone = Promise.withResolvers<void>();

  constructor(command: Command, settings: Settings) {
    this.#command = command;
    this.#settings = settings;
  }

  /** With `stderr`, what the library looks for to know a pipe from HTTP when it chooses how to probe the era. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }
  get stderr(): Readable | null {
    return this.#child?.stderr ?? null;
  }

  /** @throws AppError command-not-found, command-failed */
  async start(): Promise<void> {
    const { command, args, env, cwd } = this.#command;
    const isPosix = this.#settings.platform !== 'win32';
    const child = spawn(command, [...args], { env, cwd, detached: isPosix, windowsHide: true, stdio: 'pipe' });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) => reject(this.#startError(error)));
    });
    if (!child.stdin || !child.stdout || !child.stderr) throw new AppError('internal', { reason: 'no pipes' });
    this.#attach(child as Child);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const stdin = this.#child?.stdin;
    if (!stdin?.writable || this.#closed) throw new AppError('connection-lost');
    await new Promise<void>((resolve, reject) => {
      stdin.write(serializeMessage(message), (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Closes the input, then SIGTERM, then SIGKILL, each to the whole group; resolves when the process is gone. */
  async close(): Promise<void> {
    const child = this.#child;
    if (!child || this.#stopping) return child ? this.#gone.promise : this.#finish();
    this.#stopping = true;
    child.stdin.end();
    const steps = this.#settings.platform === 'win32' ? [this.#endTree] : [this.#terminate, this.#kill];
    for (const step of steps) {
      if (await this.#goneWithin(this.#settings.graceMs)) return;
      this.#signalled = true;
      await step(child);
    }
    // Not even SIGKILL ends a process that hangs in the kernel; we do not hang with it.
    if (!(await this.#goneWithin(this.#settings.graceMs))) this.#ended(child, { code: null, signal: 'SIGKILL' });
  }

  readonly #terminate = async (child: Child) => {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGTERM');
  };
  readonly #kill = async (child: Child) => {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  };
  readonly #endTree = async (child: Child) => {
    if (child.pid !== undefined) await endTree(child.pid);
  };

  #attach(child: Child): void {
    this.#child = child;
    const { reaper, limit, onStderr } = this.#settings;
    if (child.pid !== undefined) {
      reaper.add(child.pid);
      this.#settings.onSpawn?.(child.pid);
    }
    const lines = new LineSplitter(limit, (line) => this.#takeLine(line));
    child.stdout.on('data', (chunk: Buffer) => {
      if (!lines.push(chunk)) this.#fail(new AppError('message-too-large', { limit: megabytes(limit) }));
    });
    // Overlong lines of stderr are cut, not refused: they are only for reading.
    const errors = new LineSplitter(STDERR_LINE_BYTES, onStderr, 'cut');
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    for (const stream of [child.stdin, child.stdout, child.stderr]) {
      stream.on('error', (error: Error) => this.onerror?.(error));
    }
    child.on('error', (error) => this.onerror?.(error));
    child.once('exit', (code, signal) => {
      // What a crashed server left behind in its group goes with it.
      if (this.#settings.platform !== 'win32' && child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
      const done = () => {
        stopClock();
        child.off('close', done);
        errors.end();
        this.#ended(child, { code, signal });
      };
      const stopClock = this.#settings.clock.after(DRAIN_MS, done);
      child.once('close', done);
    });
  }

  #ended(child: Child, end: ProcessEnd): void {
    if (child.pid !== undefined) this.#settings.reaper.remove(child.pid);
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    if (!this.#signalled) this.#settings.onExit(end);
    this.#finish();
  }

  #finish(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#gone.resolve();
    this.onclose?.();
  }

  #fail(error: AppError): void {
    this.#child?.stdout.pause();
    this.#settings.onFatal(error);
  }

  #takeLine(line: string): void {
    if (line.trim() === '') return;
    try {
      this.onmessage?.((this.#settings.parse ?? deserializeMessage)(line));
    } catch (error) {
      this.#settings.onNoise(line);
      this.onerror?.(error instanceof Error ? error : new AppError('invalid-message'));
    }
  }

  #startError(error: Error): AppError {
    const { command } = this.#command;
    if (hasErrno(error, 'ENOENT')) return new AppError('command-not-found', { command }, { cause: error });
    const reason = 'code' in error ? String(error.code) : error.name;
    return new AppError('command-failed', { command, reason }, { cause: error });
  }

  #goneWithin(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const stopClock = this.#settings.clock.after(ms, () => resolve(false));
      void this.#gone.promise.then(() => {
        stopClock();
        resolve(true);
      });
    });
  }
}
