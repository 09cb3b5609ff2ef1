// A review hides what it was told to hide, over files as programs and people write them: seen by another parser than the
// one that found the values. fast-check prints the seed of a failure.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DOTS } from '../../src/main/clients/mask';
import { parseJsonText } from '../../src/main/files/json-text';
import type { KeyedText } from '../../src/main/files/keyed-text';
import { parseTomlText } from '../../src/main/files/toml-text';
import { parseYamlText } from '../../src/main/files/yaml-text';
import { open, type Sample, sampleOf } from '../files/edits/corpus';
import { FORMATS, type Format, said } from '../files/edits/second-opinion';

const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 100) };
type Path = readonly (string | number)[];

/** Some of them, by where they stand: what stands twice under one name is hidden twice. */
const isHidden = (path: Path, salt: number) =>
  [...path.join('/')].reduce((sum, c) => (sum * 31 + (c.codePointAt(0) ?? 0)) % 9973, salt) % 3 > 0;

function keyed({ format, text }: Sample): KeyedText {
  if (format === 'toml') return parseTomlText(text, { file: 'x' });
  if (format === 'yaml') return parseYamlText(text, { file: 'x' });
  return parseJsonText(text, { file: 'x', comments: format === 'jsonc', empty: true });
}

/** Every value that a review may have to hide, in order. Only in YAML a key made of digits is a number. */
function textsIn(format: Format, value: unknown): string[] {
  if (typeof value === 'string' || (typeof value === 'number' && format === 'yaml')) return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((inner) => textsIn(format, inner));
}

const HIDDEN = /^[•\s"']*$/u;

describe.each(FORMATS)('in %s', (format) => {
  it('parts never overlap', () => {
    fc.assert(
      fc.property(sampleOf(format), (sample) => {
        const parts = keyed(sample).parts(0, sample.text.length);
        for (const [i, part] of parts.entries()) expect(part.offset).toBeGreaterThanOrEqual(parts[i - 1]?.end ?? 0);
      }),
      RUNS,
    );
  });

  it('no value shows once all are hidden, nor a comment, and lines stay lines', () => {
    fc.assert(
      fc.property(sampleOf(format), fc.nat({ max: 40 }), fc.nat({ max: 40 }), (sample, first, more) => {
        const file = open(sample, sample.text);
        const lines = (range: { first: number; last: number }) => file.masked(() => DOTS, range).split('\n');
        const all = lines({ first: 0, last: 9999 });
        expect(all).toHaveLength(sample.text.split('\n').length);
        expect(all.join('\n')).not.toMatch(/noted|a word/u);
        for (const shown of textsIn(format, said(format, all.join('\n')))) expect(shown).toMatch(HIDDEN);
        expect(lines({ first, last: first + more }).slice(first, first + more + 1)).toEqual(
          all.slice(first, first + more + 1),
        );
      }),
      RUNS,
    );
  });

  it('what is hidden takes nothing of what is shown along, and what is shown nothing of what is hidden', () => {
    fc.assert(
      fc.property(sampleOf(format), fc.nat({ max: 9972 }), (sample, salt) => {
        const dots = (server: string | undefined, path: Path, value: string) =>
          isHidden([server ?? '', ...path], salt) ? DOTS : value;
        const shown = open(sample, sample.text).masked(dots, { first: 0, last: 9999 });
        const before = textsIn(format, said(format, sample.text));
        const after = textsIn(format, said(format, shown));
        expect(after).toHaveLength(before.length);
        for (const [i, value] of after.entries()) if (value !== before[i]) expect(value).toMatch(HIDDEN);
      }),
      RUNS,
    );
  });
});
