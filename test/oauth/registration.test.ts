// Becoming known to an authorization server: in which order, once, and what is said where it cannot be.
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { redirectUriOf } from '../../src/main/oauth/listener';
import { DEFAULT_CALLBACK_PORT } from '../../src/main/oauth/options';
import { Registrations } from '../../src/main/oauth/registrations';
import { toWire } from '../../src/shared/errors';
import { texts } from '../../src/shared/messages';
import { problemOf, Room, remote } from './support/room';
import { refuse } from './support/scripted';
import { post, Stage } from './support/stage';

const stage = new Stage();
const HOUR = 3600_000;
const registered = () => stage.scene.requests('/register').map((s) => s.json);
const tokenRequest = () => stage.scene.requests('/token').at(-1);

describe('dynamic registration', () => {
  it('asks for a native public client with exactly our redirect URI', async () => {
    await stage.signedIn();
    expect(registered()).toEqual([
      {
        client_name: 'MCP Tray',
        application_type: 'native',
        redirect_uris: [stage.authorization().get('redirect_uri')],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
      },
    ]);
    expect(tokenRequest()?.form.get('client_id')).toBe(stage.authorization().get('client_id'));
    expect(tokenRequest()?.headers.authorization).toBeUndefined();
  });
  it('happens once per issuer, also for two servers and after a restart', async () => {
    await stage.signedIn();
    const { store } = stage.room;
    await stage.room.stop();
    stage.useRoom(new Room(store));
    stage.room.signIns.fetchFor(remote(stage.scene.mcpUrl, undefined, 'other'));
    await stage.room.signIns.start('other');
    expect(registered()).toHaveLength(1);
    expect(stage.scene.grants.map((g) => g.access)).toHaveLength(2);
    const tokens = [...store.items]
      .filter(([k]) => k.startsWith('oauth token'))
      .map(([, v]) => JSON.parse(v).accessToken);
    expect(new Set(tokens).size).toBe(2);
  });
  it('accepts a secret without an end, and shows it as the service settled', async () => {
    const answer = (id: string, method: string) => ({
      status: 201,
      body: { client_id: id, client_secret: 'se-cret~1', token_endpoint_auth_method: method },
    });
    stage.scene.scripts.set('/register', ({ json }) => {
      stage.scene.clients.set('cli-ent', { redirectUris: json.redirect_uris as string[] });
      return answer('cli-ent', 'client_secret_basic');
    });
    await stage.signedIn();
    const basic = Buffer.from(tokenRequest()?.headers.authorization?.slice(6) ?? '', 'base64').toString();
    expect(basic).toBe('cli-ent:se-cret~1');
    expect(tokenRequest()?.form.has('client_secret')).toBe(false);
  });
  it('uses client_secret_post where only that is offered', async () => {
    stage.scene.metadata = { token_endpoint_auth_methods_supported: ['client_secret_post'] };
    stage.scene.scripts.set('/register', ({ json }) => {
      stage.scene.clients.set('c', { redirectUris: json.redirect_uris as string[] });
      return { status: 201, body: { client_id: 'c', client_secret: 's', client_secret_expires_at: 0 } };
    });
    await stage.signedIn();
    expect(registered()[0]?.token_endpoint_auth_method).toBe('client_secret_post');
    expect(tokenRequest()?.form.get('client_secret')).toBe('s');
    expect(tokenRequest()?.headers.authorization).toBeUndefined();
  });
  it('is done anew when its secret has ended', async () => {
    const end = Math.floor((Date.now() + HOUR) / 1000);
    stage.scene.scripts.set('/register', ({ json }) => {
      const id = `c${stage.scene.clients.size}`;
      stage.scene.clients.set(id, { redirectUris: json.redirect_uris as string[] });
      return { status: 201, body: { client_id: id, client_secret: 's', client_secret_expires_at: end } };
    });
    await stage.signedIn();
    stage.room.clock.shift = 2 * HOUR;
    await stage.room.signIns.start('notes');
    expect(registered()).toHaveLength(2);
  });
  it('is done anew once where the service has forgotten us, and no more', async () => {
    await stage.signedIn();
    let refusals = 1;
    stage.scene.scripts.set('/token', () => (refusals-- > 0 ? refuse('invalid_client', 401) : undefined));
    await stage.room.signIns.start('notes');
    expect(registered()).toHaveLength(2);
    refusals = 99;
    expect((await problemOf(stage.room.signIns.start('notes'))).code).toBe('client-refused');
    expect(registered()).toHaveLength(3);
  });
  it('is done anew where the port of its redirect URI is taken', async () => {
    await stage.signedIn();
    const holder = net.createServer();
    const port = Number(new URL(stage.authorization().get('redirect_uri') ?? '').port);
    await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));
    await stage.room.signIns.start('notes');
    await new Promise((resolve) => holder.close(resolve));
    expect(registered()).toHaveLength(2);
    expect(registered()[1]?.redirect_uris).toEqual([stage.scene.requests('/authorize')[1]?.query.get('redirect_uri')]);
  });
  it('is done anew after a service that has forgotten us never sent the browser back', async () => {
    await stage.signedIn();
    const { store } = stage.room;
    await stage.room.stop();
    stage.useRoom(new Room(store, { timings: { attempt: 200 } }));
    stage.scene.clients.clear();
    stage.fetch();
    expect((await problemOf(stage.room.signIns.start('notes'))).code).toBe('sign-in-timeout');
    stage.scene.clients.clear();
    await stage.room.stop();
    stage.useRoom(new Room(store));
    stage.fetch();
    await stage.room.signIns.start('notes');
    expect(registered()).toHaveLength(2);
  });
  it.each([
    ['403', { status: 403 }, 'registration-refused'],
    ['401', { status: 401 }, 'registration-refused'],
    ['404', { status: 404 }, 'client-id-needed'],
    ['405', { status: 405 }, 'client-id-needed'],
    ['500', { status: 500 }, 'sign-in-service-down'],
    ['invalid_redirect_uri', refuse('invalid_redirect_uri'), 'redirect-uri-refused'],
    ['invalid_client_metadata', refuse('invalid_client_metadata'), 'registration-failed'],
    ['a page', { status: 200, body: '<html>' }, 'registration-failed'],
  ])('refused with %s is said in words', async (_what, script, code) => {
    stage.scene.scripts.set('/register', () => script);
    const problem = await stage.failed();
    expect(problem.code).toBe(code);
    // What a person is told to register must be what a client ID of theirs is used with later.
    if (code !== 'redirect-uri-refused' && problem.params.redirectUri !== undefined)
      expect(problem.params.redirectUri).toBe(redirectUriOf(DEFAULT_CALLBACK_PORT));
    for (const language of ['en', 'ja'] as const) {
      const { message, action } = toWire(problem, texts(language));
      expect(`${message} ${action}`).not.toMatch(/Dynamic client registration|HTTP 404|\{\{/u);
    }
    expect(registered()).toHaveLength(1);
    expect(stage.room.opened).toEqual([]);
  });
});

describe('a client ID given by the person', () => {
  const redirectUri = `http://127.0.0.1:${DEFAULT_CALLBACK_PORT}/callback`;
  it('is asked for, with the exact redirect URI, where no app is taken automatically', async () => {
    stage.scene.metadata = { registration_endpoint: undefined };
    const problem = await stage.failed();
    expect(problem.code).toBe('client-id-needed');
    expect(problem.params.redirectUri).toBe(redirectUri);
    expect(stage.room.signIns.status('notes')).toEqual({
      kind: 'client-needed',
      issuer: stage.scene.issuer,
      redirectUri,
    });
    stage.scene.clients.set('by-hand', { redirectUris: [redirectUri] });
    await stage.room.signIns.useClient('notes', { clientId: ' by-hand ', clientSecret: '' });
    expect(stage.room.signIns.status('notes').kind).toBe('needed');
    await stage.room.signIns.start('notes');
    expect(stage.authorization().get('redirect_uri')).toBe(redirectUri);
    expect((await stage.fetch()(stage.scene.mcpUrl, post)).status).toBe(200);
  });
  it('in mcp.json comes first, with its port and its secret from the keychain', async () => {
    const port = 27000 + Math.floor(Math.random() * 600);
    await stage.room.stop();
    stage.useRoom(new Room(undefined, { resolve: async (v) => v.replace('${keychain:KEY}', 'kept-secret :%/+é') }));
    stage.scene.clients.set('mine', { redirectUris: [`http://127.0.0.1:${port}/callback`] });
    await stage.signedIn({ clientId: 'mine', callbackPort: port, clientSecret: '${keychain:KEY}' });
    expect(registered()).toEqual([]);
    expect(Buffer.from(tokenRequest()?.headers.authorization?.slice(6) ?? '', 'base64').toString()).toBe(
      // RFC 6749 section 2.3.1, and no more than it asks for.
      'mine:kept-secret+%3A%25%2F%2B%C3%A9',
    );
  });
  it('in mcp.json takes the secret that was given apart for it, and none given for another', async () => {
    stage.scene.clients.set('mine', { redirectUris: [redirectUri] });
    const { signIns } = stage.room;
    signIns.fetchFor(remote(stage.scene.mcpUrl, { clientId: 'mine' }));
    await signIns.useClient('notes', { clientId: 'mine', clientSecret: 'apart' });
    await signIns.start('notes');
    const shown = () => Buffer.from(tokenRequest()?.headers.authorization?.slice(6) ?? '', 'base64').toString();
    expect(shown()).toBe('mine:apart');
    await signIns.useClient('notes', { clientId: 'other', clientSecret: 'of another' });
    await signIns.start('notes');
    expect(tokenRequest()?.headers.authorization).toBeUndefined();
    expect(tokenRequest()?.form.get('client_id')).toBe('mine');
  });
  it.each([
    [{ clientId: 'mine' }, 'client-secret-needed'],
    [{ clientId: 'mine', clientSecret: 'wrong' }, 'client-refused'],
  ])('that is refused says what is missing: %j', async (entry, code) => {
    stage.scene.clients.set('mine', { redirectUris: [redirectUri] });
    stage.scene.scripts.set('/token', () => refuse('invalid_client', 401));
    expect((await stage.failed(entry)).code).toBe(code);
    expect(stage.room.opened).toHaveLength(1);
  });
});

describe('a registration that is forgotten', () => {
  it('is the one that was refused, and none that was made since', async () => {
    const registrations = new Registrations(stage.room.store);
    const made = (id: string) => ({ id, method: 'none' as const, redirectUri: 'http://127.0.0.1:1/callback' });
    await registrations.setByService(stage.scene.issuer, made('newer'));
    await registrations.dropByService(stage.scene.issuer, 'older');
    expect((await registrations.get(stage.scene.issuer)).byService?.id).toBe('newer');
    await registrations.dropByService(stage.scene.issuer, 'newer');
    expect(await registrations.get(stage.scene.issuer)).toEqual({});
  });
});

describe('the published document', () => {
  const url = 'https://mcp-tray.example/client-metadata.json';
  it('is used where the service takes it, instead of registering', async () => {
    await stage.room.stop();
    stage.useRoom(new Room(undefined, { clientMetadataUrl: () => url }));
    stage.scene.metadata = { client_id_metadata_document_supported: true };
    await stage.signedIn();
    expect(stage.authorization().get('client_id')).toBe(url);
    expect(tokenRequest()?.form.get('client_id')).toBe(url);
    expect(registered()).toEqual([]);
  });
  it('is used from the next sign-in on when its address becomes known', async () => {
    let known = '';
    await stage.room.stop();
    stage.useRoom(new Room(undefined, { clientMetadataUrl: () => known }));
    stage.scene.metadata = { client_id_metadata_document_supported: true };
    await stage.signedIn();
    expect(registered()).toHaveLength(1);
    known = url;
    await stage.room.signIns.start('notes');
    expect(stage.scene.requests('/authorize')[1]?.query.get('client_id')).toBe(url);
  });
  it('is not used where the service does not say so', async () => {
    await stage.room.stop();
    stage.useRoom(new Room(undefined, { clientMetadataUrl: () => url }));
    await stage.signedIn();
    expect(registered()).toHaveLength(1);
  });
  it('says what the code does', () => {
    const document = JSON.parse(readFileSync('client-metadata.json', 'utf8'));
    expect(document).toMatchObject({
      application_type: 'native',
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'none',
    });
    expect(document.redirect_uris).toEqual(['http://127.0.0.1/callback', redirectUriOfDocument]);
    expect(document.client_id).toMatch(/^https:\/\/.+\/client-metadata\.json$/u);
  });
  const redirectUriOfDocument = `http://127.0.0.1:${DEFAULT_CALLBACK_PORT}/callback`;
});
