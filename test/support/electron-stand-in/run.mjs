// Stands where the Electron executable stands: electron [-r loader] [--inspect=0] [--remote-debugging-port=0] APP
import { readFileSync } from 'node:fs';
import inspector from 'node:inspector';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import './register.mjs';

const { version } = JSON.parse(readFileSync(new URL('../../../node_modules/electron/package.json', import.meta.url)));
const argv = process.argv.slice(2);
if (argv[0] === '--version') {
  console.log(`v${version} (stand-in)`);
  process.exit(0);
}
process.versions.electron = version;
process.type = 'browser';
// So says Electron where it was given the app to run.
process.defaultApp = true;
if (argv.some((argument) => argument.startsWith('--inspect'))) inspector.open(0, '127.0.0.1');
const { app } = await import('electron');
const folder = path.resolve(argv.find((argument, i) => !argument.startsWith('-') && argv[i - 1] !== '-r') ?? '.');
const { main } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
// As in Electron, argv[0] is the executable and the rest its own arguments.
process.argv.splice(1, 1);
const started = app._start(folder);
const require = createRequire(import.meta.url);
for (const [i, argument] of argv.entries()) if (argument === '-r') require(argv[i + 1]);
started.catch((error) => {
  console.error(error);
  process.exit(1);
});
await import(pathToFileURL(path.join(folder, main)).href);
