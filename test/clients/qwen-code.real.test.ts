// What the adapter takes for granted, seen on the real program.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { qwenCode } from '../../src/main/clients/qwen-code';
import { qwen, qwenIsMissing } from '../support/qwen';
import { itIsKin } from './gemini-kin';
import { itRaces } from './races';
import { breaksWhereWeDo, freshDesk } from './real';
import type { Desk } from './support';

describe.skipIf(qwenIsMissing())('the real Qwen Code', { timeout: 90_000 }, () => {
  let d: Desk;
  const stops = freshDesk({ client: 'qwen-code', at: '.qwen/settings.json', adapters: [qwenCode] }, (made) => {
    d = made;
  });

  itIsKin({
    adapter: qwenCode,
    desk: () => d,
    stops,
    run: qwen,
    connected: (name) => new RegExp(`${name}: .*- Connected`, 'u'),
  });

  const places: [string, (home: string) => Record<string, string>][] = [
    ['nothing set', () => ({})],
    ['QWEN_HOME', (home) => ({ QWEN_HOME: path.join(home, 'moved') })],
    ['QWEN_HOME below ~', () => ({ QWEN_HOME: '~/moved' })],
    ['an empty QWEN_HOME', () => ({ QWEN_HOME: '' })],
  ];
  it.each(places)('writes to the file we find: %s', async (_what, arrange) => {
    const env = arrange(d.home);
    const { file } = await qwenCode.place({ home: d.home, env, platform: process.platform });
    await qwen(d.home, ['mcp', 'add', '-s', 'user', '-t', 'http', 'x', 'http://127.0.0.1:1/'], env);
    expect(JSON.parse(readFileSync(file, 'utf8')).mcpServers).toHaveProperty('x');
  });

  it('calls a file broken where we do', async () => {
    await breaksWhereWeDo('qwen-code', d, ['\uFEFF{ // yes\n}', '', '[]'], () => qwen(d.home, ['mcp', 'list']));
  });

  itRaces({
    adapter: qwenCode,
    at: '.qwen/settings.json',
    text: `{
  // kept-comment
  "ui": { "theme": "kept-theme" },
  "mcpServers": { "mine": { "httpUrl": "http://127.0.0.1:9/kept-entry" } }
}
`,
    run: qwen,
    add: (name) => ['mcp', 'add', '-s', 'user', '-t', 'http', name, 'http://127.0.0.1:9/'],
    remove: (name) => ['mcp', 'remove', '-s', 'user', name],
  });
});
