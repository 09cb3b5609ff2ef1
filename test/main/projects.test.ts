// Single folders through the whole core: chosen in mcp.json, planned, written, taken back.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { ProjectScope } from '../../src/shared/project-model';
import { freePort } from '../support/free-port';
import { type RunningApp, runApp } from './running-app';

let running: RunningApp | undefined;
afterEach(() => running?.stop());

async function start(projects?: (folder: string) => object): Promise<RunningApp & { folder: string }> {
  const made = await runApp({ lasting: false });
  running = made;
  const folder = path.join(made.home, 'work');
  mkdirSync(folder);
  const config = {
    mcpServers: {
      notes: { url: 'http://127.0.0.1:1/mcp' },
      secret: { url: 'http://127.0.0.1:1/mcp', headers: { 'X-Key': '${keychain:KEY}' } },
    },
    ...(projects && { projects: projects(folder) }),
  };
  mkdirSync(path.join(made.home, 'config'), { recursive: true });
  writeFileSync(path.join(made.home, 'config', 'mcp.json'), JSON.stringify(config));
  const again = await made.restart({ lasting: false });
  running = again;
  return { ...again, folder };
}
const read = (...names: string[]) => JSON.parse(readFileSync(path.join(...names), 'utf8'));

it('writes what was chosen, where it was chosen, and nothing else', async () => {
  const { handlers, folder, home } = await start();
  const target = (scope: ProjectScope) => ({ folder, client: 'claude-code', scope }) as const;
  expect((await handlers['project:plan'](target('project'))).writes).toBe(0);
  await handlers['project:setDelivery']({ ...target('project'), server: 'notes', delivery: 'direct' });
  await handlers['project:setDelivery']({ ...target('project'), server: 'secret', delivery: 'brokered' });
  await handlers['project:setDelivery']({ ...target('local'), server: 'secret', delivery: 'brokered' });
  const { clients } = await handlers['project:list']({ folder });
  expect(clients.filter((c) => c.cells.length > 0).map((c) => [c.id, c.scope, c.sync])).toEqual([
    ['claude-code', 'project', { kind: 'changes', count: 2 }],
    ['claude-code', 'local', { kind: 'changes', count: 1 }],
  ]);
  for (const scope of ['project', 'local'] as const) {
    const { id, changes } = await handlers['project:plan'](target(scope));
    expect(JSON.stringify(changes)).not.toContain('mcptray_');
    await handlers['project:apply']({ ...target(scope), planId: id });
  }
  expect(read(folder, '.mcp.json')).toEqual({
    mcpServers: {
      notes: { type: 'http', url: 'http://127.0.0.1:1/mcp' },
      secret: { type: 'stdio', command: 'mcp-tray', args: ['bridge', 'secret'] },
    },
  });
  const account = read(home, '.claude.json');
  expect(account.mcpServers).toBeUndefined();
  expect(account.projects[folder].mcpServers.secret.headers.Authorization).toMatch(/^Bearer mcptray_/u);
  await handlers['project:setDelivery']({ ...target('project'), server: 'secret', delivery: 'off' });
  expect(read(home, 'config', 'mcp.json').projects[folder]['claude-code'].project).toEqual({ notes: 'direct' });
  expect((await handlers['project:plan'](target('project'))).changes.map((c) => c.status)).toEqual(['remove']);
  await handlers['project:undo'](target('local'));
  expect(() => read(home, '.claude.json')).toThrow(/ENOENT/u);
});

it.skipIf(process.platform === 'win32')('finds a folder in mcp.json however it is written', async () => {
  const { handlers, folder, home } = await start((folder) => ({
    [`${folder}/./`]: { 'claude-code': { project: { notes: 'direct' } } },
  }));
  const link = path.join(home, 'link');
  symlinkSync(folder, link);
  const target = { folder: link, client: 'claude-code', scope: 'project' } as const;
  expect((await handlers['project:list']({ folder: link })).folder).toBe(folder);
  expect((await handlers['project:plan'](target)).writes).toBe(1);
  await handlers['project:setDelivery']({ ...target, server: 'notes', delivery: 'brokered' });
  expect(read(home, 'config', 'mcp.json').projects).toEqual({
    [`${folder}/./`]: { 'claude-code': { project: { notes: 'brokered' } } },
  });
});

it('chooses nothing that could not be written, and plans nothing by half an mcp.json', async () => {
  const { handlers, folder, home } = await start();
  const before = readFileSync(path.join(home, 'config', 'mcp.json'), 'utf8');
  const set = (over: object) =>
    handlers['project:setDelivery']({
      ...{ folder, client: 'claude-code', scope: 'project', server: 'notes', delivery: 'direct' },
      ...over,
    });
  await expect(set({ client: 'zed' })).rejects.toMatchObject({ code: 'project-scope-unknown' });
  await expect(set({ folder: path.join(home, 'gone') })).rejects.toMatchObject({ code: 'project-folder-missing' });
  await expect(set({ folder: 'work' })).rejects.toMatchObject({ code: 'project-folder-missing' });
  await expect(set({ folder: home, client: 'cursor' })).rejects.toMatchObject({ code: 'project-is-account' });
  await expect(set({ scope: 'user' })).rejects.toMatchObject({ code: 'bad-request' });
  await expect(set({ server: 'gone' })).rejects.toMatchObject({ code: 'server-unknown' });
  expect(readFileSync(path.join(home, 'config', 'mcp.json'), 'utf8')).toBe(before);
});

it('opens what is brokered for a folder alone, over a restart without a keychain too', async () => {
  const { folder, home, secrets, restart } = await start((folder) => ({
    [folder]: { 'claude-code': { local: { notes: 'brokered' } } },
  }));
  const over = { kind: 'memory', settings: { brokerPort: await freePort() } } as const;
  running = await restart(over);
  const { handlers } = running;
  await handlers['client:setDelivery']({ client: 'claude-code', server: 'notes', delivery: 'off' });
  const target = { folder, client: 'claude-code', scope: 'local' } as const;
  const { id } = await handlers['project:plan'](target);
  await handlers['project:apply']({ ...target, planId: id });
  const { url, headers } = read(home, '.claude.json').projects[folder].mcpServers.notes;
  const asked = async (authorization: string) =>
    (await fetch(url, { method: 'POST', headers: { ...headers, Authorization: authorization }, body: '{}' })).status;
  const [known, unknown] = [headers.Authorization, headers.Authorization.replace(/.{43}$/u, 'A'.repeat(43))];
  const before = await asked(known);
  expect(await asked(unknown)).toBe(401);
  secrets.clear();
  running = await running.restart(over);
  expect([before, await asked(known)]).toEqual([before, before]);
  expect(await asked(unknown)).toBe(401);
  await running.handlers['project:setDelivery']({ ...target, server: 'notes', delivery: 'off' });
  await expect.poll(() => asked(known)).not.toBe(before);
});

it('takes a server out of the folder where someone removed its entry and keeps it removed', async () => {
  const { handlers, folder, home } = await start((folder) => ({
    [folder]: { 'claude-code': { project: { notes: 'direct', secret: 'brokered' } } },
  }));
  const target = { folder, client: 'claude-code', scope: 'project' } as const;
  const { id } = await handlers['project:plan'](target);
  await handlers['project:apply']({ ...target, planId: id });
  writeFileSync(path.join(folder, '.mcp.json'), '{"mcpServers": {}}');
  await handlers['project:resolveDrift']({ ...target, server: 'notes', choice: 'keep-theirs' });
  expect(read(home, 'config', 'mcp.json').projects[folder]['claude-code'].project).toEqual({ secret: 'brokered' });
  await handlers['project:resolveDrift']({ ...target, server: 'secret', choice: 'write-ours' });
  expect((await handlers['project:plan'](target)).changes.map((c) => [c.server, c.status])).toEqual([
    ['secret', 'add'],
  ]);
});
