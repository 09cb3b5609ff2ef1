// The real terminal: standard streams, colours, questions.
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { styleText } from 'node:util';
import { type Language, languageOf } from '../../shared/messages';
import type { Terminal } from './context';
import { cut } from './layout';

export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Called for Ctrl+C while a line is typed: the keyboard then sends a character instead of a signal. */
  interrupt(): void;
}

const CLEAR_LINE = '\r\u001B[2K';

/** A terminal on these streams. Colours follow NO_COLOR, FORCE_COLOR and what standard output is. */
export function createTerminal(streams: Streams): Terminal {
  const { stdin, stdout, stderr } = streams;
  const interactive = stdin.isTTY && stdout.isTTY;
  let passing = '';
  const progress = (line: string) => {
    if (!stderr.isTTY || line === passing) return;
    // Some terminals do not say how wide they are, or say 0.
    stderr.write(`${CLEAR_LINE}${cut(line, stderr.columns > 0 ? stderr.columns - 1 : undefined)}`);
    passing = line;
  };
  const write = (stream: NodeJS.WriteStream, line: string) => {
    progress('');
    stream.write(`${line}\n`);
  };
  return {
    out: (line) => write(stdout, line),
    err: (line) => write(stderr, line),
    hint: (line) => {
      if (stderr.isTTY) write(stderr, line);
    },
    progress,
    watched: stderr.isTTY === true,
    typed: stdin.isTTY === true,
    readLine: (question, how) => {
      progress('');
      return readLine(streams, question, how);
    },
    paint: (style, text) => styleText(style, text, { stream: stdout }),
    width: stdout.isTTY ? stdout.columns : undefined,
    ask: interactive ? (question) => askIn({ stdin, stdout }, question) : undefined,
    readInput: (limit) => readAll(stdin, limit),
  };
}

async function askIn({ stdin, stdout }: Pick<Streams, 'stdin' | 'stdout'>, question: string): Promise<boolean> {
  const lines = createInterface({ input: stdin, output: stdout });
  try {
    // Ctrl+D closes without an answer, which is a no.
    const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    const answer = await Promise.race([lines.question(question), closed]);
    return /^\s*(y|yes|はい)\s*$/iu.test(answer);
  } finally {
    lines.close();
  }
}

/** Questions go to standard error: what is asked for goes to standard output, and may be piped. */
async function readLine(
  { stdin, stderr, interrupt }: Streams,
  question: string,
  { hidden = false, signal }: { readonly hidden?: boolean; readonly signal?: AbortSignal },
): Promise<string | undefined> {
  if (signal?.aborted) return undefined;
  const terminal = stdin.isTTY === true;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  if (terminal && hidden) stderr.write(question);
  const output = terminal && !hidden ? stderr : silent;
  const lines = createInterface({ input: stdin, output, terminal, historySize: 0 });
  let entered = false;
  const close = () => lines.close();
  lines.on('SIGINT', () => {
    // Closing gives the keyboard back as it was, should this end the process.
    close();
    interrupt();
  });
  signal?.addEventListener('abort', close, { once: true });
  try {
    return await new Promise<string | undefined>((resolve) => {
      lines.once('line', (line) => {
        entered = true;
        resolve(line);
      });
      lines.once('close', () => resolve(undefined));
      if (terminal && !hidden) {
        lines.setPrompt(question);
        lines.prompt();
      }
    });
  } finally {
    signal?.removeEventListener('abort', close);
    lines.close();
    // Nothing has ended the line on the screen: the key that did was hidden, or there was none.
    if (terminal && (hidden || !entered)) stderr.write('\n');
  }
}

async function readAll(stdin: NodeJS.ReadStream, limit: number): Promise<string | undefined> {
  stdin.setEncoding('utf8');
  let text = '';
  for await (const chunk of stdin) {
    text += chunk;
    if (text.length > limit) return undefined;
  }
  return text;
}

/** The locale of a POSIX environment; an empty variable counts as not set. */
export function localeOfEnvironment(env: NodeJS.ProcessEnv): string | undefined {
  return env.LC_ALL || env.LC_MESSAGES || env.LANG || undefined;
}

/** The language of that locale. */
export function languageOfEnvironment(env: NodeJS.ProcessEnv): Language {
  return languageOf(localeOfEnvironment(env));
}
