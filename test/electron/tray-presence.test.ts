// When a desktop counts as one without a tray.
import { describe, expect, it, vi } from 'vitest';
import { watchTray } from '../../src/main/electron/tray-presence';
import { keptLog } from '../support/fakes';
import { manualClock } from './manual-clock';

const WAITS = [10, 20];
const settled = () => new Promise((resolve) => setImmediate(resolve));

function watch(ask: (() => Promise<boolean>) | undefined) {
  const clock = manualClock();
  const onChange = vi.fn();
  const log = keptLog();
  const presence = watchTray({ ask, clock, log, waits: WAITS, onChange });
  const pass = async (ms: number) => {
    await settled();
    clock.pass(ms);
    await settled();
  };
  return { presence, onChange, pass, log };
}

describe('a desktop', () => {
  it('has a tray where somebody shows it, and is not asked again', async () => {
    const ask = vi.fn(async () => true);
    const { presence, pass, onChange } = watch(ask);
    await pass(1000);
    expect([presence.missing(), ask.mock.calls.length, onChange.mock.calls.length]).toEqual([false, 1, 0]);
  });

  it('is asked again before a no is believed, for a panel may come up after us', async () => {
    const ask = vi.fn(async () => false);
    const { presence, pass, onChange } = watch(ask);
    await pass(10);
    expect([presence.missing(), ask.mock.calls.length]).toEqual([false, 2]);
    await pass(20);
    expect([presence.missing(), ask.mock.calls.length, onChange.mock.calls.length]).toEqual([true, 3, 1]);
  });

  it('has one where the panel comes late', async () => {
    const answers = [false, true];
    const { presence, pass } = watch(async () => answers.shift() ?? false);
    await pass(10);
    await pass(20);
    expect(presence.missing()).toBe(false);
  });

  it('gets one when it is looked at again, and loses it so', async () => {
    let shown = false;
    const { presence, pass, onChange } = watch(async () => shown);
    await pass(10);
    await pass(20);
    shown = true;
    presence.look();
    await settled();
    expect(presence.missing()).toBe(false);
    shown = false;
    presence.look();
    await settled();
    expect([presence.missing(), onChange.mock.calls.length]).toEqual([true, 3]);
  });

  it('counts as one with a tray where it cannot be asked, or need not be', async () => {
    const failing = watch(async () => Promise.reject(new Error('no bus')));
    await failing.pass(1000);
    expect(failing.presence.missing()).toBe(false);
    const mac = watch(undefined);
    await mac.pass(1000);
    expect(mac.presence.missing()).toBe(false);
  });

  it('is left alone once it is stopped, a question under way included', async () => {
    const asked = Promise.withResolvers<boolean>();
    const ask = vi.fn(() => asked.promise);
    const { presence, pass, onChange } = watch(ask);
    presence.stop();
    asked.resolve(false);
    await pass(1000);
    expect([ask.mock.calls.length, onChange.mock.calls.length]).toEqual([1, 0]);
  });
});
