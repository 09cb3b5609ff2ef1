// The same servers in every client's own words: each is found once, goes everywhere, and comes back byte for byte.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openText } from '../../src/main/clients/look';
import { ADAPTERS } from '../../src/main/clients/registry';
import type { Server } from '../../src/shared/model';
import { http, stdio } from '../clients/support';
import { everything } from './import-scene';
import { type RunningApp, runApp } from './running-app';

const KEY = 'sk-abcdefghijklmnopqrstuvwxyz012345';
const SERVERS: readonly Server[] = [
  http('web', { url: 'https://web.example.com/mcp', headers: { 'X-Team': 'tools' } }),
  http('keyed', { url: 'https://keyed.example.com/mcp', headers: { Authorization: `Bearer ${KEY}` } }),
  http('old', { type: 'sse', url: 'https://old.example.com/sse' }),
  http('refers', { url: 'https://refers.example.com/mcp', headers: { 'X-Team': '${env:TEAM}' } }),
  stdio('files', { command: 'npx', args: ['-y', '@example/files', '/home/me'], env: { LOG_LEVEL: 'info' } }),
  stdio('passed', { command: 'passed', env: { TEAM: '${env:TEAM}' } }),
  stdio('folder', { command: 'folder', cwd: '/srv/notes' }),
];

let running: RunningApp;
afterEach(() => running.stop());

it('finds each server once, whichever of the clients says it', { timeout: 60_000 }, async () => {
  running = await runApp({ connects: false });
  const { home, handlers } = running;
  const around = { home, env: {}, platform: process.platform };
  const files = new Map<string, string>();
  /** Clients that can say it, by server. */
  const able = new Map<string, string[]>();
  for (const adapter of ADAPTERS) {
    const place = await adapter.place(around);
    let entries = openText(adapter, place, undefined);
    for (const server of SERVERS) {
      const said = adapter.entryOf(server);
      if (typeof said === 'string') continue;
      entries = entries.set(server.name, said);
      able.set(server.name, [...(able.get(server.name) ?? []), adapter.id]);
    }
    mkdirSync(path.dirname(place.file), { recursive: true });
    writeFileSync(place.file, entries.text);
    files.set(place.file, entries.text);
  }

  const found = await handlers['import:find'](undefined);
  expect(found.left).toEqual([]);
  const places = found.servers.map((s) => [s.name, s.versions.map((v) => v.places.map((p) => p.client))]);
  expect(Object.fromEntries(places)).toEqual(Object.fromEntries([...able].map(([name, ids]) => [name, [ids]])));
  for (const { name, versions } of found.servers) {
    expect(versions[0]?.draft.type).toBe(SERVERS.find((server) => server.name === name)?.type);
  }

  const servers = everything(found);
  const plan = await handlers['import:plan']({ servers });
  const result = await handlers['import:apply']({ servers, id: plan.id });
  expect(result.clients.filter((row) => 'problem' in row)).toEqual([]);
  for (const [file, text] of files) {
    expect(readFileSync(file, 'utf8').includes(KEY), file).toBe(false);
    // What goes direct stands as it stood: only the one with a secret is written, where the client had it.
    if (!text.includes(KEY)) expect(readFileSync(file, 'utf8')).toBe(text);
  }
  const states = running.app.snapshot().clients.map((c) => [c.id, c.sync.kind]);
  expect(states.filter(([, kind]) => kind !== 'in-sync')).toEqual([]);
  expect((await handlers['import:find'](undefined)).servers).toEqual([]);

  await handlers['import:undo'](undefined);
  for (const [file, text] of files) expect(readFileSync(file, 'utf8'), file).toBe(text);
});
