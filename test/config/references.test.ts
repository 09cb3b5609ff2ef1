// References in values: what is one, what only looks like one, and how they resolve.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { badReference, createResolver, parseReferences } from '../../src/main/config/references';

const resolve = createResolver({
  env: (name) => ({ A: 'one', EMPTY: '' })[name],
  secrets: { get: async (name) => (name === 'B' ? '${env:A}' : undefined) },
});

describe('createResolver', () => {
  it('puts values in the place of references, and reads no reference in a value', async () => {
    expect(await resolve('x')).toBe('x');
    expect(await resolve('Bearer ${env:A}-${keychain:B}${env:EMPTY}.')).toBe('Bearer one-${env:A}.');
    expect(await resolve('sh ${HOME} $A ${A:-x} {env:A}')).toBe('sh ${HOME} $A ${A:-x} {env:A}');
  });

  it('names what is missing or wrong', async () => {
    await expect(resolve('${env:NONE}')).rejects.toMatchObject({ code: 'env-missing', params: { name: 'NONE' } });
    await expect(resolve('${keychain:NONE}')).rejects.toMatchObject({
      code: 'secret-missing',
      params: { name: 'NONE' },
    });
    await expect(resolve('${keychain:}')).rejects.toMatchObject({ code: 'reference-invalid' });
    await expect(resolve('${env:A')).rejects.toMatchObject({ code: 'reference-invalid' });
  });
});

describe('badReference', () => {
  it('is strict about every ${...} where asked, and about our own everywhere', () => {
    for (const text of ['${A}', '${A:-x}', '${input:a}', '${']) {
      expect(badReference(text, true)).toBe(text);
      expect(badReference(text, false)).toBeUndefined();
    }
    for (const text of ['${env:}', '${env:A B}', '${keychain:a/b}', '${keychain:A']) {
      expect(badReference(`x${text}`, true)).toBe(text);
      expect(badReference(`x${text}`, false)).toBe(text);
    }
    expect(badReference('a ${env:ProgramFiles(x86)} ${keychain:A.b-c} $', true)).toBeUndefined();
  });
});

it('splitting loses nothing', () => {
  const part = fc.constantFrom('${env:A}', '${keychain:B}', '$', '{', '}', '${', 'env:', 'x', '${env:${env:A}}');
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const text = parts.join('');
      const back = parseReferences(text).map((p) => (p.kind === 'text' ? p.text : `\${${p.kind}:${p.name}}`));
      expect(back.join('')).toBe(text);
    }),
  );
});
