// Whether and where the window opens, from one start to the next. Pure but for what is handed in; screens come and go between starts.
import { z } from 'zod';

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
/** What a new window gets: without x and y the system centres it. */
export type Opening = { readonly width: number; readonly height: number; readonly x?: number; readonly y?: number };

/** Sizes in device-independent pixels. */
export const DEFAULT_SIZE = { width: 980, height: 660 };
export const MINIMUM_SIZE = { width: 760, height: 520 };
/** How much of the window's top edge must be on a screen for it to be grabbed and moved. */
const GRIP = { width: 120, height: 40 };

const number = z.number().int().min(-100_000).max(100_000);
const schema = z.object({ x: number, y: number, width: number, height: number });

/** Reads a stored place; undefined where the text is none, for a lost place is no loss. */
export function parsePlace(text: string): Place | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The place to open at: as it was, not larger than its screen, and only where its top edge can be reached. */
export function openingAt(place: Place | undefined, workAreas: readonly Place[]): Opening {
  if (!place) return DEFAULT_SIZE;
  const size = (room: Place) => ({
    width: clamp(place.width, MINIMUM_SIZE.width, room.width),
    height: clamp(place.height, MINIMUM_SIZE.height, room.height),
  });
  // Measured as it will be: a window made smaller to fit may no longer touch the screen it stood on.
  const screen = workAreas.find((area) => reachable({ ...place, ...size(area) }, area));
  return screen ? { x: place.x, y: place.y, ...size(screen) } : size(workAreas[0] ?? place);
}

/** True where a start brings up the window: by hand, on the first run, and where it could not be reached otherwise. */
export function opensAtStart(start: {
  readonly atLogin: boolean;
  readonly tray: boolean;
  readonly servers: number;
}): boolean {
  return !start.atLogin || !start.tray || start.servers === 0;
}

function reachable(place: Place, area: Place): boolean {
  const across = Math.min(place.x + place.width, area.x + area.width) - Math.max(place.x, area.x);
  const top = place.y >= area.y && place.y + GRIP.height <= area.y + area.height;
  return across >= GRIP.width && top;
}

/** The minimum wins: a window smaller than it cannot be drawn. */
function clamp(value: number, minimum: number, maximum: number): number {
  return Math.max(minimum, Math.min(value, maximum));
}
