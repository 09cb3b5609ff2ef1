// The report about MCP Tray itself: how everything stands, and none of what must stay here.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foundIn } from '../support/leaks';
import { startModernHttp } from '../support/servers/modern-http';
import { type RunningApp, runApp, stateOf } from './running-app';

const KEY = 'sk-live-0123456789abcdefghij';
const TOKEN = 'opaque-and-not-like-anything-4711';
let running: RunningApp;
let stopPeer: () => Promise<void>;

beforeEach(async () => {
  const peer = await startModernHttp();
  stopPeer = peer.stop;
  running = await runApp();
  const config = path.join(running.home, 'config');
  await mkdir(config, { recursive: true });
  await mkdir(path.join(running.home, 'state/logs'), { recursive: true });
  const mcpServers = {
    notes: { type: 'http', url: `${peer.url}?api_key=${KEY}`, headers: { Authorization: `Bearer ${TOKEN}` } },
    broken: { command: 'no-such-command', env: { API_TOKEN: TOKEN } },
    kept: { type: 'http', url: peer.url, headers: { 'X-Api-Key': '${keychain:kept-key}' } },
  };
  await writeFile(path.join(config, 'mcp.json'), JSON.stringify({ mcpServers }));
  await writeFile(
    path.join(running.home, 'state/logs/mcp-tray.log'),
    `{"message":"a line of another version","header":"Authorization: Bearer ${KEY}"}\n`,
  );
  running.secrets.set('secret:kept-key', TOKEN);
  running = await running.restart();
  await running.until((s) => stateOf(s, 'broken') === 'failed');
});
afterEach(async () => {
  await running.stop();
  await stopPeer();
});

describe('diagnostics', () => {
  it('tell version, machine, settings, and how servers and clients stand', async () => {
    const text = await running.handlers['app:diagnostics'](undefined);
    expect(text).toContain(`MCP Tray 0.0.0-test (web), ${process.platform}`);
    expect(text).toContain('logLevel=info');
    expect(text).toMatch(/broken \(stdio\): Failed: .*\[command-not-found\]/u);
    expect(text).toContain('a line of another version');
  });

  it('hold no secret, no address of a server, and not the name of the home folder', async () => {
    const text = await running.handlers['app:diagnostics'](undefined);
    expect(foundIn(text, [KEY, TOKEN])).toEqual([]);
    expect(text).not.toContain('127.0.0.1:');
    expect(text).not.toContain(running.home);
  });
});

describe('a folder of ours', () => {
  it('is one of three, whatever a page asks for', async () => {
    await expect(running.handlers['app:openFolder']({ which: '/etc' as 'state' })).rejects.toMatchObject({
      code: 'bad-request',
    });
    await running.handlers['app:openFolder']({ which: 'logs' });
  });
});
