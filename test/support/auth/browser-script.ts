// A real browser as a program: what the BROWSER variable can name, for the command line and for apps in their own process.
import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Visit } from './browser';

const COMMAND = path.resolve(import.meta.dirname, 'browser-command.ts');

export interface BrowserScript {
  /** The value of BROWSER. */
  readonly program: string;
  /** What was seen so far, one entry per link that was opened. */
  visits(): Promise<readonly Visit[]>;
}

/** Writes the program into `folder`, which the caller removes. POSIX shells only. */
export async function browserScript(folder: string, decision: 'approve' | 'deny'): Promise<BrowserScript> {
  const program = path.join(folder, `browser-${decision}`);
  const report = `${program}.jsonl`;
  const words = [process.execPath, '--no-warnings', COMMAND, decision, report].map((word) => `'${word}'`).join(' ');
  await writeFile(program, `#!/bin/sh\nexec ${words} "$1"\n`);
  await chmod(program, 0o755);
  await writeFile(report, '');
  return {
    program,
    visits: async () => {
      const lines = (await readFile(report, 'utf8')).split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as Visit);
    },
  };
}
