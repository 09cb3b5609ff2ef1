// From the first 401 to the first authorized answer, as one story; then what keeps it going.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problemOf, Room, remote } from './support/room';
import { Scene } from './support/scripted';

let scene: Scene;
let room: Room;
beforeEach(async () => {
  scene = await Scene.start();
  room = new Room();
  room.browse = scene.browse;
});
afterEach(async () => {
  await room.stop();
  await scene.stop();
});

const post = { method: 'POST', body: '{}' };

describe('a sign-in', () => {
  it('starts with a typed 401 and ends with an authorized answer', async () => {
    const fetch = room.signIns.fetchFor(remote(scene.mcpUrl));
    expect((await problemOf(fetch(scene.mcpUrl, post))).code).toBe('sign-in-needed');
    expect(room.signIns.status('notes')).toMatchObject({ kind: 'needed', scopes: [] });
    expect(room.opened).toEqual([]);
    await room.signIns.start('notes');
    expect(room.opened).toHaveLength(1);
    expect(room.signIns.status('notes')).toMatchObject({ kind: 'signed-in', issuer: scene.issuer, renews: true });
    const response = await fetch(scene.mcpUrl, post);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ token: scene.grants[0]?.access });
  });
});
