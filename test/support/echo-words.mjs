// Stands for the command line: says what it was started with, and ends with a code of its own.
import { text } from 'node:stream/consumers';

const samePid = process.env.WAS === String(process.pid);
console.log(JSON.stringify({ words: process.argv.slice(2), heard: await text(process.stdin), samePid }));
process.exit(3);
