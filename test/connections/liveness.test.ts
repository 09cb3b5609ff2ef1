// When the other side is asked whether it lives.
import { describe, expect, it, vi } from 'vitest';
import { Liveness } from '../../src/main/connections/liveness';
import type { Session } from '../../src/main/connections/session';
import { manualClock } from '../support/manual-clock';

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function start() {
  const clock = manualClock();
  const ping = vi.fn(async () => ({}));
  // As much of a session as a probe needs.
  const session = { isModern: false, client: { ping } } as unknown as Session;
  const timings = { liveness: 60, livenessAnswer: 10 };
  const liveness = new Liveness({ session, clock, timings, onRoundTrip: vi.fn(), onDead: vi.fn() });
  liveness.probe();
  await settled();
  return { clock, ping, liveness };
}

describe('a server', () => {
  it('is asked at once and after every interval', async () => {
    const { clock, ping } = await start();
    expect(ping).toHaveBeenCalledTimes(1);
    clock.pass(60);
    await settled();
    expect(ping).toHaveBeenCalledTimes(2);
  });

  it('that has just answered something else is left alone for a whole interval', async () => {
    const { clock, ping, liveness } = await start();
    clock.pass(50);
    liveness.answered();
    clock.pass(50);
    await settled();
    expect(ping).toHaveBeenCalledTimes(1);
    clock.pass(10);
    await settled();
    expect(ping).toHaveBeenCalledTimes(2);
  });

  it('that answers all the time is asked now and then all the same', async () => {
    const { clock, ping, liveness } = await start();
    for (let i = 0; i < 100; i++) {
      clock.pass(10);
      await settled();
      liveness.answered();
    }
    // At once, and then every four intervals and the one that follows them.
    expect(ping).toHaveBeenCalledTimes(1 + Math.floor(1000 / (4 * 60 + 10 + 50)));
  });

  it('is left alone once it is stopped', async () => {
    const { clock, ping, liveness } = await start();
    liveness.stop();
    liveness.answered();
    expect(clock.waiting()).toBe(0);
    clock.pass(1000);
    await settled();
    expect(ping).toHaveBeenCalledTimes(1);
  });
});
