// What the adapter takes for granted, seen on the real program.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BLOCKED, geminiCli } from '../../src/main/clients/gemini-cli';
import { gemini, geminiIsMissing } from '../support/gemini';
import { itIsKin } from './gemini-kin';
import { startProbe } from './probe';
import { itRaces } from './races';
import { breaksWhereWeDo, freshDesk } from './real';
import type { Desk } from './support';

describe.skipIf(geminiIsMissing())('the real Gemini CLI', { timeout: 90_000 }, () => {
  let d: Desk;
  const stops = freshDesk({ client: 'gemini-cli', at: '.gemini/settings.json', adapters: [geminiCli] }, (made) => {
    d = made;
  });

  itIsKin({
    adapter: geminiCli,
    desk: () => d,
    stops,
    run: gemini,
    connected: (name) => new RegExp(`✓ ${name}: .*- Connected`, 'u'),
  });

  it('passes on no variable that would run code of its own', async () => {
    const probe = await startProbe(d.home);
    stops.push(probe.stop);
    const env = Object.fromEntries([...BLOCKED].map((name) => [name, '']));
    const command = probe.env.PROBE_NODE;
    d.write(JSON.stringify({ mcpServers: { s: { command, args: [probe.command.args[0]], env } } }));
    const { out } = await gemini(d.home, ['mcp', 'list']);
    for (const name of BLOCKED)
      expect(out).toContain(`Blocked dangerous environment variable override for MCP server 's': ${name}`);
    expect(probe.started()).toBeDefined();
  });

  const places: [string, (home: string) => Record<string, string>][] = [
    ['nothing set', () => ({})],
    ['GEMINI_CLI_HOME', (home) => ({ GEMINI_CLI_HOME: path.join(home, 'moved') })],
    ['an empty GEMINI_CLI_HOME', () => ({ GEMINI_CLI_HOME: '' })],
  ];
  it.each(places)('writes to the file we find: %s', async (_what, arrange) => {
    const env = arrange(d.home);
    const { file } = await geminiCli.place({ home: d.home, env, platform: process.platform });
    await gemini(d.home, ['mcp', 'add', '-s', 'user', '-t', 'http', 'x', 'http://127.0.0.1:1/'], env);
    expect(JSON.parse(readFileSync(file, 'utf8')).mcpServers).toHaveProperty('x');
  });

  it('calls a file broken where we do', async () => {
    await breaksWhereWeDo('gemini-cli', d, ['{ // yes\n}', '', '[]'], () => gemini(d.home, ['mcp', 'list']));
  });

  itRaces({
    adapter: geminiCli,
    at: '.gemini/settings.json',
    text: `{
  // kept-comment
  "ui": { "theme": "kept-theme" },
  "mcpServers": { "mine": { "url": "http://127.0.0.1:9/kept-entry", "type": "http" } }
}
`,
    run: gemini,
    add: (name) => ['mcp', 'add', '-s', 'user', '-t', 'http', name, 'http://127.0.0.1:9/'],
    remove: (name) => ['mcp', 'remove', '-s', 'user', name],
  });
});
