// 200 servers synced to 16 clients: planned, applied, looked at and synced again, against reading each file, parsing,
// adding, printing and renaming it without any care.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { dump, load } from 'js-yaml';
import { parse as parseJsonc } from 'jsonc-parser';
import { parse as parseToml, stringify as printToml } from 'smol-toml';
import { ADAPTERS } from '../src/main/clients/registry';
import type { Wanted } from '../src/main/ports';
import type { ClientId } from '../src/shared/model';
import { brokered, type Desk, desk, direct, http, stdio } from '../test/clients/support';
import { makeClaudeFile } from './claude-file';
import { type Case, goal, interleaved, type Report, type Row, timed } from './measure';

const SERVERS = 200;
/** All but the last of the registry, which knows commands alone. */
const TAKEN = ADAPTERS.slice(0, 16);
const ROUNDS = 9;
const WARM_UPS = 4;
const GOLDEN = path.resolve('test/clients/golden');
const [KEY, OTHER_KEY] = ['k', 'j'].map((letter) => `mcptray_${letter.repeat(43)}`);
/** Names from the root to the entries, for the baseline. */
const HOLDERS: Partial<Record<ClientId, string>> = {
  codex: 'mcp_servers',
  vscode: 'servers',
  opencode: 'mcp',
  zed: 'context_servers',
  amp: 'amp.mcpServers',
  goose: 'extensions',
  crush: 'mcp',
};

const STEPS = ['plan', 'apply', 'look', 'sync again', 'change', 'take out'] as const;
type Step = (typeof STEPS)[number];
const BARE = 'parse, print, rename';
/** Of all threads, so that the collector's is in it too. */
const CPU = 'plan all, processor time';

export async function sync(): Promise<readonly Report[]> {
  const [wanted, changed] = [makeWanted(KEY), makeWanted(OTHER_KEY)];
  const taken = new Map<Step, number[]>(STEPS.map((step) => [step, []]));
  const first = new Map<Step, number>();
  const cpu: number[] = [];
  const cases: readonly Case[] = [
    {
      label: 'ours',
      run: async () => {
        const ms = await onFreshDesk((d, files) => carefully(d, files, wanted, changed));
        cpu.push(ms.cpu);
        for (const step of STEPS) {
          taken.get(step)?.push(ms[step]);
          if (!first.has(step)) first.set(step, ms[step]);
        }
        return ms.plan + ms.apply;
      },
    },
    { label: BARE, run: () => onFreshDesk((_, files) => carelessly(files, wanted)) },
  ];
  const samples = await interleaved(cases, { rounds: ROUNDS, warmUps: WARM_UPS });
  const bare = { label: BARE, samples: samples.get(BARE) ?? [] };
  const kept = (step: Step) => (taken.get(step) ?? []).slice(-ROUNDS);
  const rows: readonly Row[] = [
    ...STEPS.map((step): Row => ({ label: LABELS[step], unit: 'ms', samples: kept(step), baselines: [bare] })),
    { label: CPU, unit: 'ms', samples: cpu.slice(-ROUNDS) },
    { label: BARE, unit: 'ms', samples: bare.samples },
  ];
  const asFirst = STEPS.map((step) => `${LABELS[step]} ${first.get(step)?.toFixed(0)} ms`).join(', ');
  return [
    {
      title: `${SERVERS} servers to ${TAKEN.length} clients, all of them at once`,
      rows,
      notes: [
        goal('planning all, the quietest round', [Math.min(...kept('plan'))], 150, 'ms'),
        goal('applying all, the quietest round', [Math.min(...kept('apply'))], 1000, 'ms'),
        `As the first thing a process does: ${asFirst}.`,
        'Syncing again wrote nothing: bytes, inode and time of every file are as they were, records and backups too.',
      ],
    },
  ];
}

const LABELS: Readonly<Record<Step, string>> = {
  plan: 'plan all',
  apply: 'apply all',
  look: 'look at all, in sync',
  'sync again': 'plan and apply all again, unchanged',
  change: 'plan and apply another key, in a third of them',
  'take out': 'plan and apply that all of them go',
};

interface ClientFile {
  readonly client: ClientId;
  readonly file: string;
  readonly before: string;
}

async function onFreshDesk<T>(work: (d: Desk, files: readonly ClientFile[]) => Promise<T>): Promise<T> {
  const d = desk({ adapters: TAKEN });
  try {
    const around = { home: d.home, env: {}, platform: process.platform };
    const files = await Promise.all(
      TAKEN.map(async (adapter): Promise<ClientFile> => {
        const { file } = await adapter.place(around);
        const before = adapter.id === 'claude-code' ? makeClaudeFile(100 * 1024) : goldenFile(adapter.id);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, before);
        return { client: adapter.id, file, before };
      }),
    );
    return await work(d, files);
  } finally {
    await d.dispose();
  }
}

function goldenFile(client: ClientId): string {
  const folder = path.join(GOLDEN, client);
  const name = readdirSync(folder).find((found) => found.startsWith('before.')) ?? '';
  return readFileSync(path.join(folder, name), 'utf8');
}

/** Milliseconds of each step, with what must hold after each. @throws Error if it does not */
async function carefully(
  { clients, home }: Desk,
  files: readonly ClientFile[],
  wanted: readonly Wanted[],
  changed: readonly Wanted[],
): Promise<Readonly<Record<Step | 'cpu', number>>> {
  const syncAll = async (all: readonly Wanted[]) => {
    const plans = await Promise.all(clients.ids.map((id) => clients.plan(id, all)));
    const applied = await Promise.all(plans.map(({ client, id }) => clients.apply(client, all, id)));
    return applied.reduce((sum, { written }) => sum + written, 0);
  };
  let plans: Awaited<ReturnType<typeof clients.plan>>[] = [];
  const used = process.cpuUsage();
  const plan = await timed(async () => {
    plans = await Promise.all(clients.ids.map((id) => clients.plan(id, wanted)));
  });
  const { user, system } = process.cpuUsage(used);
  let written = 0;
  const apply = await timed(async () => {
    const applied = await Promise.all(plans.map(({ client, id }) => clients.apply(client, wanted, id)));
    written = applied.reduce((sum, one) => sum + one.written, 0);
  });
  const planned = plans.reduce((sum, one) => sum + one.writes, 0);
  if (written !== planned || written < SERVERS * 14) throw new Error(`${written} of ${planned} entries were written`);
  for (const { file, before } of files) requireKept(before, readFileSync(file, 'utf8'), file);
  const look = await timed(async () => {
    const found = await clients.summaries(() => wanted);
    const odd = found.find((client) => client.sync.kind !== 'in-sync');
    if (odd) throw new Error(`${odd.id} is not in sync`);
  });
  const standing = everyFile(home);
  const again = await timed(async () => {
    if ((await syncAll(wanted)) !== 0) throw new Error('an unchanged sync wrote entries');
  });
  if (JSON.stringify(everyFile(home)) !== JSON.stringify(standing)) throw new Error('an unchanged sync wrote a file');
  const change = await timed(async () => {
    if ((await syncAll(changed)) < TAKEN.length * 60) throw new Error('another key changed too few entries');
  });
  const out = await timed(() => syncAll([]));
  const odd = files.find(({ file, before }) => readFileSync(file, 'utf8') !== before);
  if (odd) throw new Error(`${odd.file} is not as it was`);
  return { cpu: (user + system) / 1000, plan, apply, look, 'sync again': again, change, 'take out': out };
}

/** What stood there still does, in its order: nothing is gone, something has come between. */
function requireKept(before: string, after: string, file: string): void {
  let at = 0;
  for (const character of before) {
    at = after.indexOf(character, at) + 1;
    if (at === 0) throw new Error(`${file} has lost something`);
  }
}

/** Bytes, inode and time of every file and folder below. */
function everyFile(folder: string): readonly unknown[] {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true });
  return found.map((entry) => {
    const at = path.join(entry.parentPath, entry.name);
    const { ino, mtimeMs, ctimeMs, mode } = statSync(at);
    return [at, ino, mtimeMs, ctimeMs, mode, entry.isFile() ? readFileSync(at, 'base64') : ''];
  });
}

async function carelessly(files: readonly ClientFile[], wanted: readonly Wanted[]): Promise<number> {
  const entries = Object.fromEntries(
    wanted.map(({ server }) => [server.name, { url: `http://127.0.0.1:1/${server.name}` }]),
  );
  return timed(() =>
    Promise.all(
      files.map(async ({ client, file }) => {
        const { parse, print } = careless(path.extname(file));
        const data = parse(await readFile(file, 'utf8'));
        const holder = HOLDERS[client] ?? 'mcpServers';
        data[holder] = { ...(data[holder] as object), ...entries };
        await writeFile(`${file}.new`, print(data));
        await rename(`${file}.new`, file);
        await rm(`${file}.new`, { force: true });
      }),
    ),
  );
}

interface Careless {
  parse(text: string): Record<string, unknown>;
  print(data: Record<string, unknown>): string;
}

function careless(ending: string): Careless {
  if (ending === '.toml') return { parse: parseToml, print: printToml };
  // What stands in these files is known: objects.
  if (ending === '.yaml')
    return { parse: (text) => load(text) as Record<string, unknown>, print: (data) => dump(data) };
  return { parse: parseJsonc, print: (data) => JSON.stringify(data, null, 2) };
}

/** Half of them HTTP, a quarter SSE, a quarter commands; every third has a secret, and so is brokered. */
function makeWanted(key: string | undefined): readonly Wanted[] {
  return Array.from({ length: SERVERS }, (_, i): Wanted => {
    const [name, group] = [`server-${i}`, `https://mcp-${i}.example.com`];
    const server =
      i % 4 === 3
        ? stdio(name, {
            command: 'npx',
            args: ['-y', `@example/server-${i}@1.${i}.0`, '--root', `/home/me/work-${i}`],
            env: { LOG_LEVEL: 'info', REGION: `eu-${i}` },
          })
        : http(name, {
            type: i % 4 === 2 ? 'sse' : 'http',
            url: `${group}/mcp?team=${i}`,
            headers: { 'X-Team': `tools-${i}` },
          });
    const one = i % 3 === 0 ? brokered(server, key) : direct(server);
    return { ...one, holdsSecret: i % 3 === 0 };
  });
}
