import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { find, matches, prepare } from '../../src/shared/find';

const of = (...names: string[]) => prepare(names, (name) => ({ name }));

describe('finding', () => {
  it('ranks the whole name, then its beginning, the beginning of a word, its middle, its description', () => {
    const tools = [
      { name: 'x', description: 'signs' },
      { name: 'assign_issue' },
      { name: 'list_signed' },
      { name: 'listSigned' },
      { name: 'signature' },
      { name: 'sign' },
    ];
    const found = find(
      prepare(tools, (tool) => tool),
      'sign',
    ).map((tool) => tool.name);
    expect(found).toEqual(['sign', 'signature', 'list_signed', 'listSigned', 'assign_issue', 'x']);
  });

  it('wants every word, in any order, whatever the case', () => {
    const all = of('list_pull_requests', 'list_issues', 'merge_pull_request');
    expect(find(all, 'PULL list')).toEqual(['list_pull_requests']);
    expect(find(all, 'pull nothing')).toEqual([]);
  });

  it('gives everything for nothing, in its order', () => {
    expect(find(of('b', 'a'), '  ')).toEqual(['b', 'a']);
  });

  it('keeps the order of equals', () => {
    expect(find(of('get_b', 'get_a', 'get_c'), 'get')).toEqual(['get_b', 'get_a', 'get_c']);
  });

  it('finds Japanese', () => {
    expect(find(of('天気を調べる', '翻訳'), '天気')).toEqual(['天気を調べる']);
  });

  it('finds what naive search finds, no more and no less', () => {
    const names = fc.array(fc.string({ maxLength: 12 }), { maxLength: 30 });
    fc.assert(
      fc.property(names, fc.string({ maxLength: 4 }), (all, query) => {
        const words = query.toLowerCase().split(/\s+/u).filter(Boolean);
        const naive = all.filter((name) => words.every((word) => name.toLowerCase().includes(word)));
        expect([...find(of(...all), query)].sort()).toEqual([...naive].sort());
      }),
    );
  });
});

describe('marking what was found', () => {
  it('marks each word once, in order', () => {
    expect(matches('list_pull_requests', 'pull list')).toEqual([
      { from: 0, to: 4 },
      { from: 5, to: 9 },
    ]);
  });

  it('marks nothing twice', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 6 }), (text, query) => {
        const found = matches(text, query);
        for (const [at, one] of found.entries()) {
          expect(one.to).toBeGreaterThan(one.from);
          expect(one.from).toBeGreaterThanOrEqual(found[at - 1]?.to ?? 0);
        }
      }),
    );
  });
});
