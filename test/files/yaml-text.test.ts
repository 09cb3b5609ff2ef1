// What the YAML edits promise: the entry says the right thing in the hand of its siblings, and no foreign byte moves.
import { describe, expect, it } from 'vitest';
import { parseYamlText } from '../../src/main/files/yaml-text';
import type { JsonObject } from '../../src/shared/model';
import { caught } from '../support/caught';

const PATH = ['extensions', 'x'];
const MADE = [['extensions'], []];
const HTTP = { type: 'streamable_http', uri: 'http://127.0.0.1:1/mcp', headers: { A: 'no' } };
const STDIO = { cmd: 'npx', args: ['-y', "it's"], envs: {} };
const yaml = (text: string) => parseYamlText(text, { file: 'config.yaml' });
const lines = (...rows: string[]) => rows.join('\n');

/** The text with the entry, after a look that taking it out gives the text back. */
function put(text: string, entry: JsonObject = HTTP): string {
  const prune = yaml(text).where(['extensions']) ? [] : MADE;
  const after = yaml(text).with(PATH, entry);
  expect(after.value(PATH)).toEqual(entry);
  expect(yaml(after.text).without(PATH, { prune }).text).toBe(text);
  return after.text;
}

describe('adding an entry', () => {
  const block = lines(
    '  x:',
    '    type: streamable_http',
    '    uri: http://127.0.0.1:1/mcp',
    '    headers:',
    '      A: "no"',
  );
  const whole = `extensions:\n${block}`;

  it('starts an empty file, and a mapping that is missing', () => {
    expect(put('')).toBe(whole);
    expect(put('\n')).toBe(`${whole}\n`);
    expect(put('a: 1')).toBe(`a: 1\n${whole}`);
    expect(put('# mine\n\n')).toBe(`# mine\n${whole}\n\n`);
    expect(put('--- # mine\n...\n')).toBe(`--- # mine\n${whole}\n...\n`);
    expect(put('\uFEFFa: 1\r\n')).toBe(`\uFEFFa: 1\r\n${whole.replaceAll('\n', '\r\n')}\r\n`);
  });

  it('fills a mapping that holds nothing, below the comments in it', () => {
    expect(put('extensions: # mine\n  # none yet\na: 1\n')).toBe(`extensions: # mine\n  # none yet\n${block}\na: 1\n`);
    expect(put('extensions: {}\n', STDIO)).toBe(`extensions: {x: {cmd: npx, args: [-y, "it's"], envs: {}}}\n`);
  });

  it('stands behind the last of its siblings and their comments, and writes as they do', () => {
    const before = lines(
      'extensions:',
      '    a:',
      '        args:',
      "        - 'b'",
      '        cmd: c # d',
      '        # e',
      '    # f',
      '',
      '# g',
      'z: 1',
      '',
    );
    const added = lines(
      '    x:',
      '        cmd: npx',
      '        args:',
      '        - -y',
      "        - 'it''s'",
      '        envs: {}',
    );
    expect(put(before, STDIO)).toBe(before.replace('    # f', `    # f\n${added}`));
  });

  it('stands apart, in braces or in quotes where they do', () => {
    const apart = 'extensions:\n  a:\n    b: 1\n\n  c:\n    d: 1\n';
    expect(put(apart, { e: 1 })).toBe(`${apart}\n  x:\n    e: 1\n`);
    const braces = 'extensions:\n  a: { b: 1 }   # c\n';
    expect(put(braces, { e: [1] })).toBe(`${braces}  x: { e: [1] }\n`);
    const json = '{"extensions": {"a": {"b": "c"}}}\n';
    expect(put(json, { e: 'f' })).toBe('{"extensions": {"a": {"b": "c"}, "x": {"e": "f"}}}\n');
  });

  it('leaves a text to which the empty lines behind it belong alone', () => {
    const before = 'extensions:\n  a:\n    b: 1\n\n  c:\n    d: |+\n      e\n\n\nz: 1\n';
    const both = yaml(before).with(PATH, { f: 1 }).with(['extensions', 'y'], { f: 2 });
    expect(both.value(['extensions', 'c', 'd'])).toBe('e\n\n\n');
    expect(both.without(PATH).without(['extensions', 'y']).text).toBe(before);
  });

  it('puts into quotes what any reader of YAML might take for something else', () => {
    const plain = ['a', 'a b', '-y', '/tmp/a:b', 'http://a.b/c', 'C:x'];
    const quoted = [
      '',
      'yes',
      'No',
      'null',
      '~',
      '1',
      '1e3',
      '0x1',
      '1:20',
      '2020-01-01',
      'a: b',
      'a #b',
      'a:',
      '- a',
      '<<',
    ];
    for (const text of plain) expect(yaml('').with(PATH, { a: text }).text).toContain(`a: ${text}`);
    for (const text of quoted) expect(yaml('').with(PATH, { a: text }).text).toContain(`a: ${JSON.stringify(text)}`);
  });
});

describe('changing an entry', () => {
  it('touches the values that differ, where they stand, and keeps the comments around them', () => {
    const before = lines(
      'extensions:',
      '  # how to',
      '  x: # mine',
      '    # the program',
      '    cmd: old   # pinned',
      '    timeout: 0x1F',
      '    envs:',
      '      A: "1" # one',
      '      B: b',
      '    args: [a, b]',
      '  y: {}',
      '',
    );
    const after = yaml(before).with(PATH, { cmd: 'new', timeout: 31, envs: { A: '2', C: 'c' }, args: [], more: true });
    expect(after.text).toBe(
      before
        .replace('old', 'new')
        .replace('"1"', '"2"')
        .replace('B: b', 'C: c')
        .replace('    args: [a, b]', '    args: []\n    more: true'),
    );
  });

  it('changes the items that differ in a list that is as long as before', () => {
    const before = 'extensions:\n  x:\n    args: # all\n    - -y # yes\n    - a@1 # pinned\n    b: [1, two]\n';
    expect(yaml(before).with(PATH, { args: ['-y', 'a@2'], b: [1, 'three'] }).text).toBe(
      before.replace('a@1', 'a@2').replace('two', 'three'),
    );
    expect(yaml(before).with(PATH, { args: ['-y'], b: [1, 'two'] }).text).toBe(
      'extensions:\n  x:\n    args:\n    - -y # pinned\n    b: [1, two]\n',
    );
  });

  it('replaces an alias, never what it points to', () => {
    const before = 'e: &e {A: "1"}\nextensions:\n  x:\n    envs: *e\n';
    expect(yaml(before).with(PATH, { envs: { A: '1' } }).text).toBe(before);
    expect(yaml(before).with(PATH, { envs: { A: '2' } }).text).toBe(before.replace('envs: *e', 'envs:\n      A: "2"'));
  });

  it('changes nothing for an equal entry, however it is spelled', () => {
    const text = yaml('extensions:\n  x: {"n": 0x1F, s: \'a\n    b\', e: {}}\n');
    expect(text.with(PATH, { e: {}, s: 'a b', n: 31 })).toBe(text);
  });

  it('writes an entry anew in which a name stands twice', () => {
    const before = 'extensions:\n  x:\n    a: 1\n    a: 2\n  y: 1\n';
    expect(yaml(before).with(PATH, { a: 3 }).text).toBe('extensions:\n  x:\n    a: 3\n  y: 1\n');
  });
});

describe('removing an entry', () => {
  it('leaves the comments around it, and can be undone from the source', () => {
    const before = 'extensions:\n  # above\n  x:\n    a: 1 # one\n\n    b: |+\n      c\n\n  # below\n  y:\n    a: 1\n';
    const text = yaml(before);
    const without = text.without(PATH);
    expect(without.text).toBe('extensions:\n  # above\n  # below\n  y:\n    a: 1\n');
    const back = without.withSource(PATH, text.source(PATH) ?? '');
    expect(back.value(PATH)).toEqual(text.value(PATH));
    expect(back.text).toContain('    a: 1 # one\n\n    b: |+\n      c\n\n');
    expect(text.with(PATH, HTTP).withSource(PATH, text.source(PATH) ?? '').text).toBe(before);
    const braces = yaml('extensions: {x: {a: 1}, y: {}}\n');
    expect(
      braces
        .without(PATH)
        .withSource(PATH, braces.source(PATH) ?? '')
        .value(PATH),
    ).toEqual({ a: 1 });
  });

  it('comes back with its aliases', () => {
    const before = 'e: &e {A: "1"}\nextensions:\n  x:\n    envs: *e\n    cmd: a\n  y: {}\n';
    const source = yaml(before).source(PATH) ?? '';
    expect(yaml(before).with(PATH, { cmd: 'b' }).withSource(PATH, source).text).toBe(before);
    expect(yaml(before).without(PATH).withSource(PATH, source).value(PATH)).toEqual({ envs: { A: '1' }, cmd: 'a' });
    const gone = yaml('extensions:\n  y: {}\n');
    expect(caught(() => gone.withSource(PATH, source))).toMatchObject({ params: { problem: 'notEditable' } });
  });

  it('keeps a mapping it made once someone put a comment or an entry into it', () => {
    const made = yaml('a: 1\n').with(PATH, HTTP).text;
    for (const theirs of ['  # theirs\n', '  y: 1\n']) {
      const left = yaml(made + theirs).without(PATH, { prune: MADE });
      expect(left.text).toBe(`a: 1\nextensions:\n${theirs}`);
    }
    const noted = yaml(made.replace('extensions:', 'extensions: # theirs'));
    expect(noted.without(PATH, { prune: MADE }).text).toBe('a: 1\nextensions: # theirs\n');
  });
});

describe('what is refused', () => {
  it('is an entry behind a block that blanks of the last line belong to: any line more would change its value', () => {
    const text = 'prompt: |\n  be brief\n    ';
    expect(caught(() => yaml(text).with(PATH, HTTP))).toMatchObject({ code: 'file-syntax' });
  });

  it.each([
    ['a:\n\tb: 1\n', { line: 2, column: 1, problem: 'tabIndent' }],
    ['a: 1\n---\nb: 1\n', { line: 2, column: 1, problem: 'severalDocuments' }],
    ['a:\n  b: 1\n c: 1\n', { line: 3, column: 1, problem: 'wrongIndent' }],
    ['- a\n', { line: 1, column: 1, problem: 'mappingExpected' }],
    ['a: *b\n', { line: 1, column: 4, problem: 'aliasUnknown' }],
    ['a: &a\n  b: *a\n', { line: 2, column: 6, problem: 'tooDeep' }],
    ['a: "b\n', { line: 2, problem: 'notYaml' }],
    ['a: 1\rb: 1\n', { line: 1, column: 5, problem: 'notYaml' }],
    [`a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`, { problem: 'tooDeep' }],
  ])('a text that is no YAML we read', (text, params) => {
    expect(caught(() => yaml(text))).toMatchObject({ code: 'file-syntax', params });
  });

  it('aliases that would grow a text without end', () => {
    const rows = 'bcdefghi'.split('').map((name, i) => `${name}: &${name} [${`*${'abcdefgh'[i]}, `.repeat(10)}]`);
    expect(caught(() => yaml(lines('a: &a [1]', ...rows)))).toMatchObject({ params: { problem: 'tooDeep' } });
  });

  it.each([
    ['extensions: []\n', 'file-shape', { line: 1, column: 13 }],
    ['extensions: ~\n', 'file-shape', { line: 1, column: 13 }],
    ['e: &e {}\nextensions: *e\n', 'file-syntax', { line: 2, column: 13, problem: 'aliasHere' }],
    ['e: &e {}\nextensions:\n  <<: *e\n', 'file-syntax', { line: 3, column: 3, problem: 'mergeKey' }],
    ['extensions: {}\nextensions: {}\n', 'file-syntax', { line: 2, column: 1, problem: 'duplicateName' }],
  ])('something else in the place of the entries: %j', (text, code, params) => {
    expect(caught(() => yaml(text).keys(['extensions']))).toMatchObject({ code, params });
    expect(caught(() => yaml(text).with(PATH, HTTP))).toMatchObject({ code, params });
    expect(caught(() => yaml(text).without(PATH))).toMatchObject({ code, params });
  });

  it.each([
    ['e: &e {}\nextensions:\n  x: *e\n', { line: 3, column: 6, problem: 'aliasHere', key: 'x' }],
    ['e: &e {}\nextensions:\n  x:\n    <<: *e\n', { line: 4, column: 5, problem: 'mergeKey', key: 'x' }],
    ['extensions:\n  x: {}\n  x: {}\n', { line: 3, column: 3, problem: 'duplicateName', key: 'x' }],
    ['extensions:\n  x: &x {a: 1}\nz: *x\n', { line: 2, column: 3, problem: 'notEditable', key: 'x' }],
    ['extensions:\n  ? x\n  : a: 1\n', { line: 2, column: 5, problem: 'notEditable', key: 'x' }],
  ])('an entry that is tied to something else: %j', (text, params) => {
    expect(caught(() => yaml(text).with(PATH, HTTP))).toMatchObject({ code: 'file-syntax', params });
    expect(caught(() => yaml(text).without(PATH))).toMatchObject({ code: 'file-syntax', params });
  });
});
