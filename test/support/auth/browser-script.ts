// A real browser as a program: what the BROWSER variable can name, for the command line and for apps in their own process.
import { chmod, copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Visit } from './browser';

const COMMAND = path.resolve(import.meta.dirname, 'browser-command.ts');

export interface BrowserScript {
  /** The value of BROWSER. */
  readonly program: string;
  /** How many windows were opened so far, whatever came of them. */
  opened(): Promise<number>;
  /** What was seen so far, one entry per link whose page was reached. */
  visits(): Promise<readonly Visit[]>;
}

/** Writes the program into `folder`, which the caller removes. POSIX shells only. */
export async function browserScript(folder: string, decision: 'approve' | 'deny'): Promise<BrowserScript> {
  const program = path.join(folder, `browser-${decision}`);
  const report = `${program}.jsonl`;
  const words = [process.execPath, '--no-warnings', COMMAND, decision, report].map((word) => `'${word}'`).join(' ');
  const opened = await countingScript(program, `exec ${words} "$1"`);
  await writeFile(report, '');
  return {
    program,
    opened,
    visits: async () => (await linesOf(report)).map((line) => JSON.parse(line) as Visit),
  };
}

export interface BrowserTrap {
  /** For a program that is to find no browser but this. */
  readonly env: { readonly BROWSER: string; readonly PATH: string };
  opened(): Promise<number>;
}

/** A browser that shows nothing and is only counted, under the names programs look for. POSIX shells only. */
export async function browserTrap(folder: string): Promise<BrowserTrap> {
  const program = path.join(folder, 'xdg-open');
  const opened = await countingScript(program, 'exit 0');
  await copyFile(program, path.join(folder, 'open'));
  const PATH = [folder, path.dirname(process.execPath), process.env.PATH].join(path.delimiter);
  return { env: { BROWSER: program, PATH }, opened };
}

/** Writes a shell script that leaves a line each time it runs; gives what counts them. */
async function countingScript(program: string, action: string): Promise<() => Promise<number>> {
  const count = `${program}.opened`;
  await writeFile(count, '');
  await writeFile(program, `#!/bin/sh\necho opened >> '${count}'\n${action}\n`);
  await chmod(program, 0o755);
  return async () => (await linesOf(count)).length;
}

const linesOf = async (file: string) => (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
