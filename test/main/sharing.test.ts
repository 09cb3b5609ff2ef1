// Servers that come from others, and servers for others, over a real core in a temporary home.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startModernHttp } from '../support/servers/modern-http';
import { type RunningApp, runApp, stateOf } from './running-app';

let running: RunningApp;
beforeEach(async () => {
  running = await runApp();
});
afterEach(() => running.stop());

const json = (mcpServers: unknown) => JSON.stringify({ mcpServers });
const config = async () => JSON.parse(await readFile(path.join(running.home, 'config/mcp.json'), 'utf8'));

it('what was pasted never reaches a secret that is here already, and is asked for its own', async () => {
  const { handlers, secrets, until } = running;
  const server = await startModernHttp();
  try {
    secrets.set('LINEAR_KEY', 'mine');
    const headers = { Authorization: 'Bearer ${keychain:LINEAR_KEY}' };
    const drafts = await handlers['servers:parse']({ text: json({ shared: { url: server.url, headers } }) });
    await handlers['servers:add']({ drafts });
    expect((await config()).mcpServers.shared.headers).toEqual({ Authorization: 'Bearer ${keychain:LINEAR_KEY_2}' });
    const lacking = await until((s) => stateOf(s, 'shared') === 'needs-input');
    expect(lacking.servers[0]).toMatchObject({
      secrets: ['LINEAR_KEY_2'],
      state: { problem: { code: 'secret-missing' } },
    });
    const give = (name: string) => handlers['server:setSecrets']({ name: 'shared', secrets: { [name]: 'theirs' } });
    await expect(give('LINEAR_KEY')).rejects.toMatchObject({ code: 'secret-unknown' });
    await give('LINEAR_KEY_2');
    await until((s) => stateOf(s, 'shared') === 'ready');
    expect(secrets.get('LINEAR_KEY')).toBe('mine');
  } finally {
    await server.stop();
  }
});

it('what is exported here is added elsewhere, but for the secrets', async () => {
  const { handlers } = running;
  const text = json({
    notes: { command: 'notes', env: { API_KEY: 'sk-0123456789abcdef' }, disabled: true, disabledTools: ['write'] },
  });
  await handlers['servers:add']({ drafts: await handlers['servers:parse']({ text }) });
  const exported = await handlers['servers:export']({ names: [] });
  expect(JSON.stringify(exported)).not.toContain('sk-0123');
  expect(exported.secrets).toEqual(['NOTES_API_KEY']);
  const other = await runApp();
  try {
    const offer = other.app.offer(exported.link);
    const drafts = await other.handlers['servers:offered']({ id: offer });
    await other.handlers['servers:add']({ drafts });
    const [server] = (await other.handlers['app:snapshot'](undefined)).servers;
    expect(server).toMatchObject({ name: 'notes', secrets: ['NOTES_API_KEY'], disabledTools: ['write'] });
    await expect(other.handlers['servers:offered']({ id: offer + 1 })).rejects.toMatchObject({ code: 'paste-expired' });
  } finally {
    await other.stop();
  }
  await expect(handlers['servers:export']({ names: ['nobody'] })).rejects.toMatchObject({ code: 'server-unknown' });
});
