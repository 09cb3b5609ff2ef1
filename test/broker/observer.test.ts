// What is heard of an answer as it passes, packed or not, whole or in pieces.
import { randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { observe } from '../../src/main/broker/observer';

const failed = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: 1, result: { content: [], isError: true } }));
const fine = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: 1, result: { text: 'says "isError":true' } }));

function outcome(
  encoding: string | undefined,
  chunks: readonly Buffer[],
): Promise<{ isError: boolean; heard: string }> {
  const heard: Buffer[] = [];
  const observer = observe(encoding, (bytes) => void heard.push(bytes));
  for (const chunk of chunks) observer.write(chunk);
  return new Promise((resolve) =>
    observer.end((isError) => resolve({ isError, heard: Buffer.concat(heard).toString('utf8') })),
  );
}
const bytewise = (bytes: Buffer) => [...bytes].map((byte) => Buffer.from([byte]));

describe('an answer that passes', () => {
  it('tells of an error, also where its mark is cut in pieces', async () => {
    expect((await outcome(undefined, [failed])).isError).toBe(true);
    expect((await outcome(undefined, bytewise(failed))).isError).toBe(true);
    const rpc = Buffer.from('{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"x"}}');
    expect((await outcome('identity', [rpc.subarray(0, 30), rpc.subarray(30)])).isError).toBe(true);
  });

  it('tells of none where a text only speaks of one', async () => {
    expect((await outcome(undefined, bytewise(fine))).isError).toBe(false);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const)('is heard through %s', async (encoding, pack) => {
    expect(await outcome(encoding, bytewise(pack(failed)))).toEqual({ isError: true, heard: failed.toString() });
    expect((await outcome(encoding, [pack(fine)])).isError).toBe(false);
  });

  it('is given up, and holds nothing, where it comes faster than it can be unpacked or does not end', async () => {
    const noise = gzipSync(randomBytes(12 * 1024 * 1024));
    const pieces = Array.from({ length: 12 }, (_, i) =>
      noise.subarray((i * noise.length) / 12, ((i + 1) * noise.length) / 12),
    );
    const { heard } = await outcome('gzip', pieces);
    expect(heard.length).toBeLessThan(noise.length);
    const left = observe('gzip', () => expect.fail('nothing is heard after the stop'));
    left.write(gzipSync(failed));
    left.stop();
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('is left unjudged where it cannot be read', async () => {
    expect(await outcome('something', [failed])).toEqual({ isError: false, heard: '' });
    expect((await outcome('gzip', [failed])).isError).toBe(false);
    expect((await outcome('gzip', [gzipSync(failed).subarray(0, 12)])).isError).toBe(false);
  });
});
