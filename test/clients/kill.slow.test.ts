// SIGKILL at any moment of apply and undo: the file is whole, and the next run knows which entries are ours.
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { spawnTs } from '../support/run-ts';
import { type Desk, desk, direct, http } from './support';

// CI asks for 200; a smaller number keeps a run on the desk short.
const KILLS = Number(process.env.MCP_TRAY_TEST_KILLS ?? 40);
const WORKERS = 2;
const child = path.resolve(import.meta.dirname, 'kill-child.ts');
const all = [direct(http('a')), direct(http('b')), direct(http('c'))];

it(`${KILLS} kills leave a whole file and records that fit it`, { timeout: 900_000 }, async () => {
  const seen = { pending: 0, locked: 0, temp: 0 };
  await Promise.all(Array.from({ length: WORKERS }, () => worker(KILLS / WORKERS, seen)));
  console.log(
    `${KILLS} kills: ${seen.pending} between intent and record, ${seen.locked} with the lock held, ${seen.temp} with a temp file`,
  );
  // That kills fall between intent and record is a matter of numbers: a short run may hit none.
  if (KILLS < 200) return;
  expect(seen.pending).toBeGreaterThan(0);
  expect(seen.locked).toBeGreaterThan(0);
});

async function worker(kills: number, seen: { pending: number; locked: number; temp: number }): Promise<void> {
  const d = desk({ lock: { waitMs: 2000, retryMs: 10 } });
  const base = `${JSON.stringify({ big: 'x'.repeat(50_000), n: [1, 2] }, null, 2)}\n`;
  writeFileSync(d.file, base);
  for (let kill = 0; kill < kills; kill++) {
    await killOne(d.home, ((kill * 37) % 61) * 4);
    count(d, seen);
    await check(d, base);
    // Now and then the next run takes everything away: byte for byte, or an entry was not known as ours.
    if (kill % 5 === 4) {
      await d.sync([]);
      expect(d.read()).toBe(base);
    }
  }
  expect(await d.sync(all)).toBeGreaterThan(0);
  const [summary] = await d.clients.summaries(() => all);
  expect(summary?.sync).toEqual({ kind: 'in-sync' });
  await d.dispose();
}

async function killOne(home: string, afterMs: number): Promise<void> {
  const process = spawnTs(child, [home]);
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

function count(d: Desk, seen: { pending: number; locked: number; temp: number }): void {
  const folder = path.join(d.state, 'ownership');
  const [record] = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  if (record && readFileSync(path.join(folder, record), 'utf8').includes('"pending"')) seen.pending++;
  if (readdirSync(d.home).some((name) => name.endsWith('.tmp'))) seen.temp++;
  if (!existsSync(`${d.file}.lock`)) return;
  seen.locked++;
  // Ten seconds later, as far as anyone who waits for the lock can tell.
  const old = new Date(Date.now() - 11_000);
  utimesSync(`${d.file}.lock`, old, old);
}

async function check(d: Desk, base: string): Promise<void> {
  const { mcpServers, ...rest } = JSON.parse(d.read());
  expect(rest).toEqual(JSON.parse(base));
  const ours = Object.keys(mcpServers ?? {});
  expect([[], ['a', 'b'], ['a'], ['b', 'c'], ['a', 'c'], ['b']]).toContainEqual(ours.sort());
  const statuses = Object.values(await d.statuses(all));
  for (const status of statuses) expect(['add', 'in-sync', 'update']).toContain(status);
}
