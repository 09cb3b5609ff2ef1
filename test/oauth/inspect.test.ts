// What Doctor is told of a sign-in: asked anew, and nothing of it changes what is shown.
import { describe, expect, it } from 'vitest';
import { Stage } from './support/stage';

const stage = new Stage();

describe('a look at a sign-in', () => {
  it('names the service, how this app becomes known there, and that there is no token', async () => {
    stage.fetch();
    const facts = await stage.room.signIns.inspect('notes');
    expect(facts).toMatchObject({ asks: true, registration: 'will-register', token: { kind: 'none' } });
    expect(facts.place?.issuer).toBe(new URL(stage.scene.mcpUrl).origin);
    expect(facts.problem).toBeUndefined();
  });

  it('leaves the status as it was', async () => {
    stage.fetch();
    await stage.room.signIns.inspect('notes');
    expect(stage.room.signIns.status('notes')).toEqual({ kind: 'none' });
    await stage.signedIn();
    const before = stage.room.signIns.status('notes');
    await stage.room.signIns.inspect('notes');
    expect(stage.room.signIns.status('notes')).toEqual(before);
  });

  it('tells how long the token is good, never the token', async () => {
    await stage.signedIn();
    const facts = await stage.room.signIns.inspect('notes');
    expect(facts).toMatchObject({ asks: true, registration: 'registered', token: { kind: 'held', renews: true } });
    expect(JSON.stringify(facts)).not.toMatch(/access|refresh/u);
  });

  it('says what keeps a person from signing in', async () => {
    stage.scene.metadata = { ...stage.scene.metadata, registration_endpoint: undefined };
    stage.fetch();
    const facts = await stage.room.signIns.inspect('notes');
    expect(facts).toMatchObject({ asks: true, registration: 'ask', problem: { code: 'client-id-needed' } });
  });
});
