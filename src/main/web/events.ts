// Server-sent events: whole snapshots, the newest only. A slow reader gets fewer of them, a dead one is cut off.
import type { ServerResponse } from 'node:http';
import type { Snapshot } from '../../shared/model';
import type { Clock, Stop } from '../ports';

export interface EventSourceOptions {
  readonly snapshot: () => Snapshot;
  readonly onChange: (listener: () => void) => Stop;
  readonly clock: Clock;
  /** Milliseconds between heartbeats; a reader that took nothing from one to the next is cut off. */
  readonly heartbeat: number;
  readonly mostReaders: number;
}
export interface EventStreams {
  /** Starts a stream on this response; false when there are too many readers. */
  open(res: ServerResponse): boolean;
  /** How many are open. */
  count(): number;
  stop: Stop;
}

interface Reader {
  readonly res: ServerResponse;
  /** The reader has not taken what it has; on drain it gets the newest snapshot, not the ones it missed. */
  behind: boolean;
  stalled: boolean;
}

/** Serves every open stream until stopped. */
export function createEvents(options: EventSourceOptions): EventStreams {
  const readers = new Set<Reader>();
  let frame: string | undefined;
  // Made once for all readers, and only when someone reads.
  const newest = () => {
    frame ??= `event: app:changed\ndata: ${JSON.stringify(options.snapshot())}\n\n`;
    return frame;
  };
  const send = (reader: Reader) => {
    reader.behind = reader.res.writableNeedDrain;
    if (!reader.behind) reader.res.write(newest());
  };
  const unsubscribe = options.onChange(() => {
    frame = undefined;
    for (const reader of readers) send(reader);
  });
  const stopBeating = every(options.clock, options.heartbeat, () => {
    for (const reader of readers) beat(reader);
  });
  return {
    open: (res) => {
      if (readers.size >= options.mostReaders) return false;
      const reader: Reader = { res, behind: false, stalled: false };
      readers.add(reader);
      res.on('close', () => readers.delete(reader));
      res.on('drain', () => {
        reader.stalled = false;
        if (reader.behind) send(reader);
      });
      res.writeHead(200, { 'Content-Type': 'text/event-stream', Connection: 'keep-alive' });
      res.write('retry: 1000\n\n');
      // What changed between the page's first request and this stream would otherwise be missed.
      send(reader);
      return true;
    },
    count: () => readers.size,
    stop: () => {
      unsubscribe();
      stopBeating();
      for (const { res } of readers) res.end();
      readers.clear();
    },
  };
}

function beat(reader: Reader): void {
  if (!reader.res.writableNeedDrain) reader.res.write(':\n\n');
  else if (reader.stalled) reader.res.destroy();
  else reader.stalled = true;
}

function every(clock: Clock, ms: number, run: () => void): Stop {
  let stop = clock.after(ms, tick);
  function tick() {
    stop = clock.after(ms, tick);
    run();
  }
  return () => stop();
}
