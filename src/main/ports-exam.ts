// What Doctor needs of other rooms: a look at one server apart from its connection, and at its sign-in.
import type { Diagnosis } from '../shared/diagnosis';
import type { AppError } from '../shared/errors';
import type { Transport } from '../shared/model';
import type { AsyncStop } from './ports';

/** What one request met that shows no token. */
export interface Knock {
  readonly status: number;
  /** Media type without parameters; empty where the server named none. */
  readonly type: string;
  /** True for a 401 to an entry that shows no key of its own. */
  readonly asksForSignIn: boolean;
  /** By how much this machine's clock is ahead of the server's; milliseconds, absent where it does not say. */
  readonly clockAheadMs?: number;
}

/** What the handshake told. */
export interface Met {
  readonly protocol: string;
  readonly transport: Transport;
  readonly serverName: string;
  readonly serverVersion: string;
}

/** Where a session of an examination has got to. */
export interface ExamSteps {
  onSpawn(pid: number): void;
  onMet(met: Met): void;
}

/** What the server listed; `problem` where only part of it arrived. */
export interface Listed {
  readonly tools: number;
  readonly problem?: AppError;
}

interface AnyExam {
  /** Opens a session of its own, lists what there is, and ends it. @throws AppError with any code of a connection */
  connect(steps: ExamSteps, signal: AbortSignal): Promise<Listed>;
  /** Takes the resolved secrets of the entry out of a text. */
  redact(text: string): string;
}
export interface RemoteExam extends AnyExam {
  readonly kind: 'remote';
  /** Where the entry leads, its references resolved, without user, password and query. */
  readonly url: URL;
  /** @throws AppError with a code about the network */
  knock(signal: AbortSignal): Promise<Knock>;
}
export interface CommandExam extends AnyExam {
  readonly kind: 'command';
  readonly command: string;
  readonly cwd: string | undefined;
  /** As the login shell sets it. */
  readonly path: string;
  /** What the command has written to standard error so far, free of secrets. */
  lines(): readonly string[];
}
/** An entry, its references resolved. */
export type Exam = RemoteExam | CommandExam;

/** How signing in to a server stands, asked anew. */
export interface SignInFacts {
  /** False where the server lets anyone in. */
  readonly asks: boolean;
  readonly place?: { readonly issuer: string; readonly resource: string };
  /** What keeps a person from signing in there. */
  readonly problem?: AppError;
  /** How this app is known to the service, or becomes so; absent where there is no place. */
  readonly registration?: 'by-hand' | 'document' | 'registered' | 'will-register' | 'ask';
  readonly token:
    | { readonly kind: 'none' }
    | { readonly kind: 'held'; readonly expiresAt?: number; readonly renews: boolean }
    | { readonly kind: 'unreadable'; readonly problem: AppError };
}

export interface Doctor {
  /** Examines the server; joins the examination that runs already. @throws AppError server-unknown */
  diagnose(name: string): Promise<Diagnosis>;
  /** The examination that runs, as far as it got, or the last one; undefined where there was none. */
  diagnosis(name: string): Diagnosis | undefined;
  stop: AsyncStop;
}
