// Server entries in files of every format: where they stand, what is made around them, and what a review shows of them.
import { describe, expect, it, vi } from 'vitest';
import { openEntries } from '../../src/main/clients/entries';
import { openJsonEntries } from '../../src/main/clients/json-entries';
import { masker } from '../../src/main/clients/mask';
import { openTomlEntries } from '../../src/main/clients/toml-entries';
import { openYamlEntries } from '../../src/main/clients/yaml-entries';
import { parseJsonText } from '../../src/main/files/json-text';
import { AppError } from '../../src/shared/errors';

const ENTRY = { type: 'http', url: 'http://127.0.0.1:1/mcp' };
const ALL = { first: 0, last: 99 };
const lines = (...rows: string[]) => rows.join('\n');
const jsonc = (text: string, ...path: string[]) =>
  openJsonEntries(text, { file: 'settings.json', path, comments: true, empty: true });
const json = (text: string, ...path: string[]) =>
  openJsonEntries(text, { file: '.claude.json', path, comments: false, empty: true });
const toml = (text: string) => openTomlEntries(text, { file: 'config.toml', path: ['mcp_servers'] });
const yaml = (text: string) => openYamlEntries(text, { file: 'config.yaml', path: ['extensions'] });

describe('entries in JSON and JSONC', () => {
  it('stand at one key with a dot in it, or some objects deep', () => {
    const amp = jsonc('{"amp.mcpServers": {"a": {}}, "amp": {"mcpServers": {"b": {}}}}', 'amp.mcpServers');
    expect(amp.names()).toEqual(['a']);
    expect(amp.set('x', ENTRY).entry('x')).toEqual(ENTRY);
    const local = json(
      '{"projects": {"/a/b": {"mcpServers": {"c": {"type": "sse"}}}}}',
      'projects',
      '/a/b',
      'mcpServers',
    );
    expect([local.names(), local.source('c'), local.wouldMake()]).toEqual([['c'], '{"type": "sse"}', []]);
  });

  it('say what has to be made on the way to them, and take it away again', () => {
    const before = lines('{', '  "projects": {} // none', '}', '');
    const file = jsonc(before, 'projects', '/a/b', 'mcpServers');
    const made = file.wouldMake();
    expect(made).toEqual([
      ['projects', '/a/b', 'mcpServers'],
      ['projects', '/a/b'],
    ]);
    const after = file.set('x', ENTRY);
    expect(after.wouldMake()).toEqual([]);
    expect(after.remove('x', made).text).toBe(before);
    expect(jsonc('', 'mcp', 'servers').wouldMake()).toEqual([['mcp', 'servers'], ['mcp'], []]);
  });

  it('live with comments and trailing commas', () => {
    const before = lines(
      '{',
      '  // of the editor',
      '  "servers": {',
      '    "a": {}, // one',
      '    /* end */',
      '  },',
      '}',
      '',
    );
    const after = jsonc(before, 'servers').set('x', { type: 'stdio' });
    expect(after.text).toBe(before.replace('// one', '// one\n    "x": {\n      "type": "stdio"\n    },'));
    expect(after.lines('x')).toEqual({ first: 4, last: 6 });
    expect(after.remove('x', []).text).toBe(before);
  });

  it('are refused where something on the way is no object', () => {
    for (const text of ['{"mcp": []}', '{"mcp": {"servers": 1}}']) {
      expect(() => jsonc(text, 'mcp', 'servers')).toThrow(AppError);
    }
  });

  it('are shown without secrets, and without a word of what a comment says', () => {
    const text = lines(
      '{',
      '  "theme": "mine", // my key',
      '  "mcp": {',
      '    "a": {"env": {"K": "s3cret"}, "url": "http://a/"} /* x */',
      '  }',
      '}',
    );
    expect(jsonc(text, 'mcp').masked(masker(new Set()), ALL)).toBe(
      lines(
        '{',
        '  "theme": "••••••••", // •• •••',
        '  "mcp": {',
        '    "a": {"env": {"K": "••••••••"}, "url": "http://a/"} /* • */',
        '  }',
        '}',
      ),
    );
  });
});

describe('entries in TOML', () => {
  const text = lines(
    'model = "m" # mine',
    '',
    '[mcp_servers.a]',
    'url = "http://a/"',
    "token = '''",
    "secret'''",
    '',
    '[mcp_servers.a.env]',
    "K = 's3cret' # key",
    '',
  );

  it('bring all that stands around them along', () => {
    expect(toml('').wouldMake()).toEqual([]);
    expect(toml('a = 1\n').set('x', ENTRY).remove('x', []).text).toBe('a = 1\n');
  });

  it('reach from the header to the last line of their last table', () => {
    expect(toml(text).names()).toEqual(['a']);
    expect(toml(text).lines('a')).toEqual({ first: 2, last: 8 });
    expect(toml(text).lines('b')).toBeUndefined();
  });

  it('are shown without secrets, line for line', () => {
    expect(toml(text).masked(masker(new Set()), ALL)).toBe(
      lines(
        'model = "••••••••" # ••••',
        '',
        '[mcp_servers.a]',
        'url = "http://a/"',
        "token = '''",
        "••••••'''",
        '',
        '[mcp_servers.a.env]',
        "K = '••••••••' # •••",
        '',
      ),
    );
    expect(toml(text).masked(masker(new Set()), { first: 3, last: 4 })).toContain('model = "m"');
  });

  it('are refused where something else stands in their place', () => {
    expect(() => toml('[[mcp_servers]]\n')).toThrow(AppError);
  });
});

describe('entries in YAML', () => {
  const text = lines(
    '# my key',
    'model: m',
    'extensions:',
    '  a:',
    '    args: [--token, abc, "b"] # key',
    '    envs:',
    '      PIN: 1234',
    "      K: 's3''cret'",
    '    code: |',
    '      secret # s',
    '    enabled: true',
    '',
  );

  it('say what has to be made around them, and take it away again', () => {
    const made = yaml('model: m\n').wouldMake();
    expect(made).toEqual([['extensions']]);
    expect(yaml('model: m\n').set('x', ENTRY).remove('x', made).text).toBe('model: m\n');
    expect(yaml('# c\n').wouldMake()).toEqual([['extensions'], []]);
    expect(
      yaml('# c\n')
        .set('x', ENTRY)
        .remove('x', [['extensions'], []]).text,
    ).toBe('# c\n');
  });

  it('reach from their name to their last line', () => {
    expect(yaml(text).lines('a')).toEqual({ first: 3, last: 10 });
    expect(yaml(text).source('a')).toBe(lines(...text.split('\n').slice(3, 11)));
  });

  it('are shown without secrets, those without quotes among them', () => {
    expect(yaml(text).masked(masker(new Set()), ALL)).toBe(
      lines(
        '# •• •••',
        'model: ••••••••',
        'extensions:',
        '  a:',
        '    args: [--token, ••••••••, "b"] # •••',
        '    envs:',
        '      PIN: ••••••••',
        "      K: '••••••••'",
        '    code: |',
        '      •••••• • •',
        '    enabled: true',
        '',
      ),
    );
  });

  it('are shown without secrets behind a comment on how to read a text', () => {
    const noted = lines(
      'extensions:',
      '  a:',
      '    code: | # my key',
      '      secret # s',
      '    K: s3cret',
      '    empty: |',
      '',
    );
    const shown = lines(
      'extensions:',
      '  a:',
      '    code: | # •• •••',
      '      •••••• • •',
      '    K: ••••••••',
      '    empty: |',
      '',
    );
    expect(yaml(noted).masked(masker(new Set()), ALL)).toBe(shown);
    expect(yaml(noted).masked(masker(new Set()), { first: 3, last: 3 })).toContain('# •• •••\n      •••••• • •\n');
  });

  it('are refused where something else stands in their place', () => {
    expect(() => yaml('e: &e {}\nextensions: *e\n')).toThrow(AppError);
  });
});

it('what two parts of a text claim is shown by neither', () => {
  const text = parseJsonText('{"a": "one two"}', { file: 'x', comments: false, empty: false });
  const string = { path: ['a'], value: 'v', written: () => '•' };
  vi.spyOn(text, 'parts').mockReturnValue([
    { offset: 7, end: 10, string },
    { offset: 8, end: 14, string },
    { offset: 9, end: 12 },
  ]);
  const shown = openEntries(text, { path: [], makesAround: true }).masked(masker(new Set()), ALL);
  expect(shown).toBe('{"a": "• •••"}');
});
