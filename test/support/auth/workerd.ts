// Runs one worker of test/support/auth/workers in Cloudflare's own runtime, on loopback, in a folder that goes with it.
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { build, type Plugin } from 'vite';

export type WorkerName = 'june-2025' | 'current';

const SOURCES = path.resolve(import.meta.dirname, 'workers');
const INSTALLED = path.resolve(import.meta.dirname, '../../../.cache/auth-servers');
const ENTRY = 'virtual:worker';
const EMAIL = 'cloudflare:email';
const START_MS = 20_000;

/** Why these servers cannot run here, with the command that brings them; undefined where they can. */
export function whyNoWorkers(): string | undefined {
  const all = ['runtime', 'june-2025', 'current'].every((name) =>
    existsSync(path.join(INSTALLED, name, 'node_modules')),
  );
  return all ? undefined : 'Cloudflare’s servers are not installed: node scripts/install-auth-servers.mjs';
}

/** Packages come from the worker's own installation, sources from the repository. */
function fromInstallation(name: WorkerName): Plugin {
  const source = (file: string) => path.join(SOURCES, file);
  return {
    name: 'installed-worker-packages',
    enforce: 'pre',
    resolveId(id, importer) {
      if (id === ENTRY || id === EMAIL) return id;
      if (id === './worker.mjs') return source(`${name}/worker.mjs`);
      if (importer?.startsWith(SOURCES) !== true) return undefined;
      if (id.startsWith('./')) return source(id);
      return this.resolve(id, path.join(INSTALLED, name, 'package.json'), { skipSelf: true });
    },
    load(id) {
      // workerd alone has no email module; agents imports it, and no test here sends mail.
      if (id === EMAIL) return 'export class EmailMessage {}\n';
      if (id !== ENTRY) return undefined;
      return "import { worker } from './worker.mjs';\nexport { Tools } from './worker.mjs';\nexport default worker;\n";
    },
  };
}

async function bundle(name: WorkerName): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    root: path.join(INSTALLED, name),
    plugins: [fromInstallation(name)],
    resolve: { conditions: ['workerd', 'worker', 'import', 'default'] },
    ssr: { noExternal: true, target: 'webworker' },
    build: {
      ssr: true,
      write: false,
      rolldownOptions: {
        input: ENTRY,
        external: [/^cloudflare:(?!email)/u, /^node:/u],
        output: { codeSplitting: false },
      },
    },
  });
  const [only, ...others] = Array.isArray(output) ? [] : 'output' in output ? output.output : [];
  if (only === undefined || others.length > 0) throw new Error('the worker did not become one file');
  return only.code;
}

// Sessions are Durable Objects with SQL, which the runtime only has on disk.
const config = (
  folder: string,
  bindings: Readonly<Record<string, string>>,
) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "internet", network = (allow = ["127.0.0.1/32"])),
    (name = "disk", disk = (path = ${JSON.stringify(folder)}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.mjs")],
  compatibilityDate = "2026-07-01",
  compatibilityFlags = ["nodejs_compat"],
  bindings = [
    (name = "MCP_OBJECT", durableObjectNamespace = "Tools"),
${Object.entries(bindings)
  .map(([name, text]) => `    (name = ${JSON.stringify(name)}, text = ${JSON.stringify(text)}),`)
  .join('\n')}
  ],
  durableObjectNamespaces = [(className = "Tools", uniqueKey = "tools", enableSql = true)],
  durableObjectStorage = (localDisk = "disk"),
);
`;

export interface RunningWorker {
  readonly port: number;
  stop(): Promise<void>;
}

/** Bundles and starts a worker; resolves when it listens. @throws Error with the runtime's last words */
export async function startWorker(
  name: WorkerName,
  bindings: Readonly<Record<string, string>>,
): Promise<RunningWorker> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-workerd-'));
  await writeFile(path.join(folder, 'worker.mjs'), await bundle(name));
  await writeFile(path.join(folder, 'config.capnp'), config(folder, bindings));
  // The package's own entry gives the path of the binary for this platform.
  const runtime = createRequire(path.join(INSTALLED, 'runtime/package.json'))('workerd') as { default: string };
  const child = spawn(runtime.default, ['serve', '--control-fd=3', path.join(folder, 'config.capnp')], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: {},
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  // A test process that ends early takes the runtime along.
  const abandon = () => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', abandon);
  const stop = async () => {
    process.off('exit', abandon);
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  let lastWords = '';
  child.stderr?.on('data', (chunk) => {
    lastWords = `${lastWords}${String(chunk)}`.slice(-4_000);
  });
  try {
    const port = await listening(child.stdio[3] as Readable, ended);
    return { port, stop };
  } catch (error) {
    await stop();
    throw new Error(`workerd did not start ${name}: ${lastWords}`, { cause: error });
  }
}

function listening(control: Readable, ended: Promise<void>): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no word within 20 s')), START_MS);
    let said = '';
    control.on('data', (chunk) => {
      said += String(chunk);
      const port = /"event":"listen","socket":"http","port":(\d+)/u.exec(said)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
    void ended.then(() => {
      clearTimeout(timer);
      reject(new Error('it ended'));
    });
  });
}
