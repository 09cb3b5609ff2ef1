// The older Windsurf, which has a file and a word of its own, beside the current one.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { windsurf } from '../../src/main/clients/windsurf';
import { brokered, type Desk, desk, direct, http, stdio } from './support';

let d: Desk;
beforeEach(() => {
  d = desk({ client: 'windsurf', at: '.codeium/windsurf/mcp_config.json', adapters: [windsurf] });
});
afterEach(() => d.dispose());

const servers = [http('web'), stdio('local', { args: ['x'] })];

it('gets its own word for an address, and entries that we know again', async () => {
  const before = '{\n  "mcpServers": {\n    "theirs": { "serverUrl": "http://127.0.0.1:9/" }\n  }\n}\n';
  d.write(before);
  expect(await d.sync(servers.map(direct))).toBe(2);
  expect(JSON.parse(d.read()).mcpServers).toEqual({
    theirs: { serverUrl: 'http://127.0.0.1:9/' },
    web: { serverUrl: 'http://127.0.0.1:1/web' },
    local: { command: 'node', args: ['x'] },
  });
  expect(await d.statuses(servers.map(direct))).toEqual({ web: 'in-sync', local: 'in-sync' });
  const key = `mcptray_${'k'.repeat(43)}`;
  expect(await d.sync(servers.map((server) => brokered(server, key)))).toBe(2);
  expect(Object.keys(JSON.parse(d.read()).mcpServers.local)).toEqual(['serverUrl', 'headers']);
  expect(await d.clients.standingKey('windsurf')).toBe(key);
  await d.clients.undo('windsurf');
  expect(await d.statuses(servers.map(direct))).toEqual({ web: 'in-sync', local: 'in-sync' });
  await d.sync([]);
  expect(d.read()).toBe(before);
});

it('is left alone once the current one is there', async () => {
  d.write('{}');
  mkdirSync(path.join(d.home, '.config/devin'), { recursive: true });
  const { file } = await windsurf.place({ home: d.home, env: {}, platform: 'linux' });
  expect(file).toBe(path.join(d.home, '.config/devin/mcp_config.json'));
});
