// What the JSON edits promise: they say the right thing, and no foreign byte moves.
import { describe, expect, it } from 'vitest';
import { parseJsonText } from '../../src/main/files/json-text';
import type { Json } from '../../src/shared/model';
import { caught } from '../support/caught';

const ENTRY = { type: 'http', url: 'http://127.0.0.1:1/mcp' };
const json = (text: string) => parseJsonText(text, { file: 'f.json', comments: false });
const jsonc = (text: string) => parseJsonText(text, { file: 'f.jsonc', comments: true, empty: true });
const lines = (...rows: string[]) => rows.join('\n');

describe('adding a member', () => {
  const put = (text: string, path = ['mcpServers', 'x'], value: Json = ENTRY) => jsonc(text).with(path, value).text;

  it('follows two blanks, four blanks and tabs', () => {
    for (const unit of ['  ', '    ', '\t']) {
      const before = JSON.stringify({ mcpServers: { a: { type: 'sse' } }, z: 1 }, null, unit);
      const after = JSON.stringify({ mcpServers: { a: { type: 'sse' }, x: ENTRY }, z: 1 }, null, unit);
      expect(put(before)).toBe(after);
    }
  });

  it('opens an empty object, creates a missing one, and starts an empty file', () => {
    const whole = (rest: object) => JSON.stringify({ ...rest, mcpServers: { x: ENTRY } }, null, 2);
    expect(put(lines('{', '  "a": 1,', '  "mcpServers": {}', '}'))).toBe(whole({ a: 1 }));
    expect(put(lines('{', '  "a": 1', '}'))).toBe(whole({ a: 1 }));
    expect(put('{}')).toBe(whole({}));
    expect(put('')).toBe(whole({}));
    expect(put('// mine')).toBe(`// mine\n${whole({})}`);
  });

  it('keeps a minified file minified and a padded line padded', () => {
    expect(put('{"a":1}')).toBe(JSON.stringify({ a: 1, mcpServers: { x: ENTRY } }));
    expect(put('{"mcpServers":{}}')).toBe(JSON.stringify({ mcpServers: { x: ENTRY } }));
    expect(put('{ "a": 1 }', ['b'], 2)).toBe('{ "a": 1, "b": 2 }');
    expect(put('{ }', ['b'], 2)).toBe('{ "b": 2 }');
  });

  it('writes an entry on one line where its neighbours do', () => {
    const before = lines('{', '  "mcpServers": {', '    "a": { "type": "sse" }', '  }', '}');
    expect(put(before)).toBe(
      lines(
        '{',
        '  "mcpServers": {',
        '    "a": { "type": "sse" },',
        '    "x": { "type": "http", "url": "http://127.0.0.1:1/mcp" }',
        '  }',
        '}',
      ),
    );
  });

  it('leaves a comment with the member it stands behind, and keeps the habit of a trailing comma', () => {
    expect(put(lines('{', '  "a": 1 // one', '}'), ['b'], 2)).toBe(lines('{', '  "a": 1, // one', '  "b": 2', '}'));
    expect(put(lines('{', '  "a": 1, // one', '  // end', '}'), ['b'], 2)).toBe(
      lines('{', '  "a": 1, // one', '  "b": 2,', '  // end', '}'),
    );
  });

  it('uses the line ends around it', () => {
    expect(put('{\r\n  "a": 1\r\n}', ['b'], 2)).toBe('{\r\n  "a": 1,\r\n  "b": 2\r\n}');
  });
});

describe('taking a member out', () => {
  it('leaves the blanks at the end of a comment to the comment', () => {
    const before = lines('{', '  "a": 1, // one  ', '}');
    expect(jsonc(jsonc(before).with(['b'], 2).text).without(['b']).text).toBe(before);
  });

  it('gives back what was there before, also in an object without members', () => {
    for (const inside of ['', ' ', '  ', '\n', '\n  ', '\n\n', '\r\n', '\r', '/* c */', ' // c\n', '\n  // c\n  ']) {
      for (const wrap of [(s: string) => `{${s}}`, (s: string) => `{\n  "a": 1,\n  "mcpServers": {${s}}\n}\n`]) {
        const before = wrap(inside);
        const path = before.includes('mcpServers') ? ['mcpServers', 'x'] : ['x'];
        expect(jsonc(jsonc(before).with(path, ENTRY).text).without(path).text, JSON.stringify(before)).toBe(before);
      }
    }
  });

  it('takes the parents along that had to be made', () => {
    const prune = [['mcpServers'], []];
    for (const before of [
      '',
      '\n',
      '\uFEFF',
      '// c',
      '// c\n',
      '{}',
      '{ }',
      '{"a":1}',
      '{\n}',
      '{\n  "a": 1, // c\n}',
    ]) {
      const after = jsonc(before).with(['mcpServers', 'x'], ENTRY).text;
      const mine = before.includes('{') ? [['mcpServers']] : prune;
      expect(jsonc(after).without(['mcpServers', 'x'], { prune: mine }).text, JSON.stringify(before)).toBe(before);
    }
  });

  it('does not take along a parent that holds something', () => {
    const text = jsonc('{"mcpServers":{/* mine */"x":1}}').without(['mcpServers', 'x'], { prune: [['mcpServers']] });
    expect(text.text).toBe('{"mcpServers":{/* mine */}}');
  });

  it('keeps the order of the others, wherever it stood', () => {
    const text = lines('{', '  "a": 1, // one', '  "b": 2,', '', '  "c": 3', '}');
    expect(json(text.replace(' // one', '')).without(['b']).keys([])).toEqual(['a', 'c']);
    expect(jsonc(text).without(['a']).text).toBe(lines('{', '  // one', '  "b": 2,', '', '  "c": 3', '}'));
    expect(jsonc(text).without(['b']).text).toBe(lines('{', '  "a": 1, // one', '', '  "c": 3', '}'));
    expect(jsonc(text).without(['c']).text).toBe(lines('{', '  "a": 1, // one', '  "b": 2', '}'));
  });

  it('never lets the rest slip into a line comment', () => {
    for (const text of ['{"a":1,// c\n"b":2}', '{// c\n"b":2}', '{"a":1,// c\n"b":2,"d":3}', '{// c\n"b":2,}']) {
      const after = jsonc(text).without(['b']).text;
      expect(jsonc(after).keys([]), after).toEqual(
        jsonc(text)
          .keys([])
          .filter((k) => k !== 'b'),
      );
    }
  });
});

describe('replacing a value', () => {
  it('changes the value alone, and nothing at all when it is equal', () => {
    const text = lines('{', '  "a": { "n": 1.0, "u": "\\u0041" }, // one', '  "b": [1]', '}');
    expect(jsonc(text).with(['a'], { u: 'A', n: 1 }).text).toBe(text);
    expect(jsonc(text).with(['a'], { n: 2 }).text).toBe(text.replace('{ "n": 1.0, "u": "\\u0041" }', '{ "n": 2 }'));
    expect(jsonc(text).with(['a', 'n'], 2).text).toBe(text.replace('1.0', '2'));
  });

  it('puts source text back byte for byte', () => {
    const text = jsonc('{ "a": { "n": 1.0 /* x */ } }');
    expect(text.with(['a'], 1).withSource(['a'], text.source(['a']) ?? '').text).toBe(text.text);
  });
});

describe('reading', () => {
  it('tells values, names and places', () => {
    const text = jsonc('\uFEFF{ "a": { "b": [10, 20] },\r\n "a2": 1, "__proto__": 5 }');
    expect(text.value(['a', 'b'])).toEqual([10, 20]);
    expect(text.value(['a', 'c'])).toBeUndefined();
    expect(text.keys([])).toEqual(['a', 'a2', '__proto__']);
    expect(text.where(['a'])).toEqual({ offset: 3, length: 22, line: 1, column: 3 });
    expect(text.where(['a2'])).toMatchObject({ line: 2, column: 2 });
    expect(text.whereValue(['a', 'b', 1])).toMatchObject({ line: 1, column: 20 });
    expect(text.value(['__proto__'])).toBe(5);
  });

  it('says what is wrong, in words, with line and column from 1', () => {
    const cases: [string, string][] = [
      ['{\n  "a": 1\n  "b": 2\n}', 'f.json, line 3, column 3: a comma is missing.'],
      ['{\n  // c\n}', 'f.json, line 2, column 3: comments are not allowed in this file.'],
      ['{"a": "b', 'f.json, line 1, column 7: a closing quote is missing.'],
      ['{"a": {', 'f.json, line 1, column 8: a closing brace } is missing.'],
      ['[1]', 'f.json, line 1, column 1: the file has to be an object in braces { }.'],
      ['', 'f.json, line 1, column 1: a value is missing.'],
      [`${'{"a":'.repeat(100_000)}`, 'f.json, line 1, column 1001: this is nested too deeply.'],
    ];
    for (const [text, sentence] of cases) {
      const error = caught(() => json(text));
      expect([error.code, error.message]).toEqual(['file-syntax', sentence]);
    }
  });

  it('refuses to edit where it would be a guess', () => {
    expect(caught(() => json('{"a":1,"a":2}').with(['a'], 3))).toMatchObject({ code: 'file-syntax' });
    expect(caught(() => json('{"a":{},\n"a":{}}').without(['a', 'b'])).message).toBe(
      'f.json, line 2, column 1: “a” stands here a second time.',
    );
    expect(caught(() => json('{"a":\n[]}').with(['a', 'b'], 3)).message).toBe(
      'f.json, line 2, column 1: “a” is not an object.',
    );
    expect(json('{"d":1,"d":2,"a":1}').with(['a'], 3).text).toBe('{"d":1,"d":2,"a":3}');
    expect(json('{"d":1,"d":2}').value(['d'])).toBe(2);
  });
});
