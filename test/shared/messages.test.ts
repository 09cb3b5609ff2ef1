// Both catalogues say everything, with the same values in the same places.
import { describe, expect, it } from 'vitest';
import { texts } from '../../src/shared/messages';
import { en } from '../../src/shared/messages/en';
import { ja } from '../../src/shared/messages/ja';

type Tree = { readonly [key: string]: string | Tree };

function leaves(tree: Tree, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(prefix + key, value);
    else for (const [k, v] of leaves(value, `${prefix}${key}.`)) found.set(k, v);
  }
  return found;
}
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/gu)].map((m) => m[1]).sort();
const english = leaves(en);
const japanese = leaves(ja);

describe('message catalogues', () => {
  it('say the same things in both languages', () => {
    // Japanese has one plural form, so `_one` exists in English alone.
    const wanted = [...english.keys()].filter((k) => !k.endsWith('_one'));
    expect([...japanese.keys()].sort()).toEqual(wanted.sort());
  });

  it('give every singular its plural', () => {
    const ones = [...english.keys()].filter((k) => k.endsWith('_one'));
    expect(ones.filter((k) => !english.has(k.replace(/_one$/u, '_other')))).toEqual([]);
  });

  it('have the same placeholders in both', () => {
    const other = [...japanese].filter(([key, text]) => {
      const wanted = placeholders(english.get(key) ?? '');
      return placeholders(text).join() !== wanted.join();
    });
    expect(other.map(([key]) => key)).toEqual([]);
  });

  it('leave nothing empty and nothing untranslated', () => {
    // Commands in 「」 or in backticks, which the window sets as code, stay as they are typed.
    const latinProse = /[a-z]{4,} [a-z]{2,} [a-z]{2,}/u;
    const sentences = [...japanese].filter(([, text]) => latinProse.test(text.replaceAll(/「[^」]*」|`[^`]*`/gu, '')));
    expect(sentences.map(([k]) => k)).toEqual([]);
    expect([...english, ...japanese].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('never shout', () => {
    expect([...english, ...japanese].filter(([, text]) => /[!！]/u.test(text))).toEqual([]);
  });

  it('name the lists of a catalog in the language of the reader', () => {
    const said = (language: 'en' | 'ja') =>
      ['tools', 'resources', 'templates', 'prompts'].map((kind) =>
        texts(language)('errors.catalog-partial.message', { kind, count: 0 }),
      );
    expect(said('en')[0]).toBe('Not all tools could be loaded: 0 arrived.');
    expect(said('ja')[0]).toBe('ツールをすべては読み込めませんでした。届いたのは 0 件です。');
    expect([...said('en'), ...said('ja')].filter((text) => /\$t|common\./u.test(text))).toEqual([]);
    expect(said('ja').filter((text) => /[a-z]/iu.test(text))).toEqual([]);
  });

  it('say the same again for the same, and something else for something else, however often they are asked', () => {
    const t = texts('en');
    const say = (count: number) => t('tray.server.ready', { name: 'notes', count });
    expect([say(1), say(2), say(1)]).toEqual(['notes: ready, 1 tool', 'notes: ready, 2 tools', 'notes: ready, 1 tool']);
    for (let count = 3; count < 5000; count++) expect(say(count)).toBe(`notes: ready, ${count} tools`);
    expect(say(1)).toBe('notes: ready, 1 tool');
    expect(texts('ja')('tray.server.ready', { name: 'notes', count: 1 })).not.toBe(say(1));
  });

  it('insert values as they are and pick plural forms', () => {
    expect(texts('en')('common.state.ready', { count: 1 })).toBe('Ready, 1 tool');
    expect(texts('en')('common.state.ready', { count: 12 })).toBe('Ready, 12 tools');
    expect(texts('ja')('common.state.ready', { count: 1 })).toBe('準備完了、ツール 1');
    expect(texts('en')('errors.server-unknown.message', { name: '<b>&' })).toContain('<b>&');
  });
});
