import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDoors, type DoorOptions } from '../../src/main/cli/doors';
import { takeInstance } from '../../src/main/web/instance';
import type { Snapshot } from '../../src/shared/model';
import { serverSummary } from '../support/fake-handlers';
import { realClock } from '../support/fakes';
import { openWeb, type TestWeb } from '../web/support';

let stateFolder: string;
const stops: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  stateFolder = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-doors-'));
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await rm(stateFolder, { recursive: true });
});

const timings = { stale: 2000, answer: 300, retry: 20 };
const running = { kind: 'running', address: 'http://127.0.0.1:27630', port: 27630 } as const;
const bridgeKey = 'b'.repeat(43);

/** An instance whose snapshots say this, and little else, as one of another version might. */
async function startInstance(over: object = {}, version = '0.1.0'): Promise<{ web: TestWeb; stop(): Promise<void> }> {
  const shown = { broker: running, servers: [serverSummary({ name: 'notes' })], version, ...over };
  const web = await openWeb({ 'app:snapshot': async () => ({ language: 'en', ...shown }) as unknown as Snapshot });
  web.change({ version });
  const taken = await takeInstance({ stateFolder, version, clock: realClock, onLost: () => undefined, timings });
  if (taken.kind !== 'mine') throw new Error('another instance runs');
  const { address, key } = web;
  await taken.claim.publish({ address, key, bridgeKey, pid: process.pid, version, face: 'web' });
  const stop = async () => {
    await web.stop();
    await taken.claim.release();
  };
  return { web, stop };
}

function doors(over: Partial<DoorOptions> = {}) {
  let starts = 0;
  const start = () => {
    starts += 1;
    over.start?.();
  };
  const waits = { patience: 400, comeback: 150, poll: 10, answer: 300, ...over.waits };
  const own = { server: 'notes', stateFolder, version: '0.1.0', clock: realClock, language: 'en', timings } as const;
  const found = createDoors({ ...own, ...over, waits, start });
  return { ...found, open: () => found.open(new AbortController().signal), starts: () => starts };
}

describe('the way to the broker', () => {
  it('is what the running instance says, with the key that opens it', async () => {
    stops.push((await startInstance()).stop);
    const { open, look, starts } = doors();
    const door = { url: 'http://127.0.0.1:27630/s/notes/mcp', key: bridgeKey };
    expect([await look(), await open(), starts()]).toEqual([door, door, 0]);
  });

  it('is there once an instance has been started, which happens once', async () => {
    const start = () => void startInstance().then(({ stop }) => stops.push(stop));
    const { open, look, starts } = doors({ start, waits: { patience: 5000 } });
    expect(await look()).toBeUndefined();
    expect(starts()).toBe(0);
    expect(await open()).toMatchObject({ key: bridgeKey });
    expect(starts()).toBe(1);
  });

  it('is given up after a while', async () => {
    const { open, starts } = doors();
    await expect(open()).rejects.toMatchObject({ code: 'bridge-no-way' });
    expect(starts()).toBe(1);
  });

  it('is waited for where one was before: it may be coming back by itself', async () => {
    const first = await startInstance();
    const { open, starts } = doors({ waits: { patience: 5000, comeback: 3000 } });
    await open();
    await first.stop();
    const again = open();
    await new Promise((resolve) => setTimeout(resolve, 50));
    stops.push((await startInstance({ broker: { ...running, address: 'http://127.0.0.1:4100' } })).stop);
    expect(await again).toMatchObject({ url: 'http://127.0.0.1:4100/s/notes/mcp' });
    expect(starts()).toBe(0);
  });

  it('ends its search when the bridge does', async () => {
    const over = new AbortController();
    const search = createDoors({
      server: 'notes',
      stateFolder,
      version: '0.1.0',
      clock: realClock,
      language: 'en',
      start: () => undefined,
    });
    const opened = search.open(over.signal);
    over.abort(new Error('over'));
    await expect(opened).rejects.toThrow('over');
  });

  it('works with an instance of another version, as long as it says what is needed', async () => {
    stops.push((await startInstance({ newField: true }, '0.9.0')).stop);
    expect(await doors().open()).toMatchObject({ key: bridgeKey });
  });

  it('does not work with one that speaks otherwise, and says so', async () => {
    stops.push((await startInstance({ broker: { kind: 'elsewhere' } }, '0.9.0')).stop);
    const error = { code: 'instance-other-version', params: { running: '0.9.0', own: '0.1.0' } };
    await expect(doors().open()).rejects.toMatchObject(error);
  });

  it('is told in the words, and the language, of the instance where its broker cannot listen', async () => {
    const problem = { code: 'broker-port-taken', message: 'Port 1 is taken.', action: 'Move.' };
    stops.push((await startInstance({ broker: { kind: 'failed', port: 1, problem }, language: 'ja' })).stop);
    const { open, say } = doors();
    const error = await open().catch((thrown: unknown) => thrown);
    expect(say(error)).toBe('Port 1 is taken. Move.');
    expect(say(new Error('x'))).toMatch(/不具合が起きました/u);
  });

  it('is none for a server that is not in the list', async () => {
    stops.push((await startInstance({ servers: [] })).stop);
    await expect(doors().open()).rejects.toMatchObject({ code: 'server-unknown', params: { name: 'notes' } });
  });
});
