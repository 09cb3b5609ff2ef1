// As much of the D-Bus wire format as one question needs (D-Bus specification, "Message Protocol"), little-endian.
const PATH = 1;
const INTERFACE = 2;
const MEMBER = 3;
const DESTINATION = 6;
const SIGNATURE = 8;
const METHOD_CALL = 1;
/** Kinds of messages a question is answered by; what else arrives is a signal or a call, and not for us. */
export const METHOD_RETURN = 2;
export const ERROR = 3;
/** Far more than any answer to us has. */
const MOST_BYTES = 64 * 1024;
const FIXED_BYTES = 16;

export interface Call {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  /** Strings alone. */
  readonly args: readonly string[];
}
export interface Message {
  readonly type: number;
  readonly body: Buffer;
}

/** A method call as bytes. */
export function encodeCall(serial: number, call: Call): Buffer {
  const strings: Buffer[] = [];
  for (const arg of call.args) strings.push(...aligned(strings, 4), text(arg));
  const body = Buffer.concat(strings);
  const named: readonly (readonly [number, string, string])[] = [
    [PATH, 'o', call.path],
    [DESTINATION, 's', call.destination],
    [INTERFACE, 's', call.interface],
    [MEMBER, 's', call.member],
  ];
  const fields: Buffer[] = [];
  for (const [code, type, value] of named) fields.push(...aligned(fields, 8), field(code, type), text(value));
  if (call.args.length > 0) {
    const signature = Buffer.from(`${'s'.repeat(call.args.length)}\0`);
    fields.push(...aligned(fields, 8), field(SIGNATURE, 'g'), Buffer.of(call.args.length), signature);
  }
  const length = lengthOf(fields);
  const head = Buffer.concat([
    Buffer.of('l'.charCodeAt(0), METHOD_CALL, 0, 1),
    u32(body.length),
    u32(serial),
    u32(length),
  ]);
  return Buffer.concat([head, ...fields, ...aligned([head, ...fields], 8), body]);
}

/** The first whole message of `bytes` and what is left; undefined while it is not whole. @throws Error if it is none */
export function decode(bytes: Buffer): { readonly message: Message; readonly rest: Buffer } | undefined {
  if (bytes.length < FIXED_BYTES) return undefined;
  const little = bytes[0] === 'l'.charCodeAt(0);
  if (!little && bytes[0] !== 'B'.charCodeAt(0)) throw new Error('not a D-Bus message');
  const read = (at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const from = FIXED_BYTES + up(read(12), 8);
  const to = from + read(4);
  if (to > MOST_BYTES) throw new Error('a D-Bus message that is too large');
  if (bytes.length < to) return undefined;
  return { message: { type: bytes[1] ?? 0, body: bytes.subarray(from, to) }, rest: bytes.subarray(to) };
}

/** A variant that holds a boolean; undefined for anything else. Its value is 0 or 1, so the order of bytes is no matter. */
export function booleanIn(body: Buffer): boolean | undefined {
  const isBoolean = body.length === 8 && body.subarray(0, 3).equals(Buffer.from('\u0001b\0'));
  return isBoolean ? body.subarray(4).some((byte) => byte !== 0) : undefined;
}

const up = (value: number, boundary: number) => Math.ceil(value / boundary) * boundary;
const lengthOf = (parts: readonly Buffer[]) => parts.reduce((sum, part) => sum + part.length, 0);
function aligned(parts: readonly Buffer[], boundary: number): Buffer[] {
  const length = lengthOf(parts);
  return [Buffer.alloc(up(length, boundary) - length)];
}
function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
/** A string or an object path: its length, its bytes, a zero. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u32(bytes.length), bytes, Buffer.of(0)]);
}
/** Up to its value a field is its code and its signature, four bytes for a signature of one letter. */
const field = (code: number, type: string) => Buffer.of(code, 1, type.charCodeAt(0), 0);
