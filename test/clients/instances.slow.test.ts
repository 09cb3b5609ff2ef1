// Two instances that write the same file at once, with other wishes each: every write is whole, our records are those of
// the file, and what is not ours stays.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { hashText } from '../../src/main/files/text-file';
import { spawnTs } from '../support/run-ts';
import { deskFor, FORMAT_DESKS, isWithin, straysIn } from './formats';
import { direct, http } from './support';

const RUN_MS = Number(process.env.MCP_TRAY_TEST_INSTANCES_MS ?? 4000);
const child = path.resolve(import.meta.dirname, 'instances-child.ts');

it.each(FORMAT_DESKS)('$format', { timeout: RUN_MS + 60_000 }, async (format) => {
  const d = deskFor(format);
  const both = ['1', '2'].map((port) => start(d.home, format.client, port));
  await Promise.all(both.map(({ started }) => started));
  const until = Date.now() + RUN_MS;
  while (Date.now() < until) {
    // Whoever reads meanwhile finds a whole file.
    expect(isWithin(format.text, d.read())).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const told = await Promise.all(both.map(({ stop }) => stop()));
  console.log(`${format.format}: ${told.map((one) => JSON.stringify(one)).join(' beside ')}`);
  for (const done of told) {
    expect(done.written).toBeGreaterThan(3);
    // The other one came between plan and apply, or took back what was to be taken back.
    const fine = ['written', 'nothing', 'plan-stale', 'file-changed', 'nothing-to-undo'];
    for (const came of Object.keys(done)) expect(fine).toContain(came);
  }
  const [record = ''] = readdirSync(path.join(d.state, 'ownership')).filter((name) => name.endsWith('.json'));
  const { now, pending } = JSON.parse(readFileSync(path.join(d.state, 'ownership', record), 'utf8'));
  expect(pending).toBeUndefined();
  // Each write began with the text the one before it left, and the file says what the last one left: none was lost.
  const left = now.history.map((write: { left: string }) => write.left.slice(0, 8));
  const before = now.history.map((write: { backup: string }) => write.backup.split('.').at(-2));
  expect(before.slice(1)).toEqual(left.slice(0, -1));
  expect(left.at(-1)).toBe(hashText(d.read()).slice(0, 8));
  expect(left.length).toBeGreaterThan(1);
  const wanted = ['a', 'b', 'c', 'd'].map((name) => direct(http(name)));
  for (const status of Object.values(await d.statuses(wanted))) expect(['add', 'update', 'in-sync']).toContain(status);
  await d.sync([]);
  expect([d.read(), straysIn(d.home)]).toEqual([format.text, []]);
  await d.dispose();
});

function start(home: string, client: string, port: string) {
  const process = spawnTs(child, [home, client, port], { stdio: ['pipe', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  process.stderr?.on('data', (chunk) => {
    err += String(chunk);
  });
  const started = new Promise<void>((resolve, reject) => {
    process.once('close', () => reject(new Error(err)));
    process.stdout?.on('data', (chunk) => {
      out += String(chunk);
      if (out.startsWith('go\n')) resolve();
    });
  });
  return {
    started,
    stop: async (): Promise<Readonly<Record<string, number>>> => {
      const closed = new Promise((resolve) => process.once('close', resolve));
      process.stdin?.write('stop\n');
      await closed;
      expect(err).toBe('');
      return JSON.parse(out.slice('go\n'.length));
    },
  };
}
