// `npm run bench [-- NAME...]`: each measurement beside a baseline of the same run. It fails only when something does
// not work; no figure ever fails it.

import { broker } from './broker';
import { brokerMemory } from './broker-memory';
import { claudeFile } from './claude-file';
import { commands, connections } from './connections';
import { idle } from './idle';
import { machine } from './machine';
import { lines, type Report } from './measure';
import { memory } from './memory';
import { search } from './search';
import { start } from './start';
import { sync } from './sync';

const MEASUREMENTS: Readonly<Record<string, () => Promise<readonly Report[]>>> = {
  start,
  connections,
  commands,
  memory,
  search,
  'claude-file': claudeFile,
  sync,
  broker,
  'broker-memory': brokerMemory,
  idle,
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in MEASUREMENTS));
if (unknown.length > 0) {
  console.error(`No such measurement: ${unknown.join(', ')}. There are: ${Object.keys(MEASUREMENTS).join(', ')}.`);
  process.exit(2);
}
console.log(
  [
    ...machine(new Date()),
    'Figures: median (the middle half of n rounds); ratios are those of each round to its own baseline.',
    '',
  ].join('\n'),
);
for (const [name, measure] of Object.entries(MEASUREMENTS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  try {
    for (const report of await measure()) console.log(`${lines(report).join('\n')}\n`);
  } catch (error) {
    console.error(`${name} does not work:`, error);
    process.exitCode = 1;
  }
}
