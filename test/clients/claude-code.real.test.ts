// What the adapter takes for granted, seen on the real program.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claudeCode, EMPTIED_FOR_REMOTE } from '../../src/main/clients/claude-code';
import { claude, claudeIsMissing } from '../support/claude';
import { everythingFile, startEverything } from '../support/servers/everything';
import { itRaces } from './races';
import { startScene } from './scene';
import { type Desk, desk, direct, http as httpServer, stdio } from './support';

const json = JSON.stringify;

describe.skipIf(claudeIsMissing())('the real Claude Code', () => {
  let d: Desk;
  beforeEach(() => {
    d = desk();
  });
  afterEach(() => d.dispose());

  it('connects to what we wrote, over every transport', { timeout: 60_000 }, async () => {
    const [streamable, sse] = await Promise.all([startEverything('streamableHttp'), startEverything('sse')]);
    try {
      await claude(d.home, ['mcp', 'add', '-s', 'user', '-t', 'http', 'theirs', 'http://127.0.0.1:1/']);
      await d.sync([
        direct(httpServer('web', { url: streamable.url, headers: { 'X-Probe': 'yes' } })),
        direct(httpServer('old', { type: 'sse', url: sse.url })),
        direct(stdio('local', { command: process.execPath, args: [everythingFile, 'stdio'], env: { A: 'b' } })),
      ]);
      const { out } = await claude(d.home, ['mcp', 'list']);
      for (const name of ['web', 'old', 'local']) expect(out).toMatch(new RegExp(`^${name}: .*Connected`, 'mu'));
      expect(out).toMatch(/^theirs: .*Failed/mu);
      expect(out).not.toMatch(/warning/iu);
      const web = await claude(d.home, ['mcp', 'get', 'web']);
      expect(web.out).toMatch(/Scope: User config[\s\S]*Type: http[\s\S]*X-Probe: yes/u);
      await d.clients.undo('claude-code');
      expect((await claude(d.home, ['mcp', 'get', 'web'])).code).not.toBe(0);
      expect((await claude(d.home, ['mcp', 'get', 'theirs'])).code).toBe(0);
    } finally {
      await Promise.all([streamable.stop(), sse.stop()]);
    }
  });

  it('connects by the broker', { timeout: 60_000 }, async () => {
    const scene = await startScene('claude-code', d.home);
    try {
      expect(await d.sync(scene.brokered)).toBe(3);
      const { out } = await claude(d.home, ['mcp', 'list']);
      for (const name of ['web', 'old', 'local']) expect(out).toMatch(new RegExp(`^${name}: .*Connected`, 'mu'));
      expect(scene.relayed()).toEqual(['local', 'old', 'web']);
    } finally {
      await scene.stop();
    }
  });

  it('expands ${NAME} everywhere, but leaves its own secrets out of URLs and headers', {
    timeout: 60_000,
  }, async () => {
    const seen: http.IncomingMessage[] = [];
    const server = http.createServer((request, response) => {
      seen.push(request);
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const probe = path.join(d.home, 'probe.mjs');
    writeFileSync(
      probe,
      `import fs from 'node:fs';
       fs.writeFileSync(${json(path.join(d.home, 'said.json'))}, JSON.stringify([process.argv[2], process.env.V, process.cwd()]));`,
    );
    const names = [...EMPTIED_FOR_REMOTE];
    // With a key of its own Claude would try to use it. What it withholds is empty whether it is set or not.
    const set = names.filter((name) => !name.startsWith('ANTHROPIC_'));
    const env = Object.fromEntries([...set, 'MY_TOKEN', 'GITHUB_TOKEN'].map((name) => [name, `v-${name}`]));
    const header = names.map((name) => `<\${${name}}>`).join('');
    const wanted = [
      direct(
        httpServer('h', { url: `http://127.0.0.1:${port}/\${env:MY_TOKEN}`, headers: { X: '${env:GITHUB_TOKEN}' } }),
      ),
      direct(stdio('s', { command: '${env:NODE}', args: [probe, 'a ${env:MY_TOKEN}'], env: { V: '${env:MY_TOKEN}' } })),
    ];
    expect(await d.sync(wanted)).toBe(2);
    const file = JSON.parse(d.read());
    file.mcpServers.empty = { type: 'http', url: `http://127.0.0.1:${port}/empty`, headers: { X: header } };
    // Claude does not know "cwd": that is why a server that has one is not written.
    file.mcpServers.s.cwd = path.join(d.home, 'state');
    writeFileSync(d.file, json(file));
    await claude(d.home, ['mcp', 'list'], { ...env, NODE: process.execPath });
    server.close();
    expect(seen.find((r) => r.url === '/v-MY_TOKEN')?.headers.x).toBe('v-GITHUB_TOKEN');
    expect(seen.find((r) => r.url === '/empty')?.headers.x).toBe('<>'.repeat(names.length));
    expect(JSON.parse(readFileSync(path.join(d.home, 'said.json'), 'utf8'))).toEqual([
      'a v-MY_TOKEN',
      'v-MY_TOKEN',
      d.home,
    ]);
  });

  const places: [string, (home: string) => Record<string, string>][] = [
    ['nothing there', () => ({})],
    ['only the legacy file', (home) => put(home, ['.claude/.config.json'])],
    ['both files', (home) => put(home, ['.claude/.config.json', '.claude.json'])],
    ['CLAUDE_CONFIG_DIR', (home) => ({ CLAUDE_CONFIG_DIR: path.join(home, 'moved') })],
    [
      'CLAUDE_CONFIG_DIR with a legacy file',
      (home) => put(home, ['moved/.config.json'], { CLAUDE_CONFIG_DIR: path.join(home, 'moved') }),
    ],
    ['an empty CLAUDE_CONFIG_DIR', () => ({ CLAUDE_CONFIG_DIR: '' })],
  ];
  for (const [what, arrange] of places) {
    it(`writes to the file we find: ${what}`, async () => {
      const env = arrange(d.home);
      const { file } = await claudeCode.place({ home: d.home, env, platform: process.platform });
      await claude(d.home, ['mcp', 'add', '-s', 'user', '-t', 'http', 'x', 'http://127.0.0.1:1/'], env);
      expect(JSON.parse(readFileSync(file, 'utf8')).mcpServers).toHaveProperty('x');
    });
  }

  it('calls a file broken where we do, and takes an empty one for new where we do', async () => {
    const works = async (text: string) => {
      d.write(text);
      const { code } = await claude(d.home, ['mcp', 'list']);
      return code === 0;
    };
    const opens = async () => (await d.clients.plan('claude-code', []).catch(() => undefined)) !== undefined;
    for (const text of ['{"a": 1', '{ // no\n}', '{"a": 1,}', '\uFEFF{}', ' \n']) {
      d.write(text);
      const ours = await opens();
      expect([text, await works(text)]).toEqual([text, ours]);
      rmSync(path.join(d.home, '.claude'), { recursive: true, force: true });
    }
    d.write('{"numStartups": 7}');
    for (const x of ['1', '2'])
      await claude(d.home, ['mcp', 'add', '-s', 'user', '-t', 'http', x, 'http://127.0.0.1:1/']);
    expect(existsSync(path.join(d.home, '.claude/backups'))).toBe(true);
    expect(await works('')).toBe(false);
    d.write('');
    expect(await opens()).toBe(false);
  });

  itRaces({
    adapter: claudeCode,
    at: '.claude.json',
    text: `{
  "numStartups": 7,
  "mcpServers": { "mine": { "type": "http", "url": "http://127.0.0.1:9/kept-entry" } },
  "projects": { "/kept-project": { "history": ["kept-line"] } }
}
`,
    run: claude,
    add: (name) => ['mcp', 'add', '-s', 'user', '-t', 'http', name, 'http://127.0.0.1:9/'],
    remove: (name) => ['mcp', 'remove', '-s', 'user', name],
  });
});

function put(home: string, files: readonly string[], env: Record<string, string> = {}): Record<string, string> {
  for (const file of files) {
    mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
    writeFileSync(path.join(home, file), '{}');
  }
  return env;
}
