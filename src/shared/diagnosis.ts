// What Doctor found out about one server: its checks in order, and what follows from them.
import type { ErrorCode } from './errors';

/** In the order they are made; `entry` is listed only where it failed. */
export const REMOTE_CHECKS = [
  'dns',
  'tcp',
  'tls',
  'http',
  'metadata',
  'registration',
  'token',
  'handshake',
  'tools',
] as const;
export const COMMAND_CHECKS = ['path', 'spawn', 'stderr', 'handshake', 'tools'] as const;
export type CheckName = 'entry' | (typeof REMOTE_CHECKS)[number] | (typeof COMMAND_CHECKS)[number];

/** `not-needed`: this server does not ask for it. */
export type CheckOutcome = 'passed' | 'failed' | 'needs-you' | 'running' | 'not-needed' | 'not-reached';

export interface Check {
  readonly name: CheckName;
  readonly outcome: CheckOutcome;
  /** In the reader's language; empty while it runs. */
  readonly seen: string;
  readonly milliseconds?: number;
  readonly evidence?: readonly EvidenceLine[];
}
/** A line as the server or the system wrote it, secrets taken out. */
export interface EvidenceLine {
  readonly text: string;
  /** The line that tells the cause. */
  readonly tells: boolean;
}

/** The one thing to do next; `enter` is done on the server's page, `copy` copies the message of the verdict. */
export type DoctorAction = 'check-again' | 'sign-in' | 'enter' | 'unlock' | 'turn-on' | 'copy';

export interface Verdict {
  readonly outcome: 'fine' | 'needs-you' | 'failed' | 'off';
  /** The cause in a sentence. */
  readonly title: string;
  readonly text: string;
  readonly action: DoctorAction;
  readonly code?: ErrorCode;
  /** For whoever looks after the server, where only they can help. */
  readonly message?: string;
}

export interface Diagnosis {
  readonly server: string;
  /** Epoch ms. */
  readonly at: number;
  readonly checks: readonly Check[];
  /** Absent while checks run. */
  readonly verdict?: Verdict;
  /** Everything as text to send to somebody, free of secrets; absent while checks run. */
  readonly report?: string;
}
