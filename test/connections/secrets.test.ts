import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createResolver } from '../../src/main/config/references';
import type { Server } from '../../src/shared/model';
import { startScripted } from '../support/servers/bad';
import { type Harness, http, script, startHarness } from './harness';

const SECRET = 'tok-1f9c27aa';
const resolve = createResolver({
  env: (name) => ({ HOME: '/home/me', TEAM_KEY: 'env-5d8802' })[name],
  secrets: { get: async (name) => (name === 'KEY' ? SECRET : undefined) },
});
const cleanups: (() => Promise<void>)[] = [];
let harness: Harness;
const open = async (server: Server) => {
  harness = await startHarness([server], { resolve });
  cleanups.unshift(harness.stop);
};
afterEach(async () => {
  for (const stop of cleanups.splice(0)) await stop();
});
/** Says this on standard error, then leaves. */
const says = (text: string) => `console.error(${JSON.stringify(text)}); process.exitCode = 3;`;
const lines = () =>
  harness.connections
    .log('it')
    .map((line) => line.text)
    .join('\n');

describe('a secret that a server repeats', () => {
  it('is in no catalog, no cache file and no tool result', async () => {
    const peer = await startScripted({
      initialize: () => ({
        protocolVersion: '2025-11-25',
        capabilities: { tools: {} },
        serverInfo: { name: 'scripted', version: '1' },
        instructions: `You are signed in as ${SECRET}.`,
      }),
      'tools/list': () => ({
        tools: [{ name: 'it', description: `for ${SECRET}`, inputSchema: { type: 'object', default: { k: SECRET } } }],
      }),
      'tools/call': () => ({
        content: [
          { type: 'text', text: `env: KEY=${SECRET}` },
          { type: 'resource', resource: { uri: 'note://1', text: SECRET } },
          { type: 'image', mimeType: 'image/png', data: 'AAAA' },
        ],
        structuredContent: { headers: { authorization: `Bearer ${SECRET}` }, count: 1 },
      }),
    });
    cleanups.push(peer.stop);
    await open(http(peer.url, { headers: { Authorization: 'Bearer ${keychain:KEY}' } }));
    await harness.ready('it');
    const result = await harness.connections.call('it', 'it', {});
    expect(result.content[0]).toEqual({ kind: 'text', text: 'env: KEY=••••' });
    expect(result.content[2]).toEqual({ kind: 'image', mimeType: 'image/png', base64: 'AAAA' });
    expect(result.structured).toEqual({ headers: { authorization: '••••' }, count: 1 });
    const catalog = harness.connections.catalog('it');
    expect(catalog.instructions).toBe('You are signed in as ••••.');
    await harness.connections.stop();
    const files = await readdir(harness.cacheFolder);
    expect(files).toHaveLength(1);
    const cached = await readFile(path.join(harness.cacheFolder, files[0] ?? ''), 'utf8');
    expect(JSON.stringify([result, catalog]) + cached).not.toContain(SECRET);
  });

  it.each([
    ['after a word of its own', { args: ['--header', 'Authorization: Bearer ${keychain:KEY}'] }],
    ['inside an argument', { args: ['--key=${keychain:KEY}'] }],
    ['as a variable', { env: { API_KEY: '${keychain:KEY}' } }],
    ['written out', { env: { API_KEY: SECRET } }],
  ])('is in no line of the log and no detail of an error: %s', async (_where, more) => {
    const code = says(`refused: ${SECRET} is not valid`);
    const { args = [], ...rest } = more as { args?: string[] };
    await open({ ...script(code, rest), args: ['-e', code, '--', ...args] } as Server);
    const problem = await harness.problem('it');
    expect(problem.details).toContain('refused: •••• is not valid');
    expect(lines()).toContain('refused: •••• is not valid');
    expect(lines() + problem.details).not.toContain(SECRET);
  });

  it('hides what came from the environment, but leaves paths readable', async () => {
    const code = says('env-5d8802 read /home/me/notes with true');
    const env = { TEAM: 'x-${env:TEAM_KEY}', FOLDER: '${env:HOME}/notes', AUTH_ENABLED: 'true' };
    await open(script(code, { env }));
    await harness.problem('it');
    expect(lines()).toContain('•••• read /home/me/notes with true');
  });
});
