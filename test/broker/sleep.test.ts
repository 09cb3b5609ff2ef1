// A machine that slept: the clock on the wall has jumped, and nothing that was open may be taken for forgotten.
import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/main/ports';
import type { Server } from '../../src/shared/model';
import { realClock } from '../support/fakes';
import { stdioPipe } from '../support/pipes';
import { tsCommand } from '../support/run-ts';
import { startOpenHttp } from '../support/servers/open-http';
import { connectClient, entry, remote, startBroker } from './harness';

const NIGHT_MS = 9 * 3600_000;
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Timers stand still in a sleep, as the system's do; only the time of day jumps. */
function sleepyClock(): Clock & { sleep(ms: number): void } {
  let slept = 0;
  return {
    now: () => realClock.now() + slept,
    after: realClock.after,
    sleep: (ms) => {
      slept += ms;
    },
  };
}

describe('after a night asleep', () => {
  it('a session with an HTTP server goes on, and nothing is initialized anew', async () => {
    const clock = sleepyClock();
    const server = await startOpenHttp();
    stops.push(server.stop);
    const test = await startBroker([entry(remote('notes', server.url))], { clock });
    stops.push(test.stop);
    const client = await connectClient(test, 'notes');
    stops.push(() => client.close());
    clock.sleep(NIGHT_MS);
    test.broker.nudge();
    const { content } = await client.callTool({ name: 'read_note', arguments: { id: 'morning' } });
    expect(content).toEqual([{ type: 'text', text: 'note morning' }]);
    expect(server.sessions()).toBe(1);
    expect(test.activity.list().at(-1)?.milliseconds).toBeLessThan(NIGHT_MS);
  });

  it('a session with a command goes on in the same process, its stream still open', async () => {
    const clock = sleepyClock();
    const [command, ...args] = tsCommand('test/broker/scripts/stdio-scripted.ts');
    const server: Server = { name: 'notes', type: 'stdio', command, args, env: {}, disabled: false };
    const pids: number[] = [];
    const open = () => stdioPipe(command, args, { onStart: (pid) => void pids.push(pid) });
    const upstream = () => Promise.resolve({ kind: 'stdio', sharing: 'all', open } as const);
    const test = await startBroker([entry(server)], { clock, upstream });
    stops.push(test.stop);
    const client = await connectClient(test, 'notes');
    stops.push(() => client.close());
    await client.callTool({ name: 'pid', arguments: {} });
    clock.sleep(NIGHT_MS);
    test.broker.nudge();
    const other = await connectClient(test, 'notes');
    stops.push(() => other.close());
    for (const one of [client, other]) {
      const result = await one.callTool({ name: 'pid', arguments: {} });
      expect(JSON.stringify(result.content)).toContain(String(pids[0]));
    }
    expect(pids).toHaveLength(1);
  });
});
