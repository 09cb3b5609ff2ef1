// `npm start`: builds what has changed, then brings up the tray app where it can run, and the web face where it cannot.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseFace, electronProgram, hasDisplay, reasonIn } from './face.mjs';

const FETCH_MS = 3 * 60_000;
/** An Electron that ends sooner than this, and not in peace, could not start at all. */
const STARTED_MS = 5000;
const OUTPUT_CHARACTERS = 20_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => path.join(root, ...parts);
const ownNode = at('node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
// The Node the app is built for, also where this script was started with an older one.
const node = existsSync(ownNode) ? ownNode : process.execPath;
const changedAt = (file) => statSync(file).mtimeMs;
const say = (sentence) => console.log(sentence);

function build() {
  const sources = readdirSync(at('src'), { recursive: true }).map((file) => at('src', file));
  const newest = Math.max(...[...sources, at('package.json'), at('electron.vite.config.ts')].map(changedAt));
  const built = ['out/main/index.js', 'out/main/cli.js', 'out/preload/index.cjs', 'out/renderer/index.html'].map((f) =>
    at(f),
  );
  if (built.every((file) => existsSync(file) && changedAt(file) > newest)) return true;
  say('Building MCP Tray.');
  const tool = at('node_modules/electron-vite/bin/electron-vite.js');
  return spawnSync(node, [tool, 'build', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' }).status === 0;
}

function electronPath() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? at('node_modules/electron/dist');
  return path.join(folder, electronProgram(process.platform));
}

/** Fetches Electron; the answer is an empty text, or why it is not to be had. */
function fetchElectron() {
  say('Fetching Electron, about 120 MB, once. This takes up to three minutes.');
  const tool = at('node_modules/electron/install.js');
  const options = { cwd: root, timeout: FETCH_MS, killSignal: 'SIGKILL', encoding: 'utf8' };
  const { status, error, stderr } = spawnSync(node, [tool], options);
  if (status === 0 && existsSync(electronPath())) return '';
  if (error?.code === 'ETIMEDOUT') return 'it did not arrive within three minutes';
  // What Node says where there is no network tells a person nothing more.
  return reasonIn(stderr ?? '').replace(/^fetch failed$/u, '') || 'the download failed';
}

/** Runs a child until it ends, and passes on what should end it. Ctrl+C reaches it by itself. */
function run(program, args, stderr) {
  const child = spawn(program, args, { cwd: root, stdio: ['inherit', 'inherit', stderr] });
  const forward = (signal) => () => void child.kill(signal);
  const onTerminate = forward('SIGTERM');
  const onInterrupt = () => undefined;
  process.on('SIGTERM', onTerminate);
  process.on('SIGINT', onInterrupt);
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, signal: null, reason: error.message }));
    child.once('exit', (code, signal) => resolve({ code, signal, reason: '' }));
  }).finally(() => {
    process.off('SIGTERM', onTerminate);
    process.off('SIGINT', onInterrupt);
  });
  return { child, ended };
}

async function runTray() {
  const started = Date.now();
  const { child, ended } = run(electronPath(), ['.', ...process.argv.slice(2)], 'pipe');
  let output = '';
  let passOn = false;
  child.stderr.setEncoding('utf8').on('data', (text) => {
    if (passOn) process.stderr.write(text);
    else output = (output + text).slice(-OUTPUT_CHARACTERS);
  });
  const settled = setTimeout(() => {
    passOn = true;
    process.stderr.write(output);
  }, STARTED_MS);
  const { code, signal, reason } = await ended;
  clearTimeout(settled);
  const peaceful = code === 0 || signal === 'SIGTERM' || signal === 'SIGINT' || Date.now() - started > STARTED_MS;
  if (peaceful) return finish(code, signal);
  await runWeb(`Electron could not start (${reason || reasonIn(output) || `exit ${signal ?? code}`})`, false);
}

async function runWeb(why, open) {
  say(`${why}, so MCP Tray runs without a tray. Ctrl+C ends it.`);
  const args = ['serve', ...(open ? [] : ['--no-open']), ...process.argv.slice(2)];
  const { code, signal } = await run(node, [at('out/main/cli.js'), ...args], 'inherit').ended;
  finish(code, signal);
}

function finish(code, signal) {
  process.exitCode = code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1);
}

async function start() {
  const electron = existsSync(electronPath()) ? 'there' : 'missing';
  const { platform, env } = process;
  const choice = chooseFace({ platform, env, uid: process.getuid?.(), electron });
  if (choice.face === 'tray') return runTray();
  if (choice.face === 'web') return runWeb(choice.why, choice.open);
  const problem = fetchElectron();
  if (problem === '') return runTray();
  return runWeb(`Electron is not to be had (${problem})`, hasDisplay(platform, env));
}

if (build()) await start();
else {
  say('The build failed; the lines above say where.');
  process.exitCode = 1;
}
