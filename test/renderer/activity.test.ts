import { describe, expect, it } from 'vitest';
import { countRecords, filterRecords, keepRecords, readable } from '../../src/renderer/activity/records';
import { repeat } from '../../src/renderer/activity/use-activity';
import { heldBack, type Standing, stand } from '../../src/renderer/activity/use-hold';
import type { ActivityRecord } from '../../src/shared/model';

function record(id: number, over: Partial<ActivityRecord> = {}): ActivityRecord {
  return { id, at: id * 1000, client: 'claude-code', server: 'notes', method: 'tools/list', outcome: 'ok', ...over };
}
const call = (id: number, over: Partial<ActivityRecord> = {}) =>
  record(id, { method: 'tools/call', name: 'read_note', ...over });

describe('the requests that are shown', () => {
  const records = [
    record(1),
    call(2, { outcome: 'refused', code: 'tool-off' }),
    call(3, { outcome: 'error' }),
    record(4, { outcome: 'failed', code: 'connection-lost' }),
    call(5, { outcome: 'left' }),
    call(6, { outcome: 'running' }),
  ];
  const ids = (filter: Parameters<typeof filterRecords>[1]) => filterRecords(records, filter).map((r) => r.id);

  it('come newest first, and are calls or problems where that was chosen', () => {
    expect(ids('all')).toEqual([6, 5, 4, 3, 2, 1]);
    expect(ids('calls')).toEqual([6, 5, 3, 2]);
    expect(ids('problems')).toEqual([4, 3, 2]);
    expect(countRecords(records)).toEqual({ all: 6, calls: 4, problems: 3 });
  });

  it('keep their identity from one answer to the next, wherever they stand in it', () => {
    const next = structuredClone([...records.slice(1), record(7)]).map((r) =>
      r.id === 6 ? { ...r, outcome: 'ok' as const, milliseconds: 4 } : r,
    );
    const kept = keepRecords(records, next);
    expect(kept).toEqual(next);
    expect(kept[0]).toBe(records[1]);
    expect(kept[4]).not.toBe(records[5]);
  });

  it('stay below the newest one of the moment the list was held', () => {
    const rows = filterRecords(records, 'all');
    expect(heldBack(rows, undefined)).toEqual({ shown: rows, waiting: 0 });
    const { shown, waiting } = heldBack(rows, 4);
    expect(shown.map((r) => r.id)).toEqual([4, 3, 2, 1]);
    expect(waiting).toBe(2);
  });

  it('are held while the person is in the list or below its top, and move again once both are over', () => {
    const away: Standing = { focused: false, scrolled: false, held: undefined };
    const inside = stand(away, { focused: true }, 4);
    expect(inside.held).toBe(4);
    const below = stand(inside, { scrolled: true }, 5);
    // The row with the focus was scrolled away: nothing but being below the top holds the list now.
    const lost = stand(below, { focused: false }, 6);
    expect(lost).toEqual({ focused: false, scrolled: true, held: 4 });
    expect(stand(lost, { scrolled: false }, 7)).toEqual(away);
    expect(stand(lost, { focused: false }, 7)).toBe(lost);
  });
});

describe('what was said', () => {
  it('sets out JSON over lines and leaves what was cut short as it is', () => {
    expect(readable('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(readable('{"a":1')).toBe('{"a":1');
  });
});

describe('asking again', () => {
  it('asks one question at a time, shows every answer, and asks once more for all that came meanwhile', async () => {
    const asked: ((n: number) => void)[] = [];
    const taken: number[] = [];
    const repeater = repeat(
      () => new Promise<number>((resolve) => asked.push(resolve)),
      (n) => taken.push(n),
    );
    for (let i = 0; i < 3; i++) repeater.poke();
    expect(asked).toHaveLength(1);
    asked[0]?.(1);
    await expect.poll(() => asked.length).toBe(2);
    expect(taken).toEqual([1]);
    asked[1]?.(2);
    await expect.poll(() => taken).toEqual([1, 2]);
    expect(asked).toHaveLength(2);
    repeater.poke();
    repeater.stop();
    asked[2]?.(3);
    await Promise.resolve();
    repeater.poke();
    await Promise.resolve();
    expect(asked).toHaveLength(3);
    expect(taken).toEqual([1, 2]);
  });
});
