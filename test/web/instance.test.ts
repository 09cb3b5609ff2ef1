import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Claim, findInstance, type Instance, type Taken, takeInstance } from '../../src/main/web/instance';
import { realClock } from '../support/fakes';
import { openWeb, type TestWeb } from './support';

let stateFolder: string;
const stops: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  stateFolder = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-state-'));
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await rm(stateFolder, { recursive: true });
});

const options = (over: object = {}) => ({
  stateFolder,
  version: '0.1.0',
  clock: realClock,
  onLost: () => undefined,
  timings: { stale: 2000, answer: 300, retry: 20 },
  ...over,
});
function mine(taken: Taken): Claim {
  if (taken.kind !== 'mine') throw new Error('another instance runs');
  stops.push(taken.claim.release);
  return taken.claim;
}
/** @param onYield makes it one in the background */
async function running(onYield?: () => void): Promise<{ web: TestWeb; claim: Claim; instance: Instance }> {
  const web = await openWeb({}, {}, onYield);
  stops.push(web.stop);
  const claim = mine(await takeInstance(options()));
  const instance = {
    address: web.address,
    key: web.key,
    bridgeKey: web.key,
    pid: process.pid,
    version: '0.1.0',
    face: 'web',
    ...(onYield && { background: true }),
  } as const;
  await claim.publish(instance);
  return { web, claim, instance };
}
const file = () => path.join(stateFolder, 'instance.json');

describe('the one instance', () => {
  it('is found by its file, which only its user may read, and is gone after release', async () => {
    const { claim, instance } = await running();
    expect(await findInstance(options())).toEqual(instance);
    if (process.platform !== 'win32') expect((await stat(file())).mode & 0o777).toBe(0o600);
    await claim.release();
    expect(existsSync(file())).toBe(false);
    expect(await findInstance(options())).toBeUndefined();
  });

  it('keeps its place against a second start', async () => {
    const { instance } = await running();
    expect(await takeInstance(options())).toEqual({ kind: 'other', instance });
  });

  it('is one of many that start at the same time', async () => {
    const web = await openWeb();
    stops.push(web.stop);
    const start = async () => {
      const taken = await takeInstance(options());
      if (taken.kind === 'mine') {
        const { address, key } = web;
        await mine(taken).publish({ address, key, bridgeKey: key, pid: process.pid, version: '0.1.0', face: 'web' });
      }
      return taken.kind;
    };
    const kinds = await Promise.all([1, 2, 3, 4, 5].map(start));
    expect(kinds.filter((kind) => kind === 'mine')).toHaveLength(1);
  });

  it('of another version is named, not used', async () => {
    await running();
    await expect(findInstance(options({ version: '0.2.0' }))).rejects.toMatchObject({
      code: 'instance-other-version',
      params: { running: '0.1.0', own: '0.2.0' },
    });
  });

  it('in the background stays for commands, and makes room for a start that a person wants', async () => {
    const onYield = vi.fn();
    const { web, claim, instance } = await running(onYield);
    expect(await findInstance(options())).toEqual(instance);
    expect(await takeInstance(options())).toEqual({ kind: 'other', instance });
    expect(onYield).not.toHaveBeenCalled();
    const taking = takeInstance(options({ replacesBackground: true }));
    await vi.waitFor(() => expect(onYield).toHaveBeenCalled());
    await web.stop();
    await claim.release();
    expect((await taking).kind).toBe('mine');
    stops.splice(0);
    mine(await taking);
  });

  it('in the background and of another version makes room for whoever needs one', async () => {
    const onYield = vi.fn();
    await running(onYield);
    expect(await findInstance(options({ version: '0.2.0' }))).toBeUndefined();
    expect(onYield).toHaveBeenCalledOnce();
    expect(await findInstance(options({ version: '0.2.0', anyVersion: true }))).toMatchObject({ version: '0.1.0' });
  });

  it('that a person started makes room for nobody', async () => {
    const { web, instance } = await running();
    expect(await takeInstance(options({ replacesBackground: true }))).toEqual({ kind: 'other', instance });
    const asked = await fetch(`${web.address}/api/yield`, {
      method: 'POST',
      headers: { authorization: `Bearer ${web.key}` },
    });
    expect(asked.status).toBe(403);
  });

  it('that holds the lock and never answers is told after a bounded wait', async () => {
    mine(await takeInstance(options()));
    await expect(takeInstance(options({ timings: { stale: 2000, answer: 10, retry: 50 } }))).rejects.toMatchObject({
      code: 'instance-silent',
    });
  });

  it('hears that another took its lock', async () => {
    const onLost = vi.fn();
    mine(await takeInstance(options({ onLost })));
    await utimes(path.join(stateFolder, 'instance.lock'), 1, 1);
    await vi.waitFor(() => expect(onLost).toHaveBeenCalledOnce(), 4000);
  });
});

describe('after a kill', () => {
  it('the place is taken over once the lock has gone stale', async () => {
    const child = spawn(process.execPath, ['-e', HOLD_LOCK, path.join(stateFolder, 'instance.lock')], {
      cwd: process.cwd(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const dead = { address: 'http://127.0.0.1:9', key: 'k'.repeat(43), pid: child.pid, version: '0.1.0', face: 'web' };
    await writeFile(file(), JSON.stringify(dead));
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
    expect(existsSync(path.join(stateFolder, 'instance.lock'))).toBe(true);
    const started = Date.now();
    mine(await takeInstance(options()));
    expect(Date.now() - started).toBeLessThan(4000);
  });

  it('an impostor on the port left behind never gets the key and is not believed', async () => {
    const heard: string[] = [];
    const impostor = createServer((req, res) => {
      heard.push(JSON.stringify([req.url, req.headers]));
      res.end(JSON.stringify({ ok: true, value: { version: '0.1.0', proof: 'x' } }));
    });
    await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
    stops.push(() => new Promise((resolve) => impostor.close(resolve)));
    const { port } = impostor.address() as AddressInfo;
    const key = 'k'.repeat(43);
    const left = { address: `http://127.0.0.1:${port}`, key, bridgeKey: key, pid: 1, version: '0.1.0', face: 'web' };
    await writeFile(file(), JSON.stringify(left));
    expect(await findInstance(options())).toBeUndefined();
    expect(heard).toHaveLength(1);
    expect(heard.join()).not.toContain(key);
  });

  it.each([
    ['half a file', '{"address":'],
    ['another host', '{"address":"http://evil.example:80","key":"kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk","pid":1}'],
  ])('%s counts as no instance', async (_, text) => {
    await writeFile(file(), text);
    expect(await findInstance(options())).toBeUndefined();
    expect(await readFile(file(), 'utf8')).toBe(text);
  });
});

const HOLD_LOCK = `
const { lock } = require('proper-lockfile');
lock('x', { realpath: false, lockfilePath: process.argv[1], stale: 2000 }).then(() => console.log('held'));
setInterval(() => {}, 1000);
`;
