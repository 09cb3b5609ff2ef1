#!/usr/bin/env node
// Starts the command line on a Node that is new enough, and builds it first where it has not been built.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isRecent, OLDEST_NODE } from './node-version.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const cli = path.join(root, 'out/main/cli.js');
const ownNode = path.join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
const builder = path.join(root, 'node_modules/electron-vite/bin/electron-vite.js');

function fail(...sentences) {
  for (const sentence of sentences) process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

const recent = isRecent(process.versions.node);
if (!recent && !existsSync(ownNode)) {
  fail(
    `MCP Tray needs Node ${OLDEST_NODE} or newer; this is ${process.versions.node}.`,
    `Run “npm install” in ${root}, which brings one along, or install a newer Node.`,
  );
}
const node = recent ? process.execPath : ownNode;

if (!existsSync(cli)) {
  if (!existsSync(builder)) fail('MCP Tray is not built.', `Run “npm install && npm run build” in ${root}.`);
  process.stderr.write('MCP Tray is being built first; this takes a moment.\n');
  // Standard output belongs to the command: what the build says goes to standard error.
  const build = spawnSync(node, [builder, 'build', '--logLevel', 'warn'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (build.status !== 0) fail('MCP Tray could not be built.', `Run “npm run build” in ${root} to see why.`);
}

if (recent) {
  await import(pathToFileURL(cli).href);
} else {
  // The channel tells the command line when this process is gone, however it went.
  const child = spawn(node, [cli, ...process.argv.slice(2)], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => fail(`Node could not be started: ${error.message}.`, `Run “npm install” in ${root}.`));
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}
