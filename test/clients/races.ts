// Our writes against a real client's own writer, each in a loop of its own over the same file at the same time.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import type { ClientAdapter } from '../../src/main/clients/adapter';
import { AppError } from '../../src/shared/errors';
import { keptLog } from '../support/fakes';
import type { ProgramRun } from '../support/real-program';
import { type Desk, type DeskOptions, desk, direct, http } from './support';

export interface Race {
  readonly adapter: ClientAdapter;
  /** The client's file, below the home. */
  readonly at: string;
  /** The file as a person might have it; what they wrote in it is called `kept-…`. */
  readonly text: string;
  run(home: string, args: readonly string[]): Promise<ProgramRun>;
  /** Arguments that add a server of this name. */
  readonly add: (name: string) => readonly string[];
  /** Arguments that remove it; absent where the program has no such command. */
  readonly remove?: (name: string) => readonly string[];
}

const OURS = 40;
const THEIRS = 20;
/** A quick program goes on for this long. */
const AT_LEAST_MS = 15_000;
/** Ours are spread over theirs. */
const PAUSE_MS = 40;
/** What was lost is put right within a second; the machine may be busy with the client, but not that busy. */
const REPAIRED_MS = 1000;

export function itRaces(race: Race): void {
  it(`${OURS} writes of ours against ${THEIRS} of its own lose nothing`, { timeout: 400_000 }, async () => {
    const survivors = await keptByItself(race);
    const log = keptLog();
    const d = desk({ ...deskOf(race), log });
    try {
      d.write(race.text);
      const [ours, theirs] = await runBoth(race, d);
      await vi.waitFor(() => expect(standing(race, d, [...ours.last.keys()])).toEqual(ours.last), REPAIRED_MS);
      await d.clients.settled();
      expect(standing(race, d, [...ours.last.keys()])).toEqual(ours.last);
      const repairs = log.lines.filter((line) => line.includes('they were written again')).length;
      const found = marks(d.read());
      expect(survivors.filter((mark) => !found.includes(mark))).toEqual([]);
      const names = race.adapter.open(d.read(), d.file, await place(race, d.home)).names();
      const lost = theirs.kept.filter((name) => !names.includes(name));
      const back = theirs.removed.filter((name) => names.includes(name));
      console.log(
        `${race.adapter.name}: ${ours.writes} writes of ours, all stand, ${repairs} of them written again; of its ` +
          `${theirs.commands} commands ${lost.length + back.length} were lost, and ${theirs.failed} were done again`,
      );
      expect(ours.writes).toBeGreaterThanOrEqual(OURS);
      expect([lost, back]).toEqual([[], []]);
    } finally {
      await d.dispose();
    }
  });
}

const deskOf = ({ adapter, at }: Race): DeskOptions => ({
  client: adapter.id,
  at,
  adapters: [adapter],
  // As the app has them: the desks of other tests are in a hurry.
  patience: undefined,
});

async function runBoth(race: Race, d: Desk) {
  let [theyRun, weFailed] = [true, false];
  const theirLoop = writeTheirs(race, d.home, () => !weFailed).finally(() => {
    theyRun = false;
  });
  const ourLoop = writeOurs(d, race.adapter, () => theyRun).catch((error: unknown) => {
    weFailed = true;
    throw error;
  });
  // Nobody may write any more when the home goes.
  await Promise.allSettled([ourLoop, theirLoop]);
  const [ours, theirs] = [await ourLoop, await theirLoop];
  return [ours, theirs] as const;
}

/** Adds, changes and removes servers; tells what each apply left as the last word on an entry. */
async function writeOurs(d: Desk, { id }: ClientAdapter, goesOn: () => boolean) {
  const last = new Map<string, string | undefined>();
  let writes = 0;
  for (let i = 0; writes < OURS || goesOn(); i++) {
    // Three names at a time, each with a new address in every round.
    const wanted = [i, i + 1, i + 2].map((n) => direct(http(`ours${n % 5}`, { url: `http://127.0.0.1:1/${i}` })));
    const plan = await d.clients.plan(id, wanted);
    try {
      const { written } = await d.clients.apply(id, wanted, plan.id);
      if (written > 0) writes++;
    } catch (error) {
      // As `mcp-tray sync --yes` does: the file changed between the two, and is planned anew.
      if (error instanceof AppError && error.code === 'plan-stale') continue;
      throw error;
    }
    // The plan as it was applied says what each entry is now.
    for (const { server, status } of plan.changes) {
      if (status === 'remove') last.set(server, undefined);
      if (status === 'add' || status === 'update') last.set(server, `http://127.0.0.1:1/${i}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return { last, writes };
}

/** One command after the other: what two of them do to each other is not our matter. */
async function writeTheirs({ run, add, remove }: Race, home: string, goesOn: () => boolean) {
  const [kept, removed] = [new Set<string>(), new Set<string>()];
  let failed = 0;
  /** What it says it could not do is done again, as a person would. */
  const told = async (args: readonly string[]) => {
    for (let tries = 1; ; tries++) {
      const { code, out } = await run(home, args);
      if (code === 0) return;
      failed++;
      console.warn(`${args.join(' ')} ended with ${code}: ${out.slice(-500)}`);
      if (tries === 3) throw new Error(`${args.join(' ')} ended with ${code} every time`);
    }
  };
  const end = Date.now() + AT_LEAST_MS;
  let commands = 0;
  for (let i = 0; goesOn() && (i < THEIRS || Date.now() < end); i++) {
    commands++;
    const name = `theirs${i}`;
    const old = `theirs${i - 1}`;
    if (remove && i % 3 === 2 && kept.has(old)) {
      await told(remove(old));
      kept.delete(old);
      removed.add(old);
    } else {
      await told(add(name));
      kept.add(name);
    }
  }
  return { kept: [...kept], removed: [...removed], commands, failed };
}

const place = ({ adapter }: Race, home: string) => adapter.place({ home, env: {}, platform: process.platform });

/** The address in each of these entries as the file says it. */
function standing({ adapter }: Race, d: Desk, names: readonly string[]): Map<string, string | undefined> {
  const file = adapter.open(d.read(), d.file, { file: d.file, watched: [], emptyIsNew: false });
  return new Map(names.map((name) => [name, /http:\/\/[^"\s]+/u.exec(file.source(name) ?? '')?.[0]]));
}

const marks = (text: string) => [...new Set(text.match(/kept-\w+/gu))].sort();

/** What of a person's words the client leaves in its file when it writes alone. */
async function keptByItself({ run, add, remove, at, text }: Race): Promise<readonly string[]> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-alone-'));
  const file = path.join(home, at);
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    for (const args of [add('one'), add('two'), ...(remove ? [remove('one')] : [])])
      expect((await run(home, args)).code).toBe(0);
    return marks(readFileSync(file, 'utf8'));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
