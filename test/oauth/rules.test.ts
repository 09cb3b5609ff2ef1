// One negative test for every rule of finding out where to sign in: what is wrong, what is said, what is not sent.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problemOf, remote } from './support/room';
import { Scene } from './support/scripted';
import { post, Stage } from './support/stage';

const stage = new Stage();
const wellKnown = '/.well-known/oauth-authorization-server';

describe('when to sign in', () => {
  it('asks nobody about a server that answers without a sign-in', async () => {
    stage.scene.scripts.set('/mcp', () => ({ body: {} }));
    const response = await stage.room.signIns.fetchFor(remote(stage.scene.mcpUrl))(stage.scene.mcpUrl, post);
    expect(response.status).toBe(200);
    expect(stage.scene.seen.map((s) => s.path)).toEqual(['/mcp']);
    expect(stage.room.signIns.status('notes')).toEqual({ kind: 'none' });
    expect((await problemOf(stage.room.signIns.start('notes'))).code).toBe('sign-in-not-asked');
    expect(stage.room.opened).toEqual([]);
  });
  it('hands back a 403 that asks for no scope, a 404 and a redirect as they are', async () => {
    const fetch = stage.room.signIns.fetchFor(remote(stage.scene.mcpUrl));
    for (const status of [403, 404, 500, 307]) {
      stage.scene.scripts.set('/mcp', () => ({ status, headers: { location: 'http://localhost:1/elsewhere' } }));
      expect((await fetch(stage.scene.mcpUrl, post)).status).toBe(status);
    }
    expect(stage.scene.seen.every((s) => s.path === '/mcp')).toBe(true);
  });
  it('finds out once for many requests that are refused together', async () => {
    const fetch = stage.fetch();
    const codes = Array.from({ length: 20 }, async () => (await problemOf(fetch(stage.scene.mcpUrl, post))).code);
    expect(new Set(await Promise.all(codes))).toEqual(new Set(['sign-in-needed']));
    expect(stage.scene.requests(wellKnown).length).toBeLessThan(5);
  });
  it('opens a browser only when told to', async () => {
    await stage.asked();
    expect(stage.room.opened).toEqual([]);
  });
  it('probes with a request of the protocol when told to sign in first', async () => {
    stage.room.signIns.fetchFor(remote(stage.scene.mcpUrl));
    await stage.room.signIns.start('notes');
    expect(stage.scene.seen[0]).toMatchObject({ method: 'POST', path: '/mcp', json: { method: 'ping' } });
    expect(stage.room.signIns.status('notes').kind).toBe('signed-in');
  });
});

describe('protected resource metadata', () => {
  it('is looked for by path and then at the root where the challenge names no place', async () => {
    stage.scene.challenge = 'Bearer';
    stage.scene.resourceMetadata = undefined;
    stage.scene.scripts.set('/.well-known/oauth-protected-resource', () => ({
      body: { resource: stage.scene.origin, authorization_servers: [stage.scene.issuer] },
    }));
    expect((await stage.asked()).code).toBe('sign-in-needed');
    expect(stage.scene.seen.slice(1, 3).map((s) => s.path)).toEqual([
      '/.well-known/oauth-protected-resource/mcp',
      '/.well-known/oauth-protected-resource',
    ]);
  });
  it('is read where the challenge says, among several schemes', async () => {
    stage.scene.challenge = `Basic realm="a, b", Bearer resource_metadata="${stage.scene.origin}/elsewhere"`;
    const body = { resource: stage.scene.mcpUrl, authorization_servers: [stage.scene.issuer] };
    stage.scene.scripts.set('/elsewhere', () => ({ body }));
    expect((await stage.asked()).code).toBe('sign-in-needed');
    expect(stage.scene.seen[1]?.path).toBe('/elsewhere');
  });
  it('of another server is refused, with both values', async () => {
    stage.scene.resourceMetadata = { resource: 'https://other.example/mcp' };
    const problem = await stage.failed();
    expect(problem.code).toBe('resource-mismatch');
    expect(problem.params).toMatchObject({ found: 'https://other.example/mcp', expected: stage.scene.mcpUrl });
    expect(stage.scene.requests(wellKnown)).toEqual([]);
  });
  it('that is named but cannot be read is not taken for none', async () => {
    stage.scene.challenge = `Bearer resource_metadata="${stage.scene.origin}/nowhere"`;
    stage.scene.resourceMetadata = undefined;
    expect((await stage.asked()).code).toBe('sign-in-settings-unreadable');
  });
  it('over plain http elsewhere is refused and not fetched', async () => {
    stage.scene.challenge = 'Bearer resource_metadata="http://metadata.example/x"';
    expect((await stage.asked()).code).toBe('sign-in-insecure');
    expect(stage.scene.seen.map((s) => s.path)).toEqual(['/mcp']);
  });
  it('that redirects to plain http elsewhere is refused', async () => {
    const headers = { location: 'http://metadata.example/x' };
    stage.scene.scripts.set('/.well-known/oauth-protected-resource/mcp', () => ({ status: 302, headers }));
    expect((await stage.asked()).code).toBe('sign-in-insecure');
  });
  it('that answers 5xx, or not at all, is trouble and not absence', async () => {
    for (const script of [{ status: 500 }, { status: 503 }, { status: 429 }, { cut: true }]) {
      stage.scene.scripts.set('/.well-known/oauth-protected-resource/mcp', () => script);
      expect((await stage.asked()).code).toBe('sign-in-service-down');
    }
    expect(stage.scene.requests('/.well-known/oauth-protected-resource')).toEqual([]);
  });
});

describe('an old answer', () => {
  it('is asked for again before a sign-in goes by it', async () => {
    await stage.asked();
    stage.room.clock.shift = 3600_000;
    const moved = await Scene.start();
    stage.scene.resourceMetadata = { authorization_servers: [moved.issuer] };
    await stage.room.signIns.start('notes');
    expect(stage.room.signIns.status('notes')).toMatchObject({ kind: 'signed-in', issuer: moved.issuer });
    expect(stage.scene.requests('/authorize')).toEqual([]);
    await moved.stop();
  });
  it('that was trouble is asked for again', async () => {
    stage.scene.scripts.set(wellKnown, () => ({ status: 503 }));
    expect((await stage.failed()).code).toBe('sign-in-service-down');
    stage.scene.scripts.clear();
    await stage.room.signIns.start('notes');
    expect(stage.room.signIns.status('notes').kind).toBe('signed-in');
  });
});

describe('authorization server metadata', () => {
  it('must name the issuer it was asked for, to the letter', async () => {
    stage.scene.metadata = { issuer: 'https://evil.example' };
    const problem = await stage.failed();
    expect(problem.code).toBe('issuer-mismatch');
    expect(problem.params).toMatchObject({ expected: stage.scene.issuer, found: 'https://evil.example' });
    expect(stage.scene.requests('/register')).toEqual([]);
  });
  it('that differs by a slash at the end is refused, and that is said', async () => {
    stage.scene.metadata = { issuer: `${stage.scene.issuer}/` };
    expect((await stage.asked()).code).toBe('issuer-slash');
  });
  it('of an issuer with a path is looked for in three places', async () => {
    await stage.scene.stop();
    stage.scene = await Scene.start('/tenant');
    stage.scene.scripts.set(`${wellKnown}/tenant`, () => ({ status: 404 }));
    stage.scene.scripts.set('/tenant/.well-known/openid-configuration', () => ({ body: stage.scene.metadataAnswer() }));
    expect((await stage.asked()).code).toBe('sign-in-needed');
    expect(stage.scene.seen.map((s) => s.path).slice(2)).toEqual([
      `${wellKnown}/tenant`,
      '/.well-known/openid-configuration/tenant',
      '/tenant/.well-known/openid-configuration',
    ]);
  });
  it('at the own root serves a server that publishes nothing else, as in 2025-03-26', async () => {
    stage.scene.challenge = 'Bearer';
    stage.scene.resourceMetadata = undefined;
    const fetch = await stage.signedIn();
    expect((await fetch(stage.scene.mcpUrl, post)).status).toBe(200);
    expect(stage.authorization().get('resource')).toBe(stage.scene.mcpUrl);
  });
  it('at the own root is not used where the entry names another issuer', async () => {
    stage.scene.challenge = 'Bearer';
    stage.scene.resourceMetadata = undefined;
    expect((await stage.asked({ issuer: 'https://else.example' })).code).toBe('issuer-not-offered');
  });
  it('at the own root may spell its origin with a slash, and nothing else', async () => {
    stage.scene.challenge = 'Bearer';
    stage.scene.resourceMetadata = undefined;
    stage.scene.metadata = { issuer: `${stage.scene.origin}/` };
    expect((await stage.asked()).code).toBe('sign-in-needed');
    stage.scene.metadata = { issuer: `${stage.scene.origin}/other` };
    expect((await stage.asked()).code).toBe('issuer-mismatch');
  });
  it.each([
    'authorization_endpoint',
    'token_endpoint',
    'registration_endpoint',
    'revocation_endpoint',
    'device_authorization_endpoint',
  ])('with a %s over plain http elsewhere is refused', async (name) => {
    stage.scene.metadata = { [name]: 'http://evil.example/x' };
    const problem = await stage.failed();
    expect(problem.code).toBe('sign-in-insecure');
    expect(problem.params.url).toBe('http://evil.example/x');
    expect(stage.room.opened).toEqual([]);
  });
  it('that answers 5xx is no reason to guess', async () => {
    stage.scene.scripts.set(wellKnown, () => ({ status: 502 }));
    expect((await stage.asked()).code).toBe('sign-in-service-down');
    expect(stage.scene.requests('/.well-known/openid-configuration')).toEqual([]);
  });
  it('that is endless is cut off', async () => {
    stage.scene.scripts.set(wellKnown, () => ({ body: `{"issuer":"${'x'.repeat(600_000)}"}` }));
    expect((await stage.asked()).code).toBe('sign-in-answer-unusable');
  });
});

describe('a server with a 401 and nothing about signing in', () => {
  beforeEach(() => {
    stage.scene.challenge = 'Bearer';
    stage.scene.resourceMetadata = undefined;
    stage.scene.scripts.set(wellKnown, () => ({ status: 404 }));
  });
  it('wants a key, and no registration is guessed', async () => {
    expect((await stage.failed()).code).toBe('api-key-needed');
    expect(stage.scene.requests('/register')).toEqual([]);
    expect(stage.scene.requests('/authorize')).toEqual([]);
  });
  it('hands the 401 back where the entry has headers: its key may be wrong', async () => {
    const server = { ...remote(stage.scene.mcpUrl), headers: { 'X-Api-Key': 'wrong' } };
    expect((await stage.room.signIns.fetchFor(server)(stage.scene.mcpUrl, post)).status).toBe(401);
  });
});

describe('several authorization servers', () => {
  let other: Scene;
  beforeEach(async () => {
    other = await Scene.start();
    stage.scene.resourceMetadata = { authorization_servers: [other.issuer, stage.scene.issuer] };
  });
  afterEach(() => other.stop());
  it('give the first that takes new apps without the person', async () => {
    other.metadata = { registration_endpoint: undefined };
    await stage.asked();
    await stage.room.signIns.start('notes');
    expect(stage.room.signIns.status('notes')).toMatchObject({ issuer: stage.scene.issuer });
  });
  it('give the first that is safe', async () => {
    other.metadata = { code_challenge_methods_supported: ['plain'] };
    await stage.asked();
    await stage.room.signIns.start('notes');
    expect(stage.room.signIns.status('notes')).toMatchObject({ issuer: stage.scene.issuer });
  });
  it('give the one the entry names, and no other', async () => {
    await stage.asked({ issuer: stage.scene.issuer });
    await stage.room.signIns.start('notes');
    expect(stage.room.signIns.status('notes')).toMatchObject({ issuer: stage.scene.issuer });
    expect((await stage.asked({ issuer: 'https://else.example' })).code).toBe('issuer-not-offered');
  });
  it('give the one we are signed in with, wherever it stands in the list', async () => {
    stage.scene.resourceMetadata = { authorization_servers: [stage.scene.issuer] };
    await stage.signedIn();
    stage.scene.resourceMetadata = { authorization_servers: [other.issuer, stage.scene.issuer] };
    for (const grant of stage.scene.grants) grant.isDead = true;
    await stage.asked();
    await stage.room.signIns.start('notes');
    expect(stage.room.signIns.status('notes')).toMatchObject({ issuer: stage.scene.issuer });
    expect(other.requests('/register')).toEqual([]);
  });
  it('are asked up to a number no honest server reaches', async () => {
    const many = Array.from({ length: 50 }, (_, i) => `${other.origin}/${i}`);
    stage.scene.resourceMetadata = { authorization_servers: many };
    await stage.asked();
    const asked = new Set(other.seen.map(({ path }) => path.split('/').at(-1)));
    expect(asked.size).toBeLessThanOrEqual(11);
  });
  it('keep a registration to its issuer', async () => {
    await stage.asked();
    await stage.room.signIns.start('notes');
    expect(other.clients.size).toBe(1);
    stage.scene.resourceMetadata = { authorization_servers: [stage.scene.issuer] };
    await stage.asked();
    await stage.room.signIns.start('notes');
    expect(stage.scene.clients.size).toBe(1);
    expect(stage.authorization().get('client_id')).toBe([...stage.scene.clients.keys()][0]);
    expect(stage.room.signIns.status('notes')).toMatchObject({ issuer: stage.scene.issuer });
    const items = [...stage.room.store.items.keys()].filter((k) => k.startsWith('oauth token'));
    expect(items).toEqual([`oauth token notes ${stage.scene.issuer}`]);
  });
});
