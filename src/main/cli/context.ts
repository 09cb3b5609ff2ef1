// What a command is given: a terminal, words in the reader's language, a clock, and a session with the core.
import type { Handlers } from '../../shared/contract';
import type { Language, Translate } from '../../shared/messages';
import type { AsyncStop, Clock, Stop } from '../ports';

/** The exit codes of every command, as docs/cli.md tells them. */
export const EXIT = { fine: 0, failed: 1, usage: 2, signIn: 3, outOfSync: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';

export interface Terminal {
  /** Writes a line to standard output: what was asked for. */
  out(line: string): void;
  /** Writes a line to standard error: what went wrong. */
  err(line: string): void;
  /** Writes a line to standard error if a person watches it. */
  hint(line: string): void;
  /** Colours a text for standard output, where that shows colours and NO_COLOR does not forbid it. */
  paint(style: Style, text: string): string;
  /** Columns of standard output; undefined where it is not a terminal. */
  readonly width: number | undefined;
  /** Asks a yes-or-no question; undefined where there is nobody to ask. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
  /** True if a person watches standard error, where progress is shown. */
  readonly watched: boolean;
  /** True if standard input is a keyboard. */
  readonly typed: boolean;
  /** Shows a line in the place of the last one, where a person watches; an empty one takes it away. */
  progress(line: string): void;
  /** One line of standard input, asked for where it is typed; undefined at its end, or once `signal` aborts. */
  readLine(
    question: string,
    how: { readonly hidden?: boolean; readonly signal?: AbortSignal },
  ): Promise<string | undefined>;
  /** All of standard input, or undefined when it is over `limit` characters. */
  readInput(limit: number): Promise<string | undefined>;
}

/** A running instance, or a core of our own for one command. */
export interface Session {
  readonly handlers: Handlers;
  /** Runs work that writes: as the owner of the core, or through whoever owns it. */
  write<T>(work: (handlers: Handlers) => Promise<T>): Promise<T>;
  /** True for a running instance: what it keeps in memory outlives this command. */
  readonly lasting: boolean;
  /** False if an instance that was asked to end still runs after a while. */
  ended(): Promise<boolean>;
  close: AsyncStop;
}

/** Milliseconds. */
export interface Waits {
  /** For connections to settle before they are listed. */
  readonly settle: number;
  /** For a server just added to tell how it is. */
  readonly added: number;
  readonly poll: number;
  /** For a sign-in to begin. */
  readonly begin: number;
  /** Between two looks at a sign-in that waits for the person. */
  readonly watch: number;
  /** Between two looks at what clients do. */
  readonly follow: number;
}

export interface ServeOptions {
  readonly port: number;
  readonly open: boolean;
  /** Milliseconds unused after which it ends by itself; for an instance that no person started. */
  readonly background?: number;
}

/** What a command needs: to know how servers are; only to edit files, for which none is started; what runs already. */
export type Needs = 'servers' | 'files' | 'instance';

/** Everything the command line needs from outside; tests give their own. */
export interface Host {
  readonly terminal: Terminal;
  readonly clock: Clock;
  /** Language of the environment; a language chosen in the settings comes before it. */
  readonly language: Language;
  readonly version: string;
  readonly waits: Waits;
  /** Where the command was started: an absolute path. */
  readonly folder: string;
  /** False where no browser can be shown to the person, as over ssh. */
  readonly hasBrowser: boolean;
  /** Calls back when the person presses Ctrl+C, which then no longer ends the process by itself. */
  onInterrupt(listener: () => void): Stop;
  /** @throws AppError not-running where an instance is needed and none runs */
  openSession(needs: Needs): Promise<Session>;
  /** Removes the state folder, or the files of ours in the folder of `mcp.json`. */
  erase(what: 'state' | 'config'): Promise<void>;
  serve(options: ServeOptions, t: Translate): Promise<ExitCode>;
  /** Relays standard input and output to a server until the client has closed its side. */
  bridge(server: string): Promise<void>;
}

export interface Context
  extends Pick<Host, 'terminal' | 'clock' | 'waits' | 'folder' | 'hasBrowser' | 'onInterrupt' | 'erase'> {
  readonly session: Session;
  readonly t: Translate;
  readonly language: Language;
}

export type Command = (context: Context) => Promise<ExitCode>;

/** The exit code that tells the worse of two outcomes. */
export function worse(a: ExitCode, b: ExitCode): ExitCode {
  const order: readonly ExitCode[] = [EXIT.fine, EXIT.signIn, EXIT.outOfSync, EXIT.failed, EXIT.usage];
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}
