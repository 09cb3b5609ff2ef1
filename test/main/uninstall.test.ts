// Restoring one client and taking everything off the machine, over a real core with the files of several clients.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Handlers } from '../../src/shared/contract';
import { AppError } from '../../src/shared/errors';
import type { ClientId } from '../../src/shared/model';
import { everything, FILES, layOut, SECRETS, standing } from './import-scene';
import { type RunningApp, runApp } from './running-app';

let running: RunningApp;
let handlers: Handlers;

beforeEach(async () => {
  running = await runApp({ connects: false });
  layOut(running.home, FILES);
  handlers = running.handlers;
});
afterEach(() => running.stop());

const read = (name: string) => readFileSync(path.join(running.home, name), 'utf8');
const summaryOf = (id: ClientId) => running.app.snapshot().clients.find((client) => client.id === id);

/** Everything imported, and a key of a server that goes by the broker. */
async function settleIn(): Promise<void> {
  const servers = everything(await handlers['import:find'](undefined));
  const { id } = await handlers['import:plan']({ servers });
  await handlers['import:apply']({ servers, id });
}

describe('restoring a client', () => {
  it('gives its file back, turns its servers off, and ends its key', async () => {
    await settleIn();
    expect(read('.claude.json')).not.toBe(FILES['.claude.json']);
    expect(summaryOf('claude-code')?.canRestore).toBe(true);
    const key = running.secrets.get('local-key:claude-code');
    expect(key).toBeDefined();
    expect(await handlers['client:restore']({ client: 'claude-code' })).toMatchObject({ left: [] });
    expect(read('.claude.json')).toBe(FILES['.claude.json']);
    expect(running.secrets.get('local-key:claude-code')).toBeUndefined();
    expect(summaryOf('claude-code')).toMatchObject({ canRestore: false, canUndo: false, holdsKey: false });
    expect(summaryOf('claude-code')?.cells.every(({ delivery }) => delivery === 'off')).toBe(true);
    expect(await handlers['client:plan']({ client: 'claude-code' })).toMatchObject({ writes: 0 });
    await expect(handlers['client:restore']({ client: 'claude-code' })).rejects.toMatchObject({
      code: 'nothing-to-restore',
    });
  });

  it('writes nothing while mcp.json cannot be read', async () => {
    await settleIn();
    await running.app.stop();
    writeFileSync(path.join(running.home, 'config/mcp.json'), '{');
    running = await running.restart({ connects: false });
    const before = read('.claude.json');
    await expect(running.handlers['client:restore']({ client: 'claude-code' })).rejects.toBeInstanceOf(AppError);
    expect(read('.claude.json')).toBe(before);
  });
});

describe('uninstalling', () => {
  it('gives every file back and leaves nothing in the keychain', async () => {
    await settleIn();
    expect(running.secrets.size).toBeGreaterThan(1);
    const result = await handlers['app:uninstall'](undefined);
    expect(result.problems).toEqual([]);
    expect(result.clients.length).toBeGreaterThan(2);
    expect(result.clients.every(({ kind }) => kind === 'restored')).toBe(true);
    expect(standing(running.home)).toEqual(FILES);
    expect([...running.secrets.keys()]).toEqual([]);
    // The list of servers is the person's own.
    expect(existsSync(path.join(running.home, 'config/mcp.json'))).toBe(true);
    expect(JSON.stringify(result)).not.toContain(SECRETS[0]);
  });

  it('tells a client that cannot be restored, and does the rest', async () => {
    await settleIn();
    writeFileSync(path.join(running.home, '.claude.json'), '{"mcpServers":');
    const { clients } = await handlers['app:uninstall'](undefined);
    const failed = clients.filter(({ kind }) => kind === 'failed');
    expect(failed).toMatchObject([{ client: 'claude-code', problem: { code: 'file-syntax' } }]);
    expect(read('.claude.json')).toBe('{"mcpServers":');
    expect(running.secrets.size).toBe(0);
    writeFileSync(path.join(running.home, '.claude.json'), '{"mcpServers":{}}');
    const again = await handlers['app:uninstall'](undefined);
    expect(again.clients).toMatchObject([{ kind: 'restored', client: 'claude-code' }]);
  });

  it('tells a keychain that refuses, with every file given back', async () => {
    await settleIn();
    running = await running.restart({
      connects: false,
      keychain: (store) => ({
        ...store,
        delete: async () => {
          throw new AppError('keychain-locked');
        },
      }),
    });
    const { clients, problems } = await running.handlers['app:uninstall'](undefined);
    expect(problems).toMatchObject([{ code: 'keychain-locked' }]);
    expect(clients.every(({ kind }) => kind === 'restored')).toBe(true);
    expect(standing(running.home)).toEqual(FILES);
  });

  it('names a file of a place that a client has left, for its backup is still needed', async () => {
    await settleIn();
    running = await running.restart({ connects: false, env: { CLAUDE_CONFIG_DIR: path.join(running.home, 'moved') } });
    const left = await running.handlers['app:uninstall'](undefined);
    expect(left.problems).toMatchObject([{ code: 'file-left-behind' }]);
    expect(left.problems[0]?.message).toContain(path.join(running.home, '.claude.json'));
    running = await running.restart({ connects: false });
    expect((await running.handlers['app:uninstall'](undefined)).problems).toEqual([]);
    expect(standing(running.home)).toEqual(FILES);
  });
});
