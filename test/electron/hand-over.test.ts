// When a packaged app becomes the command line.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandWords, handOver } from '../../src/main/electron/hand-over';

const app = '/tmp/.mount_1/mcp-tray-app';

describe('a packaged app', () => {
  it.each([
    ['started by hand', []],
    ['started at login', ['--at-login']],
    ['started with a link', ['mcp-tray://add?name=a']],
    ['started with a switch of Chromium', ['--ozone-platform=wayland']],
    ['started by an AppImage without a sandbox', ['--no-sandbox']],
  ])('stays the app when it is %s', (_, args) => expect(commandWords([app, ...args])).toBeUndefined());

  it.each([[['bridge', 'notes']], [['sync', '--yes']], [['--help']], [['--no-sandbox', 'list']]])(
    'is the command line for %j',
    (args) => expect(commandWords([app, ...args])).toEqual(args.filter((word) => word !== '--no-sandbox')),
  );

  it('gives every word on as it is', () =>
    expect(commandWords([app, 'add', 'a', '--', 'npx', '--no-sandbox'])).toEqual([
      'add',
      'a',
      '--',
      'npx',
      '--no-sandbox',
    ]));

  it('becomes the Node beside it, with the words, its own input and output, and nothing left of itself', () => {
    const script = `
      import { handOver } from ${JSON.stringify(path.resolve('src/main/electron/hand-over.ts'))};
      const launcher = ${JSON.stringify(path.resolve('test/support/echo-words.mjs'))};
      const argv = ['app', 'bridge', 'notes'];
      handOver({ argv, env: { ...process.env, WAS: String(process.pid) }, node: process.execPath, launcher, become: process.execve });
      console.log('not reached');`;
    const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      input: 'hello',
    });
    expect(JSON.parse(stdout)).toEqual({ words: ['bridge', 'notes'], heard: 'hello', samePid: true });
    expect(status).toBe(3);
  });

  it('stays where one program cannot become another', () =>
    expect(() => handOver({ argv: [app, 'list'], env: {}, node: '', launcher: '', become: undefined })).not.toThrow());
});
