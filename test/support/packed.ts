// A package as electron-builder makes it, unpacked, with a stand-in where Electron's program would be.
import { spawn } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** By this text a fuse is found in Electron's program; the two bytes and the states follow it. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** In the order of Electron's fuse schema, version 1. */
const FUSES = [
  'runAsNode',
  'cookieEncryption',
  'nodeOptions',
  'nodeCliInspect',
  'asarIntegrity',
  'onlyAsar',
  'browserSnapshot',
  'fileProtocol',
] as const;
type Fuse = (typeof FUSES)[number];

export interface Packed {
  /** The folder of the app, as it would be under `/opt`. */
  readonly folder: string;
  remove(): void;
}

/** Runs `npm run package` for a folder. @throws Error with what it said */
export async function packApp(): Promise<Packed> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-packed-'));
  const electron = path.join(folder, 'electron');
  for (const part of ['electron/resources', 'electron/locales', 'node'])
    mkdirSync(path.join(folder, part), { recursive: true });
  // All fuses as Electron ships them: on where it matters that they are turned off.
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, FUSES.length]), Buffer.from('10110001')]);
  writeFileSync(path.join(electron, 'electron'), Buffer.concat([Buffer.from('#!/bin/sh\nexit 0\n# '), wire]));
  chmodSync(path.join(electron, 'electron'), 0o755);
  writeFileSync(path.join(electron, 'locales/en-US.pak'), '');
  linkOrCopy(process.execPath, path.join(folder, 'node/node'));
  const args = ['scripts/package.mjs', '--dir', `-c.electronDist=${electron}`, `-c.directories.output=${folder}/dist`];
  const env = { ...process.env, MCP_TRAY_PACKAGE_NODE: path.join(folder, 'node'), MCP_TRAY_UPDATE_FEED: '' };
  await succeeds(args, env);
  return {
    folder: path.join(folder, 'dist/linux-unpacked'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The fuses of a packed program. */
export function fusesOf(program: string): Readonly<Record<Fuse, boolean>> {
  const bytes = readFileSync(program);
  const at = bytes.indexOf(SENTINEL) + SENTINEL.length + 2;
  const states = FUSES.map((name, i) => [name, String.fromCharCode(bytes[at + i] ?? 0) === '1']);
  return Object.fromEntries(states) as Record<Fuse, boolean>;
}

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>;
  readonly offset?: string;
  readonly size?: number;
  readonly unpacked?: boolean;
}

/** Every file of an archive by its path; what lies beside it is read from there. */
export function readArchive(file: string): ReadonlyMap<string, Buffer> {
  const bytes = readFileSync(file);
  // Two nested pickles of Chromium: the size of the header, then the header as a string with its length.
  const start = 8 + bytes.readUInt32LE(4);
  const header: Entry = JSON.parse(bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12)));
  const found = new Map<string, Buffer>();
  const visit = (entry: Entry, at: string) => {
    for (const [name, child] of Object.entries(entry.files ?? {})) visit(child, path.posix.join(at, name));
    if (entry.files) return;
    const from = start + Number(entry.offset);
    const body = entry.unpacked
      ? readFileSync(path.join(`${file}.unpacked`, at))
      : bytes.subarray(from, from + (entry.size ?? 0));
    found.set(at, body);
  };
  visit(header, '');
  return found;
}

/** The archive as a folder, for a Node that cannot look into it. */
export function unpackArchive(file: string, to: string): void {
  for (const [name, body] of readArchive(file)) {
    mkdirSync(path.dirname(path.join(to, name)), { recursive: true });
    writeFileSync(path.join(to, name), body);
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // Another disk.
    writeFileSync(to, readFileSync(from), { mode: 0o755 });
  }
}

function succeeds(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const hear = (chunk: unknown) => {
    said += String(chunk);
  };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', hear);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`packing ended with ${code}\n${said}`))));
  });
}
