// Drives a client that takes no lock, step by step.

import path from 'node:path';
import { createInterface } from 'node:readline';
import { spawnTs } from '../support/run-ts';

const child = path.resolve(import.meta.dirname, 'writer-child.ts');
export const STYLES = ['rename', 'in place', 'with a gap'] as const;
export type Style = (typeof STYLES)[number];

export interface Writer {
  /** Reads its file, as it does before it changes it. */
  read(): Promise<void>;
  /** Opens its file, to write into it later. */
  open(): Promise<void>;
  /** Writes what it read last, with this number of its own in it. */
  write(theirs: number): Promise<void>;
  stop(): Promise<void>;
}

/** Resolves when it has read its file once. */
export async function startWriter(style: Style, file: string): Promise<Writer> {
  const process = spawnTs(child, [style, file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = new Promise<void>((resolve) => process.once('close', () => resolve()));
  if (!process.stdout) throw new Error('no pipe');
  const lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
  const said = async (word: string) => {
    const { value } = await lines.next();
    if (value !== word) throw new Error(`the writer said ${String(value)}, not ${word}`);
  };
  const tell = (line: string, answer: string) => {
    process.stdin?.write(`${line}\n`);
    return said(answer);
  };
  await said('read');
  return {
    read: () => tell('read', 'read'),
    open: () => tell('open', 'opened'),
    write: (theirs) => tell(String(theirs), 'wrote'),
    stop: async () => {
      process.stdin?.end();
      await gone;
    },
  };
}
