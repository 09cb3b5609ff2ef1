// Every client's file before and after us, whole: test/clients/golden/<client>. What we did and then took away left no byte.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ClientAdapter } from '../../src/main/clients/adapter';
import { ADAPTERS } from '../../src/main/clients/registry';
import type { Cannot, ClientId, Server } from '../../src/shared/model';
import { brokered, type Desk, desk, direct, http, stdio } from './support';

const SERVERS: readonly Server[] = [
  http('web', { url: 'https://mcp.example.com/mcp', headers: { 'X-Team': 'tools' }, timeout: 30_000 }),
  http('legacy', { type: 'sse', url: 'https://old.example.com/sse' }),
  stdio('notes', { command: 'npx', args: ['-y', '@example/notes', '/home/me/notes'], env: { LOG_LEVEL: 'info' } }),
  http('refers', { url: 'https://${env:HOST}/mcp', headers: { 'X-Team': '${env:TEAM}' } }),
  stdio('in-folder', { command: 'notes', env: { TEAM: '${env:TEAM}' }, cwd: '/srv/notes' }),
];
const KEY = `mcptray_${'k'.repeat(43)}`;

/** Why a server cannot be told directly; what is not named can. */
const CANNOT: Partial<Record<ClientId, Record<string, Cannot>>> = {
  'claude-code': { 'in-folder': 'folder' },
  codex: { legacy: 'transport', refers: 'variable' },
  cursor: { 'in-folder': 'folder' },
  'gemini-cli': { refers: 'variable', 'in-folder': 'variable' },
  'qwen-code': { refers: 'variable', 'in-folder': 'variable' },
  zed: { legacy: 'transport', refers: 'variable', 'in-folder': 'folder' },
  kiro: { refers: 'variable', 'in-folder': 'folder' },
  amp: { refers: 'variable', 'in-folder': 'folder' },
  cline: { refers: 'variable', 'in-folder': 'variable' },
  windsurf: { refers: 'variable', 'in-folder': 'folder' },
  goose: { legacy: 'transport', 'in-folder': 'folder' },
  crush: { 'in-folder': 'folder' },
  'lm-studio': { legacy: 'transport', refers: 'variable', 'in-folder': 'folder' },
  'claude-desktop': { web: 'transport', legacy: 'transport', refers: 'transport', 'in-folder': 'folder' },
};

const directly = SERVERS.map((server) => ({ ...direct(server), chosen: true }));
const byBroker = SERVERS.map((server) => brokered(server, KEY));

let d: Desk;
afterEach(() => d.dispose());

async function deskOf(adapter: ClientAdapter): Promise<Desk> {
  const { file } = await adapter.place({ home: '/h', env: {}, platform: process.platform });
  return desk({ client: adapter.id, at: path.relative('/h', file), adapters: [adapter] });
}

describe.each(ADAPTERS.map((adapter) => ({ name: adapter.name, adapter })))('$name', ({ adapter }) => {
  const folder = path.join(import.meta.dirname, 'golden', adapter.id);
  const ending = path.extname(readdirSync(folder).find((name) => name.startsWith('before.')) ?? '');
  const golden = (what: string) => path.join(folder, what + ending);
  const before = readFileSync(golden('before'), 'utf8');

  it('gets its entries beside what stood there, and loses nothing when they go', async () => {
    d = await deskOf(adapter);
    d.write(before);
    const cannot = CANNOT[adapter.id] ?? {};
    expect(await d.sync(directly)).toBe(SERVERS.length - Object.keys(cannot).length);
    expect(await d.cannot(directly)).toEqual(cannot);
    await expect(d.read()).toMatchFileSnapshot(golden('direct'));
    expect(await d.sync(byBroker)).toBe(SERVERS.length);
    expect(new Set(Object.values(await d.statuses(byBroker)))).toEqual(new Set(['in-sync']));
    await expect(d.read()).toMatchFileSnapshot(golden('brokered'));
    await d.sync([]);
    expect(d.read()).toBe(before);
  });

  it('gets a new file where there was none, and none again when that is undone', async () => {
    d = await deskOf(adapter);
    await d.sync(directly);
    await expect(d.read()).toMatchFileSnapshot(golden('new'));
    await d.clients.undo(adapter.id);
    expect(existsSync(d.file)).toBe(false);
  });

  it('shows its local key in a brokered entry alone, where it shows one', async () => {
    d = await deskOf(adapter);
    await d.sync(directly);
    expect(await d.clients.standingKey(adapter.id)).toBeUndefined();
    await d.sync(byBroker);
    expect(await d.clients.standingKey(adapter.id)).toBe(d.read().includes(KEY) ? KEY : undefined);
  });
});
