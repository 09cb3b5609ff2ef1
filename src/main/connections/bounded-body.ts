// Keeps what a server sends within bounds while it streams: whole bodies, and single events of an event stream.

const LF = 10;
const CR = 13;

/** Passes bytes through and fails with `tooLarge()` once a body, or one event of a stream, exceeds `limit` bytes. */
export function boundedStream(
  body: ReadableStream<Uint8Array>,
  kind: 'body' | 'events',
  limit: number,
  tooLarge: () => Error,
  onChunk?: () => void,
): ReadableStream<Uint8Array> {
  const measure = kind === 'events' ? eventMeter() : bodyMeter();
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        if (measure(chunk) > limit) throw tooLarge();
        onChunk?.();
        controller.enqueue(chunk);
      },
    }),
  );
}

/** Reads at most `limit` bytes as text and drops the rest: enough to see what an error answer says. */
export async function headOfBody(body: ReadableStream<Uint8Array> | null, limit: number): Promise<string> {
  if (!body) return '';
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of body) {
    const room = chunk.subarray(0, limit - size);
    text += decoder.decode(room, { stream: true });
    size += room.length;
    if (size >= limit) break;
  }
  return text + decoder.decode();
}

function bodyMeter(): (chunk: Uint8Array) => number {
  let size = 0;
  return (chunk) => {
    size += chunk.length;
    return size;
  };
}

/** Answers the size of the largest event seen in this chunk, counting what earlier chunks left open. */
function eventMeter(): (chunk: Uint8Array) => number {
  let open = 0;
  let lineEmpty = true;
  let afterCr = false;
  return (chunk) => {
    let largest = open;
    for (const byte of chunk) {
      open += 1;
      const isSecondOfCrLf = byte === LF && afterCr;
      afterCr = byte === CR;
      if (isSecondOfCrLf) continue;
      if (byte !== LF && byte !== CR) {
        lineEmpty = false;
        continue;
      }
      largest = Math.max(largest, open);
      // An empty line ends an event; the next byte belongs to the next one.
      if (lineEmpty) open = 0;
      lineEmpty = true;
    }
    return Math.max(largest, open);
  };
}
