// `npm run edits -- [COUNT] [SEED]`: edits of client files in all four formats, a million of them by default, each of
// them checked. Ends with what was counted, and with a failure at the first promise that is broken.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Task, Told } from './edits-worker';

const WORKER = fileURLToPath(new URL('./edits-worker.ts', import.meta.url));
const PROGRESS_MS = 5000;

const [count = 1_000_000, seed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number);
if (![count, seed].every((n) => Number.isSafeInteger(n) && n > 0)) {
  console.error('Usage: npm run edits -- [COUNT] [SEED]');
  process.exit(2);
}
const workers = Math.max(1, Math.min(2, availableParallelism()));
const number = (n: number) => n.toLocaleString('en-US');
const started = performance.now();
const seconds = () => Math.round((performance.now() - started) / 1000);
const done: number[] = Array(workers).fill(0);
const edits = () => done.reduce((sum, n) => sum + n, 0);
const refusals: number[] = Array(workers).fill(0);
const refused = () => refusals.reduce((sum, n) => sum + n, 0);
/** More would mean that files people have cannot be edited. */
const MOST_REFUSED = 1 / 1000;
const broken: string[] = [];

function run(index: number): Promise<void> {
  const task: Task = { edits: Math.ceil(count / workers), seed: seed + index * 1_000_003 };
  const child = fork(WORKER, [JSON.stringify(task)]);
  child.on('message', (told: Told) => {
    done[index] = told.edits;
    refusals[index] = told.refused;
    if (told.broken !== undefined) broken.push(told.broken);
  });
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      if (code !== 0 && broken.length === 0) broken.push(`A process ended with ${code ?? signal}.`);
      resolve();
    });
  });
}

console.log(`${number(count)} edits in JSON, JSONC, TOML and YAML, ${workers} processes, seed ${seed}.`);
const timer = setInterval(() => console.log(`${number(edits())} edits, ${seconds()} s`), PROGRESS_MS);
await Promise.all(Array.from({ length: workers }, (_, index) => run(index)));
clearInterval(timer);
if (refused() > count * MOST_REFUSED) broken.push(`${number(refused())} files were refused.`);
for (const what of broken) console.error(what);
if (broken.length > 0) process.exit(1);
console.log(
  `${number(edits())} edits in ${seconds()} s: 0 foreign bytes changed, 0 unparseable; ${number(refused())} slips that were refused and left alone. Seed ${seed}.`,
);
