import { describe, expect, it } from 'vitest';
import { hasDisplay } from '../../src/main/cli/serve';
import { languageOfEnvironment } from '../../src/main/cli/terminal';
import { AppError } from '../../src/shared/errors';
import { cli } from './support';

describe('the command line', () => {
  it.each([
    [['wrong'], 'There is no command “wrong”'],
    [['list', '--wrong'], 'There is no option “--wrong”'],
    [['list', 'too', 'many'], 'There are too many arguments'],
    [['remove'], 'Something is missing: name'],
    [['serve', '--port'], 'needs a value'],
    [['serve', '--port', '65536'], '“65536” is not a port'],
    [['serve', '--port', 'x'], '“x” is not a port'],
    [['broker', '--port', '80'], '“80” is not a port between 1024 and 65535'],
    [['tools', '--off', 'echo'], '--off and --on go with one server'],
    [['tools', 'notes', '--json', '--off', 'echo'], '--off and --on go with one server'],
    [['deliver', 'notes', 'fast'], '“fast” is none of direct'],
  ])('tells wrong usage of %j in a sentence and ends with 2', async (argv, sentence) => {
    const { code, err, out, served } = await cli(argv);
    expect([code, out, served]).toEqual([2, '', []]);
    expect(err).toContain(sentence);
    expect(err).toContain('. [usage]\nRun “mcp-tray help” for the commands.\n');
  });

  it('prints help and version on standard output, and help as an error when no command is given', async () => {
    const help = await cli(['help']);
    expect(help.code).toBe(0);
    for (const command of [
      'add',
      'remove',
      'login',
      'logout',
      'key',
      'list',
      'tools',
      'clients',
      'sync',
      'undo',
      'serve',
      'bridge',
      'deliver',
      'activity',
      'broker',
    ]) {
      expect(help.out).toMatch(new RegExp(`^ {2}${command}\\b`, 'mu'));
    }
    expect((await cli(['help', 'add'])).out).toContain('--transport');
    expect(await cli(['--version'])).toMatchObject({ code: 0, out: '0.1.0\n' });
    const none = await cli([]);
    expect([none.code, none.out]).toEqual([2, '']);
    expect(none.err).toContain('Usage:');
  });

  it('speaks Japanese throughout', async () => {
    const help = await cli(['help'], { language: 'ja' });
    expect(help.out).toContain('使い方:');
    expect(help.out).not.toMatch(/Usage|Commands:|Options:|display/u);
    expect((await cli(['wrong'], { language: 'ja' })).err).toContain('「wrong」というコマンドはありません。 [usage]');
  });

  it('gives serve its options', async () => {
    const outcome = await cli(['serve', '--port', '4100', '--no-open']);
    expect(outcome.served).toEqual([{ port: 4100, open: false }]);
    expect((await cli(['serve'])).served).toEqual([{ port: 0, open: true }]);
    const background = (...argv: string[]) => cli(['serve', '--no-open', '--background', ...argv]);
    expect((await background()).served).toEqual([{ port: 0, open: false, background: 600_000 }]);
    expect((await background('0.5')).served).toEqual([{ port: 0, open: false, background: 30_000 }]);
    expect((await background('soon')).code).toBe(2);
  });

  it('gives the bridge its server, and prints nothing itself', async () => {
    expect(await cli(['bridge', 'notes'])).toMatchObject({
      bridged: ['notes'],
      code: 0,
      out: '',
      err: '',
      closed: false,
    });
    expect((await cli(['bridge'])).code).toBe(2);
  });

  it('never prints a stack, and closes its session', async () => {
    const handlers = { 'server:remove': () => Promise.reject(new TypeError('inner detail')) };
    const { err, code, closed } = await cli(['remove', 'x'], { handlers });
    expect([code, closed]).toEqual([1, true]);
    expect(err).toBe('MCP Tray made a mistake (TypeError). [internal]\nReport it with the lines of the log.\n');
  });

  it('ends with 3 when what was asked needs a sign-in, and shows the evidence it has', async () => {
    const refuse = () => Promise.reject(new AppError('sign-in-needed', { host: 'x' }, { details: 'a\nb' }));
    const { err, code } = await cli(['remove', 'x'], { handlers: { 'server:remove': refuse } });
    expect(code).toBe(3);
    expect(err).toMatch(/\n {2}a\n {2}b\n$/u);
  });
});

describe('the environment', () => {
  it.each([
    [{ LANG: 'ja_JP.UTF-8' }, 'ja'],
    [{ LANG: 'ja_JP.UTF-8', LC_ALL: 'C' }, 'en'],
    [{ LANG: 'en_US.UTF-8', LC_ALL: '', LC_MESSAGES: 'ja' }, 'ja'],
    [{}, 'en'],
  ])('%j speaks %s', (env, language) => expect(languageOfEnvironment(env)).toBe(language));

  it.each([
    ['linux', {}, false],
    ['linux', { DISPLAY: ':0' }, true],
    ['linux', { WAYLAND_DISPLAY: 'w' }, true],
    ['darwin', {}, true],
    ['darwin', { SSH_CONNECTION: 'x' }, false],
  ] as const)('on %s with %j a browser can be shown: %s', (platform, env, shown) => {
    expect(hasDisplay(platform, env)).toBe(shown);
  });
});
