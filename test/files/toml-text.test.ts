// What the TOML edits promise: the entry says the right thing in the hand of its siblings, and no foreign byte moves.
import { describe, expect, it } from 'vitest';
import { parseTomlText } from '../../src/main/files/toml-text';
import type { JsonObject } from '../../src/shared/model';
import { caught } from '../support/caught';

const PATH = ['mcp_servers', 'x'];
const HTTP = { url: 'http://127.0.0.1:1/mcp', http_headers: { Authorization: 'Bearer k', 'X Y': 'z' } };
const STDIO = { command: 'npx', args: ['-y', "it's"], env: { A: '1' } };
const toml = (text: string) => parseTomlText(text, { file: 'config.toml' });
const lines = (...rows: string[]) => rows.join('\n');

/** The text with the entry, after a look that taking it out gives the text back. */
function put(text: string, entry: JsonObject = HTTP): string {
  const after = toml(text).with(PATH, entry);
  expect(after.value(PATH)).toEqual(entry);
  expect(after.without(PATH).text).toBe(text);
  return after.text;
}

describe('adding an entry', () => {
  const block = lines(
    '[mcp_servers.x]',
    'url = "http://127.0.0.1:1/mcp"',
    'http_headers = { Authorization = "Bearer k", "X Y" = "z" }',
  );

  it('starts an empty file, and sets itself off from what stands there', () => {
    expect(put('')).toBe(block);
    expect(put('\n')).toBe(`${block}\n`);
    expect(put('a = 1\n')).toBe(`a = 1\n\n${block}\n`);
    expect(put('a = 1')).toBe(`a = 1\n\n${block}`);
    expect(put('# mine\n\n\n')).toBe(`# mine\n\n${block}\n\n\n`);
    expect(put('\uFEFFa = 1\r\n')).toBe(`\uFEFFa = 1\r\n\r\n${block.replaceAll('\n', '\r\n')}\r\n`);
  });

  it('stands behind the last of its siblings and their comments, and writes as they do', () => {
    const before = lines(
      '[mcp_servers.a]',
      "  command = 'a'",
      "  args = [ 'b', 'c' ]",
      '  # args = []',
      '',
      '  [mcp_servers.a.env]',
      "    K = 'v'",
      '',
      '# of the profile',
      '[profiles.p]',
      'model = "m"',
      '',
    );
    const added = lines(
      '[mcp_servers.x]',
      "  command = 'npx'",
      `  args = [ '-y', "it's" ]`,
      '',
      '  [mcp_servers.x.env]',
      "    A = '1'",
    );
    expect(put(before, STDIO)).toBe(before.replace('# of the profile', `${added}\n\n# of the profile`));
  });

  it('keeps tables tight, and signs without blanks, where they are', () => {
    const before = lines('[mcp_servers.a]', 'command="a"', 'env={A="1"}', '[mcp_servers.b]', 'command="b"', '[z]');
    const added = lines('[mcp_servers.x]', 'command="npx"', `args=["-y", "it's"]`, 'env={A="1"}');
    expect(put(before, STDIO)).toBe(before.replace('[z]', `${added}\n[z]`));
  });

  it('leaves a comment with the table it stands right above', () => {
    const before = lines('[mcp_servers.a]', 'command = "a"', '# about z', '[z]', '');
    expect(put(before, { command: 'c' })).toBe(
      lines('[mcp_servers.a]', 'command = "a"', '', '[mcp_servers.x]', 'command = "c"', '# about z', '[z]', ''),
    );
  });

  it('goes into the inline table that holds the others, and beside dotted keys', () => {
    expect(put('mcp_servers = { a = { url = "u" } } # all\n', { url: 'v' })).toBe(
      'mcp_servers = { a = { url = "u" }, x = { url = "v" } } # all\n',
    );
    expect(put('mcp_servers = {}\n[z]\n', { url: 'v' })).toBe('mcp_servers = {x = { url = "v" }}\n[z]\n');
    expect(put('mcp_servers.a.url = "u"\n', { url: 'v' })).toBe(
      'mcp_servers.a.url = "u"\n\n[mcp_servers.x]\nurl = "v"\n',
    );
  });

  it('quotes a name that needs it', () => {
    const text = toml('').with(['mcp_servers', 'a b."c"'], { 'k.l': 1 }).text;
    expect(text).toBe('[mcp_servers."a b.\\"c\\""]\n"k.l" = 1');
  });
});

describe('changing an entry', () => {
  it('touches the values that differ, where they stand, and keeps every comment', () => {
    const before = lines(
      '# how to',
      '[mcp_servers.x] # mine',
      '# the program',
      'command = "old"   # pinned',
      'timeout = 10.0',
      '',
      '[mcp_servers.y]',
      'url = "u"',
      '',
      '# secret',
      '[mcp_servers.x.env]',
      'A = "1" # one',
      'B = "2"',
      '',
    );
    const after = toml(before).with(PATH, { command: 'new', timeout: 10, env: { A: '3', C: '4' }, more: true });
    expect(after.text).toBe(
      before
        .replace('"old"', '"new"')
        .replace('timeout = 10.0', 'timeout = 10.0\nmore = true')
        .replace('"1"', '"3"')
        .replace('B = "2"', 'C = "4"'),
    );
  });

  it('changes the items that differ in a list that is as long as before', () => {
    const before = '[mcp_servers.x]\nargs = [\n  "-y", # yes\n  "a@1", # pinned\n]\n';
    expect(toml(before).with(PATH, { args: ['-y', 'a@2'] }).text).toBe(before.replace('a@1', 'a@2'));
    expect(toml(before).with(PATH, { args: ['-y'] }).text).toBe('[mcp_servers.x]\nargs = ["-y"]\n');
  });

  it('stays with dotted keys and inline tables', () => {
    expect(toml('mcp_servers.x.url = "u" # a\nz = 1\n').with(PATH, { url: 'v', on: true }).text).toBe(
      'mcp_servers.x.url = "v" # a\nmcp_servers.x.on = true\nz = 1\n',
    );
    const inline = '[mcp_servers]\nx = { url = "u", env = { A = "1", B = "2" } } # keep\n';
    expect(toml(inline).with(PATH, { url: 'u', env: { B: '3' }, on: true }).text).toBe(
      '[mcp_servers]\nx = { url = "u", env = { B = "3" }, on = true } # keep\n',
    );
  });

  it('changes nothing for an equal entry, however it is spelled', () => {
    const text = toml("[mcp_servers]\nx = { 'n' = 0x1F, s = '''a''', e = {} }\n");
    expect(text.with(PATH, { e: {}, s: 'a', n: 31 })).toBe(text);
  });

  it('writes anew what is no table, or becomes an empty one', () => {
    expect(toml('mcp_servers.x = 5\n').with(PATH, { url: 'v' }).text).toBe('[mcp_servers.x]\nurl = "v"\n');
    expect(toml('[mcp_servers.x]\nurl = "v"\n').with(PATH, {}).value(PATH)).toEqual({});
  });
});

describe('removing an entry', () => {
  const scattered = lines(
    '[mcp_servers.x]',
    'url = "u"',
    '# after',
    '',
    '[mcp_servers.y]',
    'url = "v"',
    '',
    '# above',
    '[mcp_servers.x.http_headers]',
    'A = "1"',
    '',
    '[z]',
  );

  it('takes its tables wherever they stand, and leaves the comments around them', () => {
    expect(toml(scattered).without(PATH).text).toBe(
      lines('# after', '', '[mcp_servers.y]', 'url = "v"', '', '# above', '', '[z]'),
    );
  });

  it('can be undone from the source, which is what stood there', () => {
    const whole = '[mcp_servers.x]\n  url = "u" # here\n\n[mcp_servers.x.env]\nA = "1"';
    const text = toml(`a = 1\n\n${whole}\n`);
    expect(text.source(PATH)).toBe(whole);
    expect(text.without(PATH).withSource(PATH, whole).text).toBe(text.text);
    expect(text.with(PATH, HTTP).withSource(PATH, whole).text).toBe(text.text);
    const other = toml(scattered);
    expect(
      other
        .without(PATH)
        .withSource(PATH, other.source(PATH) ?? '')
        .value(PATH),
    ).toEqual(other.value(PATH));
    const inline = toml('[mcp_servers]\nx = { url = "u" }\n');
    expect(
      inline
        .without(PATH)
        .withSource(PATH, inline.source(PATH) ?? '')
        .value(PATH),
    ).toEqual({ url: 'u' });
  });

  it('changes nothing where there is none, and finds no entry called after what every object has', () => {
    const text = toml('[mcp_servers.a]\n');
    expect(text.without(PATH)).toBe(text);
    expect(text.value(['mcp_servers', 'constructor'])).toBeUndefined();
  });
});

describe('what is refused', () => {
  it.each([
    ['a = 1\na = 2\n', { line: 2, column: 1, problem: 'duplicateName', key: 'a' }],
    ['\uFEFFa = "x\n', { line: 1, column: 7, problem: 'stringUnclosed' }],
    ['a = { b = 1 c = 2 }\n', { line: 1, column: 13, problem: 'commaExpected' }],
    ['a =\n', { line: 2, column: 1, problem: 'valueExpected' }],
    ['a = 1\rb = 2\n', { line: 1, column: 6, problem: 'notToml' }],
    ['what is this\n', { line: 1, column: 6, problem: 'notToml' }],
  ])('a text that is no TOML: %j', (text, params) => {
    expect(caught(() => toml(text))).toMatchObject({ code: 'file-syntax', params });
  });

  it('brackets in brackets without end', () => {
    const text = `a = ${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    expect(caught(() => toml(text))).toMatchObject({ code: 'file-syntax', params: { problem: 'tooDeep' } });
  });

  it.each([
    ['mcp_servers = 5\n', { line: 1, column: 1 }],
    ['a = 1\n[[mcp_servers]]\nname = "x"\n', { line: 2, column: 1 }],
  ])('something else in the place of the tables: %j', (text, params) => {
    expect(caught(() => toml(text).with(PATH, HTTP))).toMatchObject({ code: 'file-shape', params });
    expect(caught(() => toml(text).keys(['mcp_servers']))).toMatchObject({ code: 'file-shape', params });
  });

  it('a text TOML cannot say', () => {
    const text = toml('[mcp_servers.x]\nurl = "u"\n');
    const error = caught(() => text.with(PATH, { url: '\uD800' }));
    expect(error).toMatchObject({
      code: 'file-syntax',
      params: { problem: 'notEditable', key: 'x', line: 1, column: 1 },
    });
  });
});
