// Listens in on an answer as it passes: whether it tells of an error, and what it says where that is kept. It never holds
// the answer up, and what it cannot read it leaves unjudged.
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';

export interface Observer {
  write(chunk: Buffer): void;
  /** Tells once all that was written has been looked at. */
  end(tell: (isError: boolean) => void): void;
  /** For an answer that does not come to its end. */
  stop(): void;
}

// A quotation mark inside a text is escaped, so these bytes are a key and not something a tool said.
const MARKS = [Buffer.from('"isError":true'), Buffer.from('"error":{"code":')];
const LONGEST = Math.max(...MARKS.map((mark) => mark.length));
/** An answer that unpacks to more is not looked at any further. */
const MOST_UNPACKED = 32 * 1024 * 1024;
/** Bytes that came faster than they can be unpacked. */
const MOST_PACKED = 4 * 1024 * 1024;

/** @param encoding as the answer's Content-Encoding says; @param hear takes what the answer says, piece by piece */
export function observe(encoding: string | undefined, hear: ((bytes: Buffer) => void) | undefined): Observer {
  const unpack = unpackerOf(encoding);
  const seeker = new Seeker();
  const look = (bytes: Buffer) => {
    seeker.look(bytes);
    hear?.(bytes);
  };
  const stop = () => undefined;
  if (unpack === 'none') return { write: look, end: (tell) => tell(seeker.found), stop };
  if (unpack === 'unknown') return { write: () => undefined, end: (tell) => tell(false), stop };
  return packed(unpack, look, () => seeker.found);
}

function packed(unpacker: Transform, look: (bytes: Buffer) => void, found: () => boolean): Observer {
  let size = 0;
  unpacker.on('data', (bytes: Buffer) => {
    size += bytes.length;
    if (size > MOST_UNPACKED) unpacker.destroy();
    else look(bytes);
  });
  // Broken for us is broken for the client, which says so itself.
  unpacker.on('error', () => unpacker.destroy());
  return {
    write: (chunk) => {
      // The answer does not wait for us, so what piles up is given up.
      if (unpacker.writableLength > MOST_PACKED) unpacker.destroy();
      if (!unpacker.destroyed) unpacker.write(chunk);
    },
    end: (tell) => {
      if (unpacker.destroyed) tell(found());
      else unpacker.once('close', () => tell(found())).end();
    },
    stop: () => unpacker.destroy(),
  };
}

function unpackerOf(encoding: string | undefined): Transform | 'none' | 'unknown' {
  switch (encoding?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity':
      return 'none';
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      return createZstdDecompress();
    default:
      return 'unknown';
  }
}

const hasMark = (bytes: Buffer) => MARKS.some((mark) => bytes.includes(mark));

/** Finds the marks also where one is cut in two. */
class Seeker {
  found = false;
  #tail: Buffer = Buffer.alloc(0);

  look(bytes: Buffer): void {
    if (this.found) return;
    this.found =
      hasMark(bytes) || (this.#tail.length > 0 && hasMark(Buffer.concat([this.#tail, bytes.subarray(0, LONGEST)])));
    const rest = bytes.length >= LONGEST ? bytes : Buffer.concat([this.#tail, bytes]);
    // A copy: a slice would hold on to the whole piece.
    this.#tail = Buffer.from(rest.subarray(-LONGEST));
  }
}
