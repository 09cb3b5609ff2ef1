// A 1 MB .claude.json planned, applied and undone, against parsing, printing and renaming it without any care.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Wanted } from '../src/main/ports';
import { type Desk, desk, direct, http } from '../test/clients/support';
import { type Case, interleaved, type Report, rowsAgainst, timed } from './measure';

const BYTES = 1024 * 1024;
const ENTRIES = 10;
const ROUNDS = 15;
const WANTED: readonly Wanted[] = Array.from({ length: ENTRIES }, (_, i) => direct(http(`server-${i}`)));

export async function claudeFile(): Promise<readonly Report[]> {
  const original = makeClaudeFile(BYTES);
  const [care, bare] = [desk(), desk()];
  try {
    for (const { write } of [care, bare]) write(original);
    const [plan, apply, undo] = ['plan', 'apply', 'undo'] as const;
    const [all, naive] = ['all three', 'parse, print, rename'] as const;
    let id = '';
    const steps: Readonly<Record<string, () => Promise<unknown>>> = {
      [plan]: async () => {
        id = (await care.clients.plan('claude-code', WANTED)).id;
      },
      [apply]: () => care.clients.apply('claude-code', WANTED, id),
      [undo]: () => care.clients.undo('claude-code'),
    };
    const taken = new Map<string, number[]>([plan, apply, undo].map((step) => [step, []]));
    const cases: readonly Case[] = [
      { label: all, run: () => carefully(care, original, steps, taken) },
      { label: naive, run: () => carelessly(bare, original) },
    ];
    const samples = await interleaved(cases, { rounds: ROUNDS, warmUps: 3 });
    const kept = [...taken].map(([step, each]) => [step, each.slice(-ROUNDS)] as const);
    const figures = new Map([...kept, ...samples]);
    const size = `${(Buffer.byteLength(original) / BYTES).toFixed(2)} MB`;
    return [
      {
        title: `${size} .claude.json, ${ENTRIES} entries added`,
        rows: rowsAgainst(figures, [plan, apply, undo, all, naive], naive, 'ms'),
        notes: [
          'Apply takes the lock, reads again, keeps a backup, flushes to disk, renames, reads back and keeps a record.',
          'The baseline reads, parses, adds, prints, writes and renames: no lock, no flush, no backup, no way back.',
        ],
      },
    ];
  } finally {
    await Promise.all([care.dispose(), bare.dispose()]);
  }
}

/** Plan, apply and undo, with what must hold after each. @throws Error if it does not */
async function carefully(
  { read }: Desk,
  original: string,
  steps: Readonly<Record<string, () => Promise<unknown>>>,
  taken: ReadonlyMap<string, number[]>,
): Promise<number> {
  let sum = 0;
  for (const [step, work] of Object.entries(steps)) {
    const ms = await timed(work);
    taken.get(step)?.push(ms);
    sum += ms;
    if (step === 'apply') requireAdded(JSON.parse(original), JSON.parse(read()));
    else if (read() !== original) throw new Error(`after ${step} the file is not as it was`);
  }
  return sum;
}

async function carelessly({ file, write, read }: Desk, original: string): Promise<number> {
  const ms = await timed(async () => {
    const data = JSON.parse(await readFile(file, 'utf8'));
    for (const { server } of WANTED) data.mcpServers[server.name] = { type: 'http', url: 'http://127.0.0.1:1/' };
    await writeFile(`${file}.new`, JSON.stringify(data, null, 2));
    await rename(`${file}.new`, file);
  });
  requireAdded(JSON.parse(original), JSON.parse(read()));
  write(original);
  return ms;
}

interface ClaudeFile {
  readonly mcpServers: Readonly<Record<string, unknown>>;
}

function requireAdded(before: ClaudeFile, after: ClaudeFile): void {
  const added = Object.keys(after.mcpServers).length - Object.keys(before.mcpServers).length;
  const others = { ...after, mcpServers: before.mcpServers };
  if (added !== ENTRIES || !isDeepStrictEqual(others, before)) throw new Error('something else than was asked changed');
}

/** As Claude Code writes it: settings, servers, and a long tail of projects with their history. */
export function makeClaudeFile(bytes: number): string {
  const history = (n: number) =>
    Array.from({ length: 30 }, (_, i) => ({ display: `Step ${i} of ${n}: “why” does it fail?\n`, pastedContents: {} }));
  const projects: Record<string, unknown> = {};
  const mcpServers = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [
      `own-${i}`,
      { type: 'stdio', command: 'npx', args: ['-y', `x-${i}`], env: {} },
    ]),
  );
  const data = { numStartups: 412, theme: 'dark', projects, mcpServers, tipsHistory: { 'new-user': 1 } };
  const size = JSON.stringify(history(1), null, 2).length;
  for (let i = 0; JSON.stringify(data, null, 2).length < bytes - size; i++)
    projects[`/home/me/work/project-${i}`] = { allowedTools: [], history: history(i), lastCost: i / 3, mcpServers: {} };
  return JSON.stringify(data, null, 2);
}
