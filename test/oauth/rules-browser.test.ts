// One negative test for every rule of the sign-in itself and of the token it gives.
import { describe, expect, it } from 'vitest';
import { problemOf, Room, remote } from './support/room';
import { refuse, Scene } from './support/scripted';
import { post, Stage } from './support/stage';

const stage = new Stage();
describe('the authorization request', () => {
  it('holds PKCE by S256, state, the resource and a redirect to the loopback literal', async () => {
    await stage.signedIn();
    const query = stage.authorization();
    expect(query.get('code_challenge_method')).toBe('S256');
    expect(query.get('code_challenge')).toMatch(/^[\w-]{43}$/u);
    expect(query.get('state')?.length).toBeGreaterThan(20);
    expect(query.get('resource')).toBe(stage.scene.mcpUrl);
    expect(query.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/u);
    expect(query.get('response_type')).toBe('code');
    expect(query.has('scope')).toBe(false);
    expect(stage.scene.requests('/token')[0]?.form.get('resource')).toBe(stage.scene.mcpUrl);
  });
  it('names the resource without a trailing slash', async () => {
    stage.scene.resourceMetadata = { resource: `${stage.scene.origin}/` };
    await stage.signedIn();
    expect(stage.authorization().get('resource')).toBe(stage.scene.origin);
    expect(stage.scene.requests('/token')[0]?.form.get('resource')).toBe(stage.scene.origin);
  });
  it.each([undefined, [], ['plain']])('is not made where PKCE by S256 is not advertised: %s', async (methods) => {
    stage.scene.metadata = { code_challenge_methods_supported: methods };
    expect((await stage.asked()).code).toBe('pkce-missing');
    expect((await problemOf(stage.room.signIns.start('notes'))).code).toBe('pkce-missing');
    expect(stage.room.opened).toEqual([]);
    expect(stage.scene.requests('/register')).toEqual([]);
  });
  it('never repeats state, challenge or verifier', async () => {
    await stage.signedIn();
    await stage.room.signIns.start('notes');
    const [first, second] = stage.scene.requests('/authorize').map((s) => s.query);
    expect(first?.get('state')).not.toBe(second?.get('state'));
    expect(first?.get('code_challenge')).not.toBe(second?.get('code_challenge'));
  });
  it('asks for the scopes of the challenge rather than those listed', async () => {
    stage.scene.challenge = `Bearer scope="a b", resource_metadata="${stage.scene.origin}/.well-known/oauth-protected-resource/mcp"`;
    stage.scene.resourceMetadata = { scopes_supported: ['c'] };
    await stage.signedIn();
    expect(stage.authorization().get('scope')).toBe('a b');
  });
  it('asks for offline_access, with consent, only where it is listed', async () => {
    stage.scene.resourceMetadata = { scopes_supported: ['c'] };
    stage.scene.metadata = { scopes_supported: ['c', 'offline_access'] };
    await stage.signedIn();
    expect(stage.authorization().get('scope')).toBe('c offline_access');
    expect(stage.authorization().get('prompt')).toBe('consent');
  });
});

describe('the answer to the authorization request', () => {
  const answering = (change: (back: URL) => void) => {
    stage.scene.callback = change;
    return stage.failed();
  };
  it('from another issuer is thrown away, and none of its words are shown', async () => {
    const problem = await answering(({ searchParams }) => {
      searchParams.set('iss', 'https://evil.example');
      searchParams.set('error', 'evil_words');
      searchParams.set('error_description', 'evil description');
    });
    expect(problem.code).toBe('wrong-issuer-answered');
    expect(JSON.stringify([problem.params, problem.details, problem.message])).not.toContain('evil');
    expect(stage.scene.requests('/token')).toEqual([]);
  });
  it('that names a second issuer beside the right one is thrown away', async () => {
    const problem = await answering(({ searchParams }) => searchParams.append('iss', 'https://evil.example'));
    expect(problem.code).toBe('wrong-issuer-answered');
    expect(stage.scene.requests('/token')).toEqual([]);
  });
  it('without the issuer is thrown away where the service says it names it', async () => {
    const problem = await answering(({ searchParams }) => searchParams.delete('iss'));
    expect(problem.code).toBe('issuer-not-named');
    expect(stage.scene.requests('/token')).toEqual([]);
  });
  it('names the issuer to the letter, also where that is not advertised', async () => {
    stage.scene.metadata = { authorization_response_iss_parameter_supported: false };
    const problem = await answering(({ searchParams }) => searchParams.set('iss', `${stage.scene.issuer}/`));
    expect(problem.code).toBe('wrong-issuer-answered');
    stage.scene.callback = ({ searchParams }) => searchParams.delete('iss');
    await stage.room.signIns.start('notes');
    expect(stage.room.signIns.status('notes').kind).toBe('signed-in');
  });
  it.each([
    ['access_denied', 'sign-in-denied'],
    ['invalid_scope', 'scope-refused'],
    ['temporarily_unavailable', 'sign-in-service-down'],
    ['redirect_uri_mismatch', 'redirect-uri-refused'],
    ['login_required', 'sign-in-failed'],
    ['<script>', 'sign-in-failed'],
  ])('%s is %s', async (error, code) => {
    const problem = await answering(({ searchParams }) => {
      searchParams.delete('code');
      searchParams.set('error', error);
    });
    expect(problem.code).toBe(code);
    expect(problem.message).not.toContain('<');
    expect(stage.room.signIns.status('notes')).toMatchObject({ kind: 'failed', problem: { code } });
    expect(stage.scene.requests('/token')).toEqual([]);
  });
  it('never comes: the attempt ends by itself', async () => {
    await stage.room.stop();
    stage.useRoom(new Room(undefined, { timings: { attempt: 100 } }));
    stage.room.browse = () => undefined;
    const problem = await stage.failed();
    expect(problem.code).toBe('sign-in-timeout');
  });
  it('is asked for again after a refusal, with nothing left over', async () => {
    stage.scene.scripts.set('/token', () => refuse('invalid_grant'));
    expect((await stage.failed()).code).toBe('sign-in-failed');
    stage.scene.scripts.clear();
    await stage.room.signIns.start('notes');
    expect(stage.room.signIns.status('notes').kind).toBe('signed-in');
  });
});

describe('the answer to the token request', () => {
  it('may hold an ID token nobody can read: it is none of our business', async () => {
    stage.scene.scripts.set('/token', () => ({
      body: { access_token: 'a-token', token_type: 'Bearer', id_token: 'no.id.token', refresh_token: null },
    }));
    await stage.signedIn();
    expect(stage.room.signIns.status('notes')).toMatchObject({ kind: 'signed-in', renews: false });
  });
});

describe('more access', () => {
  it('is asked for with the union of old and wanted scopes, and not for ever', async () => {
    stage.scene.resourceMetadata = { scopes_supported: ['read'] };
    const fetch = await stage.signedIn();
    stage.scene.wants = ['write'];
    const problem = await problemOf(fetch(stage.scene.mcpUrl, post));
    expect(problem.code).toBe('more-access-needed');
    expect(problem.params.scopes).toBe('write');
    expect(stage.room.signIns.status('notes')).toMatchObject({ kind: 'needed', scopes: ['read', 'write'] });
    await stage.room.signIns.start('notes');
    expect(stage.scene.requests('/authorize')[1]?.query.get('scope')).toBe('read write');
    expect((await fetch(stage.scene.mcpUrl, post)).status).toBe(200);
  });
  it('that is never given is called futile after a few tries', async () => {
    stage.scene.scopeGiven = () => 'read';
    const fetch = await stage.signedIn();
    stage.scene.wants = ['write'];
    const codes: string[] = [];
    for (let i = 0; i < 5; i++) {
      codes.push((await problemOf(fetch(stage.scene.mcpUrl, post))).code);
      if (codes.at(-1) === 'more-access-needed') await stage.room.signIns.start('notes');
    }
    expect(codes).toEqual([...Array(3).fill('more-access-needed'), 'access-still-refused', 'access-still-refused']);
  });
});

describe('a token', () => {
  it('is shown on every request to its server and to no other origin', async () => {
    const fetch = await stage.signedIn();
    const other = await Scene.start();
    await fetch(stage.scene.mcpUrl, post);
    await fetch(`${stage.scene.origin}/mcp?x=1`);
    await fetch(other.mcpUrl, post).catch(() => undefined);
    await other.stop();
    expect(
      stage.scene
        .requests('/mcp')
        .slice(1)
        .every((s) => s.headers.authorization?.startsWith('Bearer access-')),
    ).toBe(true);
    expect(other.seen[0]?.headers.authorization).toBeUndefined();
    expect(stage.scene.seen.every((s) => ![...s.query.values()].some((v) => v.startsWith('access-')))).toBe(true);
  });
  it('does not travel on with a redirect', async () => {
    const fetch = await stage.signedIn();
    const other = await Scene.start();
    stage.scene.scripts.set('/mcp', () => ({ status: 307, headers: { location: other.mcpUrl } }));
    expect((await fetch(stage.scene.mcpUrl, { ...post, redirect: 'follow' })).status).toBe(307);
    await other.stop();
    expect(other.seen).toEqual([]);
  });
  it('gives way to a key of the entry', async () => {
    const fetch = await stage.signedIn();
    const response = await fetch(stage.scene.mcpUrl, { ...post, headers: { Authorization: 'Bearer own-key' } });
    expect(response.status).toBe(401);
    expect(stage.scene.requests('/mcp').at(-1)?.headers.authorization).toBe('Bearer own-key');
  });
  it('is not shown to another address under the same name', async () => {
    await stage.signedIn();
    const other = await Scene.start();
    const problem = await problemOf(stage.room.signIns.fetchFor(remote(other.mcpUrl))(other.mcpUrl, post));
    await other.stop();
    expect(problem.code).toBe('sign-in-needed');
    expect(other.seen[0]?.headers.authorization).toBeUndefined();
  });
  it('that is refused right after it was given is no reason to sign in for ever', async () => {
    stage.scene.scripts.set('/mcp', () => ({
      status: 401,
      headers: {
        'www-authenticate': `Bearer resource_metadata="${stage.scene.origin}/.well-known/oauth-protected-resource/mcp"`,
      },
    }));
    const fetch = await stage.signedIn();
    await problemOf(fetch(stage.scene.mcpUrl, post));
    expect((await problemOf(fetch(stage.scene.mcpUrl, post))).code).toBe('token-not-accepted');
  });
  it('that was taken and is refused later has ended, however young it is', async () => {
    const fetch = await stage.signedIn();
    expect((await fetch(stage.scene.mcpUrl, post)).status).toBe(200);
    stage.scene.scripts.set('/token', () => refuse('invalid_grant'));
    const challenge = `Bearer resource_metadata="${stage.scene.origin}/.well-known/oauth-protected-resource/mcp"`;
    stage.scene.scripts.set('/mcp', () => ({ status: 401, headers: { 'www-authenticate': challenge } }));
    for (let i = 0; i < 3; i++) expect((await problemOf(fetch(stage.scene.mcpUrl, post))).code).toBe('sign-in-needed');
  });
  it('that is accepted again is trusted again', async () => {
    const fetch = await stage.signedIn();
    const challenge = `Bearer resource_metadata="${stage.scene.origin}/.well-known/oauth-protected-resource/mcp"`;
    for (let i = 0; i < 3; i++) {
      stage.scene.scripts.set('/mcp', () => ({ status: 401, headers: { 'www-authenticate': challenge } }));
      expect((await problemOf(fetch(stage.scene.mcpUrl, post))).code).toBe('sign-in-needed');
      expect(stage.room.signIns.status('notes').kind).toBe('needed');
      stage.scene.scripts.clear();
      expect((await fetch(stage.scene.mcpUrl, post)).status).toBe(200);
      expect(stage.room.signIns.status('notes').kind).toBe('signed-in');
    }
  });
  it('that is refused by a server whose clock is far off says so', async () => {
    const headers = {
      date: new Date(Date.now() - 3600_000).toUTCString(),
      'www-authenticate': `Bearer resource_metadata="${stage.scene.origin}/.well-known/oauth-protected-resource/mcp"`,
    };
    const fetch = await stage.signedIn();
    stage.scene.scripts.set('/mcp', () => ({ status: 401, headers }));
    const problem = await problemOf(fetch(stage.scene.mcpUrl, post));
    expect(problem.code).toBe('clock-wrong');
    expect(problem.params.minutes).toBe(60);
  });
});

describe('signing out', () => {
  it('revokes where that is offered, and deletes here', async () => {
    const fetch = await stage.signedIn();
    expect(await stage.room.signIns.signOut('notes')).toEqual({ revoked: true });
    expect(stage.scene.grants[0]?.isDead).toBe(true);
    expect([...stage.room.store.items.keys()].filter((k) => !k.startsWith('oauth client'))).toEqual([]);
    expect((await problemOf(fetch(stage.scene.mcpUrl, post))).code).toBe('sign-in-needed');
  });
  it.each([
    ['is not offered', () => (stage.scene.metadata = { revocation_endpoint: undefined })],
    ['is refused', () => stage.scene.scripts.set('/revoke', () => refuse('invalid_client', 401))],
    ['does not answer', () => stage.scene.scripts.set('/revoke', () => ({ cut: true }))],
  ])('deletes here and says so where revocation %s', async (_what, script) => {
    script();
    await stage.signedIn();
    expect(await stage.room.signIns.signOut('notes')).toEqual({ revoked: false });
    expect([...stage.room.store.items.keys()].filter((k) => k.startsWith('oauth token'))).toEqual([]);
  });
});
