import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bearerChallenge, parseChallenges, parseScopes } from '../../src/main/oauth/challenge';

const plain = (header: string) =>
  parseChallenges(header).map(({ scheme, params }) => [scheme, Object.fromEntries(params)]);

describe('WWW-Authenticate', () => {
  it('holds several challenges in one value, in order', () => {
    expect(plain('Basic realm="a, b", charset="UTF-8", Bearer resource_metadata="https://x/y?a=1,2", error=x')).toEqual(
      [
        ['basic', { realm: 'a, b', charset: 'UTF-8' }],
        ['bearer', { resource_metadata: 'https://x/y?a=1,2', error: 'x' }],
      ],
    );
  });
  it('reads quoted pairs, empty strings, odd case and spaces around the equals sign', () => {
    expect(plain('BEARER Realm = "say \\"hi\\" \\\\", Scope=""')).toEqual([
      ['bearer', { realm: 'say "hi" \\', scope: '' }],
    ]);
  });
  it('knows token68 data from parameters', () => {
    expect(plain('Negotiate YWJj==, Bearer scope="a"')).toEqual([
      ['negotiate', {}],
      ['bearer', { scope: 'a' }],
    ]);
    expect(plain('NTLM abc, DPoP algs="ES256"')).toEqual([
      ['ntlm', {}],
      ['dpop', { algs: 'ES256' }],
    ]);
  });
  it('takes schemes without parameters and stray commas', () => {
    expect(plain(', Basic,, Bearer ,')).toEqual([
      ['basic', {}],
      ['bearer', {}],
    ]);
  });
  it('keeps the first of a parameter given twice', () => {
    expect(plain('Bearer scope="a", scope="b"')).toEqual([['bearer', { scope: 'a' }]]);
  });
  it('skips what is malformed and goes on after the next comma', () => {
    expect(plain('Bearer realm="open, error="x", scope="a"').flat().at(-1)).toHaveProperty('scope', 'a');
    expect(plain('@@@, Bearer scope=a')).toEqual([['bearer', { scope: 'a' }]]);
  });
  it('gives back what was written, whatever the values hold', () => {
    const value = fc.string({ unit: fc.constantFrom('a', '"', '\\', ',', '=', ' ', 'Bearer '), maxLength: 20 });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), (values) => {
        const quoted = (text: string) => `"${text.replaceAll(/["\\]/gu, '\\$&')}"`;
        const header = `Basic realm="r", Bearer ${values.map((v, i) => `p${i}=${quoted(v)}`).join(', ')}`;
        expect(Object.values(plain(header)[1]?.[1] ?? {})).toEqual(values);
      }),
    );
  });
  it('ends on any input', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseChallenges(text)));
    const started = performance.now();
    parseChallenges(`Bearer ${'a="\\'.repeat(50_000)}`);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('the Bearer challenge', () => {
  it('is found behind other schemes', () => {
    const header = 'Basic realm="x", Bearer error="insufficient_scope", scope="a b", resource_metadata="https://x/m"';
    expect(bearerChallenge(header)).toEqual({
      error: 'insufficient_scope',
      scopes: ['a', 'b'],
      resourceMetadata: 'https://x/m',
    });
  });
  it('prefers the one that names metadata', () => {
    const header = 'Bearer error="other", scope="z", Bearer resource_metadata="https://x/m", scope="a"';
    expect(bearerChallenge(header)).toEqual({ resourceMetadata: 'https://x/m', scopes: ['a'] });
  });
  it('takes the metadata of another scheme', () => {
    expect(bearerChallenge('DPoP resource_metadata="https://x/m"').resourceMetadata).toBe('https://x/m');
  });
  it('is empty where there is none', () => {
    expect(bearerChallenge(null)).toEqual({});
    expect(bearerChallenge('Basic realm="Bearer scope=x"')).toEqual({});
  });
  it('tells an empty scope from none, and drops what is no scope', () => {
    expect(bearerChallenge('Bearer scope=""').scopes).toEqual([]);
    expect(parseScopes('a  b a "c" d\\ é')).toEqual(['a', 'b']);
  });
});
