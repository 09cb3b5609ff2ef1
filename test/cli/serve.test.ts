import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServeOptions, Terminal } from '../../src/main/cli/context';
import { type ServeHost, serve } from '../../src/main/cli/serve';
import { type Core, openSession } from '../../src/main/cli/session';
import { takeInstance } from '../../src/main/web/instance';
import { texts } from '../../src/shared/messages';
import type { ActivityRecord, Snapshot } from '../../src/shared/model';
import { fakeHandlers, snapshot } from '../support/fake-handlers';
import { keptLog, realClock } from '../support/fakes';
import { ask } from '../web/support';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-serve-'));
  await writeFile(path.join(folder, 'index.html'), '<title>Tray</title>');
});
afterEach(() => rm(folder, { recursive: true }));

const t = texts('en');
const timings = { stale: 2000, answer: 300, retry: 20 };
const session = () => ({ stateFolder: path.join(folder, 'state'), version: '0.1.0', clock: realClock, timings });

function makeCore(name: string, over: Partial<Snapshot> = {}) {
  const records: ActivityRecord[] = [];
  const opened: string[] = [];
  const removed: string[] = [];
  let running = false;
  const { handlers } = fakeHandlers({
    'app:snapshot': async () => snapshot({ configFile: name }),
    'app:openLink': async ({ url }) => void opened.push(url),
    'activity:list': async () => records,
    'server:remove': async (args) => void removed.push(args.name),
  });
  const core: Core = {
    handlers,
    snapshot: () => snapshot({ configFile: name, ...over }),
    onChange: () => () => undefined,
    translate: () => t,
    bridgeKey: 'b'.repeat(43),
    calls: () => 0,
    stop: async () => {
      running = false;
    },
  };
  const startCore = async () => {
    running = true;
    return core;
  };
  return { startCore, opened, removed, records, isRunning: () => running };
}

function start(
  over: Partial<ServeHost> = {},
  options: ServeOptions = { port: 0, open: true },
  shown: Partial<Snapshot> = {},
) {
  const core = makeCore('serving', shown);
  const asked = Promise.withResolvers<void>();
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const terminal: Terminal = {
    out: say,
    err: say,
    hint: () => undefined,
    paint: (_, text) => text,
    width: undefined,
    ask: undefined,
    watched: false,
    typed: false,
    progress: () => undefined,
    readLine: async () => undefined,
    readInput: async () => '',
  };
  const ended = serve(
    options,
    {
      ...session(),
      terminal,
      log: keptLog(),
      staticFolder: folder,
      pid: process.pid,
      hasDisplay: true,
      startCore: core.startCore,
      asked: asked.promise,
      ...over,
    },
    t,
  );
  // A failed start is what some tests await; the others would otherwise see it as unhandled first.
  ended.catch(() => undefined);
  const link = () =>
    vi.waitFor(() => lines.find((line) => line.startsWith('http')) ?? Promise.reject(new Error('no link')));
  return { ...core, ended, end: asked.resolve, lines, link };
}

const instanceFile = () => path.join(folder, 'state/instance.json');
const opens = async (link: string) => {
  const url = new URL(link);
  return (await ask({ port: Number(url.port) }, url.pathname + url.search)).status === 303;
};

describe('serve', () => {
  it('prints a link that opens once, opens the browser on it, and ends cleanly when asked', async () => {
    const run = start();
    const link = await run.link();
    await vi.waitFor(() => expect(run.opened).toEqual([link]));
    expect(await opens(link)).toBe(true);
    expect(await opens(link)).toBe(false);
    run.end();
    expect(await run.ended).toBe(0);
    expect(run.isRunning()).toBe(false);
    expect(existsSync(instanceFile())).toBe(false);
    await expect(opens(link)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('gives a fresh link of the running one on a second start, and ends with 0', async () => {
    const first = start();
    await first.link();
    const second = start({}, { port: 0, open: false });
    expect(await second.ended).toBe(0);
    expect(second.lines[0]).toContain('was running already');
    expect(await opens(await second.link())).toBe(true);
    expect([second.isRunning(), second.opened.length]).toEqual([false, 0]);
    first.end();
    await first.ended;
  });

  it.each([
    ['--no-open', {}, { port: 0, open: false }],
    ['no display', { hasDisplay: false }, { port: 0, open: true }],
  ])('opens no browser with %s', async (_, over, options) => {
    const run = start(over, options);
    await run.link();
    run.end();
    await run.ended;
    expect(run.opened).toEqual([]);
  });

  it('says who has the port, and gives everything back', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const run = start({}, { port, open: false });
    await expect(run.ended).rejects.toMatchObject({ code: 'port-taken', params: { port } });
    expect(run.isRunning()).toBe(false);
    expect((await takeInstance({ ...session(), onLost: () => undefined })).kind).toBe('mine');
    await new Promise((resolve) => other.close(resolve));
  });

  it('goes on without a broker, and says why and what to type', async () => {
    const problem = { code: 'broker-port-taken', message: 'Port 1 is taken by nc.', action: 'Quit nc.' } as const;
    const broker = { kind: 'failed', port: 27630, offer: 27631, problem } as const;
    const run = start({}, { port: 0, open: false }, { broker });
    await run.link();
    await vi.waitFor(() =>
      expect(run.lines.slice(-2)).toEqual([
        'Port 1 is taken by nc. [broker-port-taken]',
        'Quit nc. Run “mcp-tray broker --port 27631”.',
      ]),
    );
    run.end();
    expect(await run.ended).toBe(0);
  });

  it('fails in a sentence when the page is not built', async () => {
    await rm(path.join(folder, 'index.html'));
    await expect(start().ended).rejects.toMatchObject({ code: 'file-failed' });
  });
});

describe('serve in the background', () => {
  const background = (ms: number) => start({}, { port: 0, open: false, background: ms });
  const runs = () =>
    vi.waitFor(async () => JSON.parse(await readFile(instanceFile(), 'utf8')) as { address: string; key: string });

  it('says nothing, opens nothing, and ends by itself when nobody uses it', async () => {
    const run = background(300);
    expect(await runs()).toMatchObject({ background: true });
    expect(await run.ended).toBe(0);
    expect([run.lines, run.opened, run.isRunning(), existsSync(instanceFile())]).toEqual([[], [], false, false]);
  });

  it('goes on while a page is open', async () => {
    const run = background(200);
    const { address, key } = await runs();
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${key}` };
    const events = await fetch(`${address}/api/events`, { headers, signal: leaving.signal });
    expect(events.ok).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(run.isRunning()).toBe(true);
    leaving.abort();
    expect(await run.ended).toBe(0);
  });

  it('leaves the field to one that runs already, whoever started it', async () => {
    for (const begin of [() => start(), () => background(60_000)]) {
      const first = begin();
      await runs();
      const second = background(60_000);
      expect(await second.ended).toBe(0);
      expect([second.lines, second.isRunning(), first.isRunning()]).toEqual([[], false, true]);
      first.end();
      await first.ended;
    }
  });

  it('makes room for one that a person starts', async () => {
    const first = background(60_000);
    await runs();
    const second = start();
    await second.link();
    expect(await first.ended).toBe(0);
    expect([first.isRunning(), second.isRunning()]).toEqual([false, true]);
    second.end();
    await second.ended;
  });

  it('lets a call under way end before it makes room', async () => {
    const first = background(60_000);
    await runs();
    const call = { at: 0, client: 'c', server: 's', outcome: 'running' } as const;
    const listening = { ...call, id: 1, method: 'subscriptions/listen' };
    first.records.push({ ...call, id: 2, method: 'tools/call' }, listening);
    const second = start();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect([first.isRunning(), second.isRunning()]).toEqual([true, false]);
    first.records.shift();
    await second.link();
    expect(await first.ended).toBe(0);
    second.end();
    await second.ended;
  });
});

describe('a session', () => {
  it('talks to the running instance, reads and writes alike', async () => {
    const run = start();
    await run.link();
    await vi.waitFor(() => readFile(instanceFile()));
    const own = makeCore('own');
    const { handlers, write, close } = await openSession({ ...session(), startCore: own.startCore });
    expect((await handlers['app:snapshot'](undefined)).configFile).toBe('serving');
    await write((h) => h['server:remove']({ name: 'notes' }));
    await close();
    expect([run.removed, own.removed, own.isRunning()]).toEqual([['notes'], [], false]);
    run.end();
    await run.ended;
  });

  it('runs a core of its own where none runs, and owns the instance only while it writes', async () => {
    const own = makeCore('own');
    const { handlers, write, close } = await openSession({ ...session(), startCore: own.startCore });
    expect((await handlers['app:snapshot'](undefined)).configFile).toBe('own');
    const lockFolder = path.join(folder, 'state/instance.lock');
    expect(existsSync(lockFolder)).toBe(false);
    await write(async (h) => {
      expect(existsSync(lockFolder)).toBe(true);
      await h['server:remove']({ name: 'notes' });
    });
    expect(existsSync(lockFolder)).toBe(false);
    expect(own.isRunning()).toBe(true);
    await close();
    expect([own.removed, own.isRunning()]).toEqual([['notes'], false]);
  });

  it('writes through an instance that started meanwhile', async () => {
    const own = makeCore('own');
    const { write, close } = await openSession({ ...session(), startCore: own.startCore });
    const run = start();
    await run.link();
    await write((h) => h['server:remove']({ name: 'notes' }));
    expect([run.removed, own.removed]).toEqual([['notes'], []]);
    await close();
    run.end();
    await run.ended;
  });
});
