// After a stop nothing of the broker is left: no timer, no socket, no listener, no process.
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/main/ports';
import type { Server } from '../../src/shared/model';
import { stdioPipe } from '../support/pipes';
import { tsCommand } from '../support/run-ts';
import { startModernHttp } from '../support/servers/modern-http';
import { startOpenHttp } from '../support/servers/open-http';
import { connectClient, entry, remote, startBroker } from './harness';

describe('a stopped broker', () => {
  it('leaves no timer, no socket and no process, though clients were listening', async () => {
    const open = new Set<object>();
    const clock: Clock = {
      now: () => Date.now(),
      after: (ms, callback) => {
        const mark = {};
        const timer = setTimeout(() => {
          open.delete(mark);
          callback();
        }, ms);
        open.add(mark);
        return () => {
          open.delete(mark);
          clearTimeout(timer);
        };
      },
    };
    const [older, newer] = [await startOpenHttp(), await startModernHttp()];
    const [command, ...args] = tsCommand('test/broker/scripts/stdio-scripted.ts');
    const local: Server = { name: 'local', type: 'stdio', command, args, env: {}, disabled: false };
    const pids: number[] = [];
    const wired = { older: older.url, newer: newer.url };
    const { createWireFetch } = await import('../../src/main/broker/wire-fetch');
    const wire = createWireFetch();
    const test = await startBroker(
      [entry(remote('older', wired.older)), entry(remote('newer', wired.newer)), entry(local)],
      {
        clock,
        upstream: (server) =>
          Promise.resolve(
            server.type === 'stdio'
              ? {
                  kind: 'stdio',
                  sharing: 'all',
                  open: () => stdioPipe(command, args, { onStart: (pid) => void pids.push(pid) }),
                }
              : { kind: 'http', url: server.url, fetch: wire.fetch },
          ),
      },
    );
    const clients = [
      await connectClient(test, 'older'),
      await connectClient(test, 'newer', { era: 'auto' }),
      await connectClient(test, 'local'),
    ];
    for (const client of clients) await client.listTools();
    await pause(200);
    await test.stop();
    wire.stop();
    expect(open.size).toBe(0);
    expect(pids.map((pid) => spawnedIsAlive(pid))).toEqual([false]);
    await expect.poll(() => older.sockets() + newer.sockets()).toBe(0);
    await expect(fetch(test.broker.address)).rejects.toThrow();
    await Promise.all(clients.map((client) => client.close()));
    await older.stop();
    await newer.stop();
  });
});

function spawnedIsAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
