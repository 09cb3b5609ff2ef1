import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { boundedStream, headOfBody } from '../../src/main/connections/bounded-body';
import { canonicalJson } from '../../src/main/connections/canonical';
import { hasUsableHeaders } from '../../src/main/connections/header-schema';
import { isModernErrorBody, networkError } from '../../src/main/connections/http-errors';
import { LogLines } from '../../src/main/connections/log-lines';
import { LineSplitter } from '../../src/main/protocol/line-splitter';

const bytes = (text: string) => new TextEncoder().encode(text);
const streamOf = (chunks: readonly string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(bytes(chunk));
      controller.close();
    },
  });
const read = (chunks: readonly string[], kind: 'body' | 'events', limit: number) =>
  new Response(boundedStream(streamOf(chunks), kind, limit, () => new Error('too large'))).text();
/** The text in pieces of these sizes, over and over. */
const cut = (text: string, sizes: readonly number[]) => {
  const pieces: string[] = [];
  for (let at = 0, n = 0; at < text.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    pieces.push(text.slice(at, at + size));
    at += size;
  }
  return pieces;
};
const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });

it('a stream tells of every piece that arrives, one that only keeps it open too', async () => {
  const tell = vi.fn();
  const body = streamOf([': keepalive\n\n', 'data: 1\n', '\n']);
  const passed = boundedStream(body, 'events', 100, () => new Error('too large'), tell);
  expect(await new Response(passed).text()).toBe(': keepalive\n\ndata: 1\n\n');
  expect(tell).toHaveBeenCalledTimes(3);
});

describe('a bounded stream', () => {
  it.each(['\n', '\r\n', '\r'])(
    'counts each event by itself, however the bytes are cut, with line ends %j',
    async (eol) => {
      const event = `event: message${eol}data: 1234567890${eol}${eol}`;
      await fc.assert(
        fc.asyncProperty(sizes, async (by) => {
          expect(await read(cut(event.repeat(20), by), 'events', event.length)).toBe(event.repeat(20));
          await expect(read(cut(event.repeat(20), by), 'events', event.length - 2)).rejects.toThrow('too large');
        }),
        { numRuns: 30 },
      );
    },
  );
  it('counts a body whole', async () => {
    expect(await read(['12345', '67890'], 'body', 10)).toBe('1234567890');
    await expect(read(['12345', '67890', '1'], 'body', 10)).rejects.toThrow('too large');
  });
  it('gives the head of a body and drops the rest', async () => {
    expect(await headOfBody(streamOf(['12345', '67890', 'x']), 7)).toBe('1234567');
    expect(await headOfBody(null, 7)).toBe('');
  });
});

describe('a line splitter', () => {
  it('gives the same lines however the bytes are cut', () => {
    const lines = fc.array(fc.stringMatching(/^[a-zé ]{1,12}$/u), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(lines, sizes, (wanted, by) => {
        const got: string[] = [];
        const splitter = new LineSplitter(1000, (line) => got.push(line));
        const all = Buffer.from(wanted.join('\n'));
        for (let at = 0, n = 0; at < all.length; n++) {
          const size = by[n % by.length] ?? 1;
          splitter.push(all.subarray(at, at + size));
          at += size;
        }
        splitter.end();
        expect(got).toEqual(wanted);
      }),
    );
  });
  it('refuses or cuts a line over its limit', () => {
    expect(new LineSplitter(5, () => undefined).push(Buffer.from('123456'))).toBe(false);
    const got: string[] = [];
    const cutting = new LineSplitter(5, (line) => got.push(line), 'cut');
    for (const chunk of ['1234', '5678', '9\nab', 'c\r\n']) expect(cutting.push(Buffer.from(chunk))).toBe(true);
    expect(got).toEqual(['12345', 'abc']);
  });
});

describe('log lines', () => {
  it('keep the last two hundred, each bounded, without secrets', () => {
    const lines = new LogLines({ now: () => 7, after: () => () => undefined });
    lines.hide(['abcd', 'abcdefgh']);
    for (let n = 0; n < 1000; n++) lines.add('stderr', `line ${n}`);
    lines.add('server', `abcdefgh abcd ${'x'.repeat(5000)}`);
    expect(lines.all()).toHaveLength(200);
    expect(lines.all().at(-1)?.text).toMatch(/^•••• •••• x+…$/u);
    expect(lines.tail('stderr', 2, 0)).toBe('line 998\nline 999');
  });
});

describe('small decisions', () => {
  it('canonical JSON does not depend on the order of keys', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: undefined })).toBe(canonicalJson({ b: [{ c: 2, d: 1 }] }));
  });
  it('a header is usable on a reachable primitive property only', () => {
    const region = { type: 'string', 'x-mcp-header': 'Region' };
    expect(hasUsableHeaders({ type: 'object', properties: { a: { type: 'object', properties: { region } } } })).toBe(
      true,
    );
    expect(hasUsableHeaders({ properties: { 'x-mcp-header': { type: 'string' } } })).toBe(true);
    expect(hasUsableHeaders({ properties: { list: { type: 'array', items: region } } })).toBe(false);
    expect(hasUsableHeaders({ $defs: { region }, properties: {} })).toBe(false);
    expect(hasUsableHeaders({ ...region })).toBe(false);
  });
  it('only errors of the current protocol are modern', () => {
    const body = (code: number) => JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message: 'no' } });
    expect(isModernErrorBody(body(-32022))).toBe(true);
    for (const text of [body(-32000), '', '<html>', '[]', '{"error":"x"}']) expect(isModernErrorBody(text)).toBe(false);
  });
  it.each([
    ['ECONNREFUSED', 'connection-refused'],
    ['ENOTFOUND', 'host-unknown'],
    ['CERT_HAS_EXPIRED', 'tls-failed'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-failed'],
    ['UND_ERR_CONNECT_TIMEOUT', 'connect-timeout'],
    ['ECONNRESET', 'connection-lost'],
  ])('%s below fetch is %s', (code, expected) => {
    const cause = Object.assign(new Error('low'), { code });
    expect(networkError(new TypeError('fetch failed', { cause }), 'h', 1)?.code).toBe(expected);
    expect(networkError(new TypeError('x', { cause: new AggregateError([cause]) }), 'h', 1)?.code).toBe(expected);
  });
});
