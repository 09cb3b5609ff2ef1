import { describe, expect, it } from 'vitest';
import { coalesce, oneAtATime } from '../../src/main/coalesce';
import type { Clock } from '../../src/main/ports';

function manualClock(): Clock & { fire(): void; waiting(): number } {
  const waiting = new Set<() => void>();
  return {
    now: () => 0,
    after: (_ms, callback) => {
      waiting.add(callback);
      return () => void waiting.delete(callback);
    },
    fire: () => {
      for (const callback of [...waiting]) {
        waiting.delete(callback);
        callback();
      }
    },
    waiting: () => waiting.size,
  };
}

describe('coalesce', () => {
  it('makes one call of a burst, and another of the next burst', () => {
    const clock = manualClock();
    let calls = 0;
    const { poke } = coalesce(clock, 10, () => calls++);
    poke();
    poke();
    clock.fire();
    expect(calls).toBe(1);
    poke();
    clock.fire();
    expect(calls).toBe(2);
  });
  it('leaves no timer after stop', () => {
    const clock = manualClock();
    const { poke, stop } = coalesce(clock, 10, () => expect.unreachable());
    poke();
    stop();
    expect(clock.waiting()).toBe(0);
  });
});

describe('oneAtATime', () => {
  it('runs once more, not twice, for requests during a run', async () => {
    let runs = 0;
    let open: () => void = () => undefined;
    const { run } = oneAtATime(() => {
      runs++;
      return new Promise((resolve) => {
        open = resolve;
      });
    });
    const first = run();
    const second = run();
    const third = run();
    open();
    await first;
    await new Promise(setImmediate);
    open();
    await Promise.all([second, third]);
    expect(runs).toBe(2);
  });
  it('runs again after a run that failed, and tells each caller its own outcome', async () => {
    let runs = 0;
    const { run } = oneAtATime(async () => {
      if (++runs === 1) throw new Error('first');
    });
    const [first, second] = await Promise.allSettled([run(), run()]);
    expect([first?.status, second?.status]).toEqual(['rejected', 'fulfilled']);
  });
  it('does nothing once stopped', async () => {
    let runs = 0;
    const { run, stop } = oneAtATime(async () => void runs++);
    await stop();
    await run();
    expect(runs).toBe(0);
  });
});
