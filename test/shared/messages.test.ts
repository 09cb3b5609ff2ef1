import { describe, expect, it } from 'vitest';
import { LANGUAGES, texts } from '../../src/shared/messages';
import { en } from '../../src/shared/messages/en';
import { ja } from '../../src/shared/messages/ja';

interface Texts {
  readonly [key: string]: string | Texts;
}

const PLURAL = /_(zero|one|two|few|many|other)$/u;
const base = (key: string) => key.replace(PLURAL, '');
const placeholders = (text: string) => [...new Set(text.match(/\{\{\s*\w+\s*\}\}/gu) ?? [])].sort();

/** Every text with its full key, in the order of the file. */
function leaves(node: Texts, prefix = ''): [string, string][] {
  return Object.entries(node).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : leaves(value, `${prefix}${key}.`),
  );
}

const english = leaves(en);
const japanese = leaves(ja);

describe('message catalogues', () => {
  it('say everything in both languages, plural rules aside', () => {
    const keys = (all: [string, string][]) => [...new Set(all.map(([key]) => base(key)))].sort();
    expect(keys(japanese)).toEqual(keys(english));
  });

  it('use the plural forms each language has, and no others', () => {
    for (const [language, all] of [
      ['en', english],
      ['ja', japanese],
    ] as const) {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      const counted = new Set(all.filter(([key]) => PLURAL.test(key)).map(([key]) => base(key)));
      for (const key of counted) {
        const found = all.filter(([k]) => PLURAL.test(k) && base(k) === key).map(([k]) => k.slice(key.length + 1));
        expect([language, key, found.sort()]).toEqual([language, key, [...forms].sort()]);
      }
    }
  });

  it('insert the same values in both languages', () => {
    const wanted = new Map<string, string[]>();
    for (const [key, text] of english) {
      // A singular may leave the figure out: what any English form uses may be used, what all use must be.
      wanted.set(base(key), [...new Set([...(wanted.get(base(key)) ?? []), ...placeholders(text)])].sort());
    }
    for (const [key, text] of japanese) expect([key, placeholders(text)]).toEqual([key, wanted.get(base(key))]);
  });

  it('are never empty and never shout', () => {
    for (const [key, text] of [...english, ...japanese]) {
      expect([key, text.trim() === '']).toEqual([key, false]);
      expect([key, /[!！]/u.test(text)]).toEqual([key, false]);
    }
  });

  it('leave Japanese text without English sentences', () => {
    const untranslated = japanese.filter(([key, text]) => {
      const source = english.find(([k]) => k === key)?.[1];
      return (
        source === text &&
        /[a-z]{2,} [a-z]{2,}/u.test(text.replaceAll(/\{\{\w+\}\}/gu, '')) &&
        !/claude mcp add/u.test(text)
      );
    });
    expect(untranslated).toEqual([]);
  });

  it('translate and count through one translator per language', () => {
    expect(LANGUAGES).toEqual(['en', 'ja']);
    expect(texts('en')('window.nav.needYou', { count: 1 })).toBe('1 needs you');
    expect(texts('en')('window.nav.needYou', { count: 3 })).toBe('3 need you');
    expect(texts('ja')('window.nav.needYou', { count: 1 })).toBe('要対応 1 件');
  });
});
