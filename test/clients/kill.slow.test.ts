// SIGKILL at any moment of apply and undo, in all four formats: the file is whole, the next run knows which entries are
// ours, and nothing is left beside it.
import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { sweepTempFiles } from '../../src/main/files/temp-files';
import { foldersOf } from '../../src/main/files/text-file';
import { spawnTs } from '../support/run-ts';
import { deskFor, FORMAT_DESKS, type FormatDesk, isWithin, straysIn } from './formats';
import { type Desk, direct, http } from './support';

// CI asks for 200; a smaller number keeps a run on the desk short.
const KILLS = Number(process.env.MCP_TRAY_TEST_KILLS ?? 40);
const EACH = Math.ceil(KILLS / FORMAT_DESKS.length);
const child = path.resolve(import.meta.dirname, 'kill-child.ts');
const all = [direct(http('a')), direct(http('b')), direct(http('c'))];
const seen = { pending: 0, locked: 0, temp: 0 };

it(`${KILLS} kills leave a whole file and records that fit it`, { timeout: 900_000 }, async () => {
  const [first, second] = [FORMAT_DESKS.slice(0, 2), FORMAT_DESKS.slice(2)];
  const killEach = async (formats: readonly FormatDesk[]) => {
    for (const format of formats) await killIn(format);
  };
  await Promise.all([killEach(first), killEach(second)]);
  console.log(
    `${EACH * FORMAT_DESKS.length} kills: ${seen.pending} between intent and record, ${seen.locked} with the lock held, ${seen.temp} with a temp file`,
  );
  // That kills fall between intent and record is a matter of numbers: a short run may hit none.
  if (KILLS < 200) return;
  expect(seen.pending).toBeGreaterThan(0);
  expect(seen.locked).toBeGreaterThan(0);
  expect(seen.temp).toBeGreaterThan(0);
});

async function killIn(format: FormatDesk): Promise<void> {
  // Long enough for a kill to fall into its writing.
  const sign = format.format.startsWith('JSON') ? undefined : '#';
  const base = sign ? format.text + `${sign} ${'x'.repeat(70)}\n`.repeat(700) : grown(format.text);
  const d = deskFor({ ...format, text: base });
  for (let kill = 0; kill < EACH; kill++) {
    await killOne(d.home, format, ((kill * 37) % 61) * 4);
    count(d);
    await check(d, base);
    // Now and then the next run takes everything away: byte for byte, or an entry was not known as ours.
    if (kill % 5 === 4) {
      await d.sync([]);
      expect(d.read()).toBe(base);
    }
  }
  expect(await d.sync(all)).toBeGreaterThan(0);
  expect(await d.statuses(all)).toEqual({ a: 'in-sync', b: 'in-sync', c: 'in-sync' });
  await d.sync([]);
  expect([d.read(), straysIn(d.home)]).toEqual([base, []]);
  await d.dispose();
}

/** The JSON text with a long member before its last brace. */
function grown(text: string): string {
  const end = text.lastIndexOf('}');
  const comma = /,\s*$/u.test(text.slice(0, end)) ? '' : ',';
  return `${text.slice(0, end).trimEnd()}${comma}\n  "big": "${'x'.repeat(50_000)}"\n${text.slice(end)}`;
}

async function killOne(home: string, { client }: FormatDesk, afterMs: number): Promise<void> {
  const process = spawnTs(child, [home, client]);
  const gone = new Promise<string | null>((resolve) => process.once('close', (_code, signal) => resolve(signal)));
  let said = '';
  process.stderr?.on('data', (chunk) => {
    said += String(chunk);
  });
  await Promise.race([new Promise((resolve) => process.stdout?.once('data', resolve)), gone]);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  process.kill('SIGKILL');
  expect([await gone, said]).toEqual(['SIGKILL', '']);
}

function count(d: Desk): void {
  const folder = path.join(d.state, 'ownership');
  const [record] = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  if (record && readFileSync(path.join(folder, record), 'utf8').includes('"pending"')) seen.pending++;
  const left = straysIn(d.home);
  if (left.some((name) => name.endsWith('.tmp'))) seen.temp++;
  const locks = left.filter((name) => name.endsWith('.lock'));
  if (locks.length > 0) seen.locked++;
  // Ten seconds later, as far as anyone who waits for the lock can tell.
  const old = new Date(Date.now() - 11_000);
  for (const lock of locks) utimesSync(path.join(d.home, lock), old, old);
}

async function check(d: Desk, base: string): Promise<void> {
  for (const status of Object.values(await d.statuses(all))) expect(['add', 'in-sync', 'update']).toContain(status);
  expect(isWithin(base, d.read())).toBe(true);
  // As the next start does it, ten seconds later.
  const folders = [...(await d.clients.folders()), ...(await foldersOf([d.file]))];
  for (const folder of folders) await sweepTempFiles(folder, Date.now() + 11_000);
  expect(straysIn(d.home).filter((name) => name.endsWith('.tmp'))).toEqual([]);
}
