import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SIZE, MINIMUM_SIZE, openingAt, opensAtStart, parsePlace } from '../../src/main/electron/place';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 };
const RIGHT = { x: 1920, y: 0, width: 1280, height: 800 };

describe('the place of the window', () => {
  it('is the default size, centred, at first', () => expect(openingAt(undefined, [SCREEN])).toEqual(DEFAULT_SIZE));

  it('comes back where it was, on any screen', () => {
    const place = { x: 2000, y: 40, width: 1000, height: 700 };
    expect(openingAt(place, [SCREEN, RIGHT])).toEqual(place);
  });

  it('is centred again when its screen is gone, keeping its size', () => {
    expect(openingAt({ x: 2000, y: 40, width: 1000, height: 700 }, [SCREEN])).toEqual({ width: 1000, height: 700 });
  });

  it('is never out of reach, above the minimum and within its screen', () => {
    const number = fc.integer({ min: -100_000, max: 100_000 });
    const places = fc.record({ x: number, y: number, width: number, height: number });
    fc.assert(
      fc.property(places, (place) => {
        const { x, y, width, height } = openingAt(place, [SCREEN, RIGHT]);
        expect(width).toBeGreaterThanOrEqual(MINIMUM_SIZE.width);
        expect(height).toBeGreaterThanOrEqual(MINIMUM_SIZE.height);
        expect(width).toBeLessThanOrEqual(SCREEN.width);
        expect(height).toBeLessThanOrEqual(SCREEN.height);
        if (x === undefined || y === undefined) return;
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThan(SCREEN.height);
        expect(x + width).toBeGreaterThan(0);
        expect(x).toBeLessThan(RIGHT.x + RIGHT.width);
      }),
    );
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"x":0}',
    '{"x":"0","y":0,"width":1,"height":1}',
    '{"x":1e9,"y":0,"width":1,"height":1}',
  ])('takes %j for no place', (text) => expect(parsePlace(text)).toBeUndefined());

  it('reads what it wrote', () => {
    const place = { x: -8, y: 0, width: 980, height: 660 };
    expect(parsePlace(JSON.stringify(place))).toEqual(place);
  });
});

describe('a start', () => {
  const quiet = { atLogin: true, tray: true, servers: 3 };
  it('is quiet at login', () => expect(opensAtStart(quiet)).toBe(false));
  it('opens the window by hand, on the first run, and where there is no tray', () => {
    expect(opensAtStart({ ...quiet, atLogin: false })).toBe(true);
    expect(opensAtStart({ ...quiet, servers: 0 })).toBe(true);
    expect(opensAtStart({ ...quiet, tray: false })).toBe(true);
  });
});
