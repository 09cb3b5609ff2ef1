// The real clients on the scripted model: each calls a tool of a real MCP server, with nothing of ours between.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { claudeSessions } from '../../support/claude';
import { type CliClient, toolName } from '../../support/cli-session';
import type { Script } from '../../support/models/conversation';
import { startModels } from '../../support/models/start-models';
import { qwenSessions } from '../../support/qwen';
import { startOpenHttp } from '../../support/servers/open-http';

const STDIO = path.resolve(import.meta.dirname, '../../support/servers/stdio-notes.ts');

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const reads = (calls: number): Script => ({
  tool: toolName('notes', 'read_note'),
  call: (n) => ({ args: { id: String(n) }, answer: `note ${n}` }),
  isOver: (made) => made === calls,
});

async function play(client: CliClient, script: Script, entry: Record<string, unknown>) {
  const home = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-session-'));
  stops.push(() => rm(home, { recursive: true, force: true }));
  const models = await startModels({ one: script });
  stops.push(models.stop);
  const { tool } = script;
  const job = { home, server: 'notes', entry, tool, model: models.urlOf('one'), limitMs: 60_000 };
  const end = await client.start(job);
  return { end, heard: models.heard('one'), strays: models.strays() };
}

async function http() {
  const server = await startOpenHttp();
  stops.push(server.stop);
  return server.url;
}

const CLIENTS = [
  { client: claudeSessions, overHttp: (url: string) => ({ type: 'http', url }) },
  { client: qwenSessions, overHttp: (url: string) => ({ httpUrl: url }) },
];

for (const { client, overHttp } of CLIENTS) {
  const missing = client.whyMissing();
  if (missing !== undefined) console.warn(`skipped: ${missing}`);
  describe.skipIf(missing !== undefined)(`the real ${client.title}`, { timeout: 90_000 }, () => {
    const fine = { calls: 3, answered: 3, failures: [], isOver: true };

    it('calls a tool over HTTP', async () => {
      const { end, heard, strays } = await play(client, reads(3), overHttp(await http()));
      expect(end).toMatchObject({ results: 4, failed: [], problem: undefined });
      expect(end.version).toMatch(/^\d+\.\d+\.\d+/u);
      expect(strays).toEqual([]);
      expect(heard).toMatchObject(fine);
    });

    it('calls a tool of a command', async () => {
      const entry = { command: process.execPath, args: ['--no-warnings', STDIO] };
      const { end, heard } = await play(client, reads(3), entry);
      expect(end).toMatchObject({ results: 4, failed: [], problem: undefined });
      expect(heard).toMatchObject(fine);
    });

    it('shows its model and us that a call failed', async () => {
      const broken = { ...reads(2), tool: toolName('notes', 'broken') };
      const { end, heard } = await play(client, broken, overHttp(await http()));
      expect(heard).toMatchObject({ calls: 2, answered: 0, isOver: true });
      expect(heard.failures).toHaveLength(2);
      expect(heard.failures.join()).toContain('no such note');
      expect(end).toMatchObject({ failed: [expect.stringContaining('no such note'), expect.anything()] });
      // To the client this is a session that went well.
      expect(end.problem).toBeUndefined();
    });
  });
}
