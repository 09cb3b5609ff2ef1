// Removing a server takes its sign-in along, whether or not this run of the app has used it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { namesIn, withOwnNames } from '../../src/main/config/claimed-names';
import { createHeldSecrets } from '../../src/main/config/held-secrets';
import { parsePaste } from '../../src/main/config/paste';
import { keychainNames, referTo, takeSecrets } from '../../src/main/config/secret-values';
import { createSharedConfig } from '../../src/main/config/shared-config';
import type { SharedConfig } from '../../src/main/ports';
import { createServerEdits } from '../../src/main/server-edits';
import { Room } from '../oauth/support/room';
import { Scene } from '../oauth/support/scripted';
import { keptLog, realClock } from '../support/fakes';

let folder: string;
let config: SharedConfig;
let scene: Scene;
let room: Room;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-edits-'));
  scene = await Scene.start();
  const file = path.join(folder, 'mcp.json');
  const command = { command: 'notes', env: {} };
  await writeFile(file, JSON.stringify({ mcpServers: { notes: { type: 'http', url: scene.mcpUrl }, command } }));
  config = await createSharedConfig({ file, clock: realClock, log: keptLog(), watch: false });
  room = new Room();
  room.browse = scene.browse;
});
afterEach(async () => {
  await Promise.all([config.stop(), room.stop(), scene.stop()]);
  await rm(folder, { recursive: true });
});

const edits = (over = room) =>
  createServerEdits({
    config,
    secrets: over.store,
    lasting: true,
    parsePaste,
    draftNames: namesIn,
    withOwnNames,
    heldSecrets: createHeldSecrets({ clock: realClock }),
    takeSecrets,
    keychainNames,
    referTo,
    signIns: over.signIns,
    log: keptLog(),
  });
const notes = () => {
  const server = config.list().servers.find((s) => s.name === 'notes');
  if (!server || server.type === 'stdio') throw new Error('there are no notes');
  return server;
};
const tokens = () => [...room.store.items.keys()].filter((name) => !name.startsWith('oauth client'));

async function signedIn(): Promise<void> {
  room.signIns.fetchFor(notes());
  await room.signIns.start('notes');
  expect(tokens()).toHaveLength(2);
}

describe('removing a server', () => {
  it('gives its sign-in back and deletes it', async () => {
    await signedIn();
    await edits().remove('notes');
    expect(tokens()).toEqual([]);
    expect(scene.grants[0]?.isDead).toBe(true);
    expect(config.list().servers.map((s) => s.name)).toEqual(['command']);
  });
  it('does so for a sign-in of an earlier run that this one has not touched', async () => {
    await signedIn();
    const later = new Room(room.store);
    await edits(later).remove('notes');
    await later.stop();
    expect(tokens()).toEqual([]);
    expect(scene.grants[0]?.isDead).toBe(true);
  });
  it('is not held up by a service that does not answer', async () => {
    await signedIn();
    scene.scripts.set('/revoke', () => ({ cut: true }));
    await edits().remove('notes');
    expect(tokens()).toEqual([]);
    expect(config.list().servers).toHaveLength(1);
  });
  it('asks nobody about a server that nobody signed in to', async () => {
    await edits().remove('notes');
    await edits().remove('command');
    expect(scene.seen).toEqual([]);
    expect(config.list().servers).toEqual([]);
  });
});
