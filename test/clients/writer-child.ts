// A client that takes no lock, as far as its writing goes: `node ... writer-child.ts STYLE FILE`. It reads its file and
// says "read"; told a number, it writes what it had read with that number in it, and says "wrote".
import {
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createInterface } from 'node:readline';

const [, , style = '', file = ''] = process.argv;
/** How long a writer stays in between, in milliseconds. */
const BETWEEN_MS = 120;
const between = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BETWEEN_MS);
const temp = `${file}.theirs.tmp`;

/** A file that it opened before it writes. */
let opened: number | undefined;
const styles: Record<string, (text: string) => void> = {
  // Codex, Copilot CLI
  rename: (text) => {
    writeFileSync(temp, text);
    renameSync(temp, file);
  },
  // Gemini CLI, opencode
  'in place': (text) => {
    const handle = opened ?? openSync(file, 'w');
    opened = undefined;
    ftruncateSync(handle);
    between();
    writeSync(handle, text.slice(0, text.length / 2));
    between();
    writeSync(handle, text.slice(text.length / 2));
    closeSync(handle);
  },
  // Qwen Code
  'with a gap': (text) => {
    writeFileSync(temp, text);
    renameSync(file, `${file}.orig`);
    between();
    renameSync(temp, file);
    rmSync(`${file}.orig`);
  },
};

const say = (word: string) => process.stdout.write(`${word}\n`);
const read = (): string => {
  const text = readFileSync(file, 'utf8');
  say('read');
  return text;
};
let text = read();
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'read') text = read();
  else if (line === 'open') {
    opened = openSync(file, 'r+');
    say('opened');
  } else {
    styles[style]?.(text.replace(/"theirs": \d+/u, `"theirs": ${line}`));
    say('wrote');
  }
}
