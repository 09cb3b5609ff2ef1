// What the sessions go through: the broker and the sign-ins of the app, in a process of their own, signed in once.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

export interface HostNeeds {
  /** Its own, there and empty. */
  readonly folder: string;
  /** The server the sessions use, and its name in them. */
  readonly mcpUrl: string;
  readonly server: string;
  /** The person's browser, for `BROWSER`. */
  readonly browser: string;
}

export type ClientKind = 'claude' | 'qwen';

export interface Host {
  /** The entry for the server in each client's own file. */
  readonly entries: Readonly<Record<ClientKind, Readonly<Record<string, unknown>>>>;
  /** Warnings and errors it logged; the last lines. */
  said(): string;
  stop(): Promise<void>;
}

/** What `scripts/host-process.ts` is given, and what it answers once it is signed in. */
export interface HostJob {
  readonly folder: string;
  readonly mcpUrl: string;
  readonly server: string;
}
export interface HostReady {
  readonly url: string;
  readonly keys: Readonly<Record<ClientKind, string>>;
}

const MOST_SAID = 4_000;

/** Resolves when a person has signed in to the server. */
export async function startHost({ folder, mcpUrl, server, browser }: HostNeeds): Promise<Host> {
  const program = await bundle();
  const job: HostJob = { folder, mcpUrl, server };
  const env = { ...process.env, BROWSER: browser };
  const child = spawn(process.execPath, [program.file, JSON.stringify(job)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-MOST_SAID);
  });
  const stop = async () => {
    await ended(child);
    await program.remove();
  };
  try {
    const { url, keys } = await ready(child);
    const header = (key: string) => ({ Authorization: `Bearer ${key}` });
    return {
      entries: {
        claude: { type: 'http', url, headers: header(keys.claude) },
        qwen: { httpUrl: url, headers: header(keys.qwen) },
      },
      said: () => said,
      stop,
    };
  } catch (error) {
    await stop();
    throw new Error(`the host did not start: ${said}`, { cause: error });
  }
}

/** Node runs no TypeScript that is more than types, as the rooms have it. */
async function bundle(): Promise<{ readonly file: string; remove(): Promise<void> }> {
  const cache = fileURLToPath(new URL('../../../node_modules/.cache', import.meta.url));
  await mkdir(cache, { recursive: true });
  // Below node_modules, so that the bundle finds the packages it leaves out.
  const outDir = await mkdtemp(path.join(cache, 'sessions-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: fileURLToPath(new URL('scripts/host-process.ts', import.meta.url)),
      outDir,
      rolldownOptions: { output: { entryFileNames: 'host.mjs' } },
    },
  });
  return { file: path.join(outDir, 'host.mjs'), remove: () => rm(outDir, { recursive: true }) };
}

function ready(child: ChildProcess): Promise<HostReady> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`it ended with ${code}`)));
    if (child.stdout)
      readline.createInterface(child.stdout).once('line', (line) => resolve(JSON.parse(line) as HostReady));
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    child.kill('SIGTERM');
  });
}
