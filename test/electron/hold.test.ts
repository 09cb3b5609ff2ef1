import { describe, expect, it } from 'vitest';
import { holdWhileOpen } from '../../src/main/electron/hold';
import { manualClock } from '../support/manual-clock';

function setUp() {
  const clock = manualClock();
  const shown: string[] = [];
  const hold = holdWhileOpen<string>(clock, { settleMs: 300, longestMs: 60_000 }, (value) => void shown.push(value));
  return { clock, shown, hold };
}

describe('the menu while it is open', () => {
  it('is replaced at once while closed, and only where something changed', () => {
    const { shown, hold } = setUp();
    for (const value of ['a', 'a', 'b']) hold.update(value);
    expect(shown).toEqual(['a', 'b']);
  });

  it('stands still while open, and shows the newest once the click is delivered', () => {
    const { clock, shown, hold } = setUp();
    hold.update('a');
    hold.opened();
    hold.update('b');
    hold.update('c');
    clock.pass(5000);
    hold.closed();
    expect(shown).toEqual(['a']);
    clock.pass(300);
    expect(shown).toEqual(['a', 'c']);
    hold.update('d');
    expect(shown).toEqual(['a', 'c', 'd']);
  });

  it('does not wait for ever where closing is never told', () => {
    const { clock, shown, hold } = setUp();
    hold.opened();
    hold.update('a');
    clock.pass(60_000);
    expect(shown).toEqual(['a']);
  });

  it('leaves no timer behind', () => {
    const { clock, hold } = setUp();
    hold.opened();
    hold.update('a');
    hold.stop();
    expect(clock.waiting()).toBe(0);
  });
});
