import { describe, expect, it } from 'vitest';
import { moveChosen, placeOf, rowId } from '../../src/renderer/palette/use-chosen';

describe('the chosen row of the palette', () => {
  it('is the first until another one is moved to', () => {
    expect(placeOf(['a', 'b'], undefined)).toBe(0);
    expect(placeOf(['a', 'b'], 'b')).toBe(1);
  });

  it('stays the same one where rows come before it, and is the first again where it has gone', () => {
    expect(placeOf(['new', 'a', 'b'], 'b')).toBe(2);
    expect(placeOf(['a'], 'b')).toBe(0);
    expect(placeOf([], 'b')).toBe(-1);
  });

  it('moves around the ends, by arrows alone', () => {
    expect(moveChosen('ArrowDown', 2, 3)).toBe(0);
    expect(moveChosen('ArrowUp', 0, 3)).toBe(2);
    expect(moveChosen('Home', 1, 3)).toBeUndefined();
    expect(moveChosen('ArrowDown', -1, 0)).toBeUndefined();
  });

  it('is referred to by an id without white space, different for every name', () => {
    const ids = ['tool:a\nb c', 'tool:a\nb_c', 'tool:a b\nc', 'server:ノート'].map(rowId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).not.toMatch(/\s/u);
  });
});
