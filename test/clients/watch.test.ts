import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { claudeCode } from '../../src/main/clients/claude-code';
import { type Desk, desk, direct, http } from './support';

let d: Desk;
beforeEach(() => {
  d = desk();
});
afterEach(() => d.dispose());

async function told(change: () => unknown): Promise<boolean> {
  let calls = 0;
  const stop = d.clients.onChange(() => {
    calls++;
  });
  // The watch begins with the first listener and tells once when it stands; a moment later all is quiet.
  await vi.waitFor(() => expect(calls).toBe(1), 10_000);
  await new Promise((resolve) => setTimeout(resolve, 200));
  calls = 0;
  await change();
  for (let i = 0; i < 200 && calls === 0; i++) await new Promise((resolve) => setTimeout(resolve, 50));
  stop();
  return calls > 0;
}

it('a listener is told once when the watch stands: what changed until then was seen by nobody', async () => {
  let calls = 0;
  d.clients.onChange(() => {
    calls++;
  });
  expect(calls).toBe(0);
  await vi.waitFor(() => expect(calls).toBe(1), 10_000);
});

it('a place that cannot be told is told to the log, and stop ends what was started', async () => {
  const lines: string[] = [];
  const note = (message: string) => void lines.push(message);
  const nowhere = { ...claudeCode, place: () => Promise.reject(new Error('no such place')) };
  const e = desk({ adapters: [nowhere], log: { info: note, warn: note, error: note } });
  e.clients.onChange(() => undefined);
  await e.dispose();
  expect(lines).toEqual(['a client file cannot be watched']);
});

describe('a listener is told', () => {
  it('when the file appears', async () => {
    expect(await told(() => d.write('{}'))).toBe(true);
  });

  it('when someone writes the file', async () => {
    d.write('{}');
    expect(await told(() => d.write('{"a":1}'))).toBe(true);
  });

  it('when another process of ours settles a drift, which changes records alone', async () => {
    await d.sync([direct(http('a'))]);
    d.write(d.read().replace('127.0.0.1:1', '127.0.0.1:2'));
    expect(await told(() => d.clients.resolveDrift('claude-code', 'a', 'keep-theirs'))).toBe(true);
  });

  it('when the legacy file comes, which Claude then prefers', async () => {
    const legacy = path.join(d.home, '.claude', '.config.json');
    d.write('{}');
    expect(
      await told(() => {
        mkdirSync(path.dirname(legacy));
        writeFileSync(legacy, '{}');
      }),
    ).toBe(true);
    expect((await d.clients.summaries(() => []))[0]?.file).toBe(legacy);
  });
});

it('nothing is left after stop', async () => {
  expect(await told(() => d.write('{}'))).toBe(true);
  await d.clients.stop();
  let calls = 0;
  d.clients.onChange(() => {
    calls++;
  });
  d.write('{"a":1}');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(calls).toBe(0);
  expect(process.getActiveResourcesInfo().filter((name) => name.startsWith('FSEvent'))).toEqual([]);
});
