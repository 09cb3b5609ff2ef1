// The real terminal: standard streams, colours, questions.
import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { type Language, languageOf } from '../../shared/messages';
import type { Terminal } from './context';

export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** A terminal on these streams. Colours follow NO_COLOR, FORCE_COLOR and what standard output is. */
export function createTerminal({ stdin, stdout, stderr }: Streams): Terminal {
  const interactive = stdin.isTTY && stdout.isTTY;
  return {
    out: (line) => void stdout.write(`${line}\n`),
    err: (line) => void stderr.write(`${line}\n`),
    hint: (line) => {
      if (stderr.isTTY) stderr.write(`${line}\n`);
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
