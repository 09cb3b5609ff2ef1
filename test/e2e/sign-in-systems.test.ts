// The peers of the sign-in story, without the app: what each says on the wire, and a sign-in made by hand. When the
// story fails and this does not, the app is at fault.
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Person, startPerson, whyNoBrowser } from '../support/auth/browser';
import { browserScript } from '../support/auth/browser-script';
import { type Loopback, startLoopback } from '../support/auth/loopback';
import { startOidcProvider } from '../support/auth/oidc-provider';
import { type AuthPeer, createRecorder } from '../support/auth/recorder';
import { whyNoWorkers } from '../support/auth/workerd';
import { startWorkersOAuth } from '../support/auth/workers-oauth';
import { whyNotFull } from './sign-in-systems';

type Json = Readonly<Record<string, unknown>>;

const POST_MCP = {
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
};

async function challengeOf(url: string, token?: string): Promise<{ status: number; challenge: string | null }> {
  const headers = { ...POST_MCP.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  const response = await fetch(url, { ...POST_MCP, headers });
  await response.body?.cancel();
  return { status: response.status, challenge: response.headers.get('www-authenticate') };
}

async function json(url: string, init?: RequestInit): Promise<{ status: number; body: Json }> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : {} };
}

const wellKnown = (base: string, name: string) => new URL(`/.well-known/${name}`, base).href;

/** A client that knows what it does: registers, asks, exchanges. */
async function byHand(peer: AuthPeer, person: Person, callback: Loopback, more: Readonly<Record<string, string>>) {
  const { body: metadata } = await json(wellKnown(peer.issuer, 'oauth-authorization-server'));
  const redirectUri = `${callback.origin}/callback`;
  const registration = await json(String(metadata.registration_endpoint), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'By hand',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      application_type: 'native',
    }),
  });
  const clientId = String(registration.body.client_id);
  const verifier = randomBytes(32).toString('base64url');
  const authorize = new URL(String(metadata.authorization_endpoint));
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const asked = {
    ...{ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, state: 'the-state' },
    ...{ code_challenge: challenge, code_challenge_method: 'S256', ...more },
  };
  for (const [name, value] of Object.entries(asked)) authorize.searchParams.set(name, value);
  const visit = await person.visit(authorize.href, 'approve');
  const landed = new URL(visit.url);
  const token = (form: Readonly<Record<string, string>>) =>
    json(String(metadata.token_endpoint), {
      method: 'POST',
      body: new URLSearchParams({ client_id: clientId, resource: more.resource ?? '', ...form }),
    });
  const code = landed.searchParams.get('code') ?? '';
  const exchange = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
  return { metadata, clientId, landed, token, tokens: await token(exchange) };
}

const skipped = whyNoBrowser() ?? whyNotFull();
if (skipped !== undefined) console.warn(`skipped: the sign-in systems, by hand. ${skipped}`);

describe.skipIf(skipped !== undefined)('the sign-in systems, by hand', () => {
  let person: Person;
  let callback: Loopback;
  beforeAll(async () => {
    person = await startPerson();
    callback = await startLoopback();
    callback.answerWith((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('back'));
  });
  afterAll(async () => {
    await Promise.all([person.stop(), callback.stop()]);
  });

  describe.skipIf(whyNoWorkers() !== undefined)(whyNoWorkers() ?? 'workers-oauth-provider', () => {
    it('of June 2025 has no protected resource metadata, no scopes, no iss, and revokes nothing', async () => {
      const peer = await startWorkersOAuth({ version: 'june-2025' });
      try {
        const { status, challenge } = await challengeOf(peer.mcpUrl);
        expect([status, challenge]).toEqual([
          401,
          expect.stringMatching(/^Bearer realm="OAuth", error="invalid_token"/u),
        ]);
        for (const name of ['oauth-protected-resource/mcp', 'oauth-protected-resource', 'openid-configuration'])
          expect((await json(wellKnown(peer.issuer, name))).status).toBe(404);
        const { metadata, landed, tokens, token } = await byHand(peer, person, callback, { resource: peer.mcpUrl });
        expect(metadata).not.toHaveProperty('scopes_supported');
        expect([...landed.searchParams.keys()]).toEqual(['code', 'state']);
        expect(tokens).toMatchObject({ status: 200, body: { scope: '', refresh_token: expect.any(String) } });
        // Any answer but 401: the token opens the server, which then misses a session.
        expect((await challengeOf(peer.mcpUrl, String(tokens.body.access_token))).status).toBe(400);
        expect(metadata.revocation_endpoint).toBe(metadata.token_endpoint);
        expect((await token({ token: String(tokens.body.refresh_token) })).status).toBe(400);
        expect(peer.stats()).toMatchObject({ registrations: 1, granted: { authorization_code: 1 }, revocations: 0 });
        expect(peer.secrets()).toContain(landed.searchParams.get('code'));
      } finally {
        await peer.stop();
      }
      await expect(fetch(peer.mcpUrl)).rejects.toThrow();
    }, 60_000);

    it('of today names its origin as resource and itself in the answer, and revokes', async () => {
      const peer = await startWorkersOAuth({ version: 'current' });
      try {
        const { challenge } = await challengeOf(peer.mcpUrl);
        expect(challenge).toContain(`resource_metadata="${wellKnown(peer.issuer, 'oauth-protected-resource')}"`);
        const { body: resource } = await json(wellKnown(peer.issuer, 'oauth-protected-resource'));
        expect(resource).toMatchObject({ resource: peer.issuer, authorization_servers: [peer.issuer] });
        const { landed, tokens, token } = await byHand(peer, person, callback, { resource: peer.issuer });
        expect(landed.searchParams.get('iss')).toBe(peer.issuer);
        const access = String(tokens.body.access_token);
        expect((await challengeOf(peer.mcpUrl, access)).status).toBe(400);
        await peer.expireAccessTokens();
        expect((await challengeOf(peer.mcpUrl, access)).status).toBe(401);
        const renewed = await token({ grant_type: 'refresh_token', refresh_token: String(tokens.body.refresh_token) });
        expect(renewed.body.refresh_token).not.toBe(tokens.body.refresh_token);
        await token({ token: String(renewed.body.refresh_token) });
        expect(peer.stats()).toMatchObject({ granted: { refresh_token: 1 }, revocations: 1 });
      } finally {
        await peer.stop();
      }
    }, 60_000);
  });

  describe('oidc-provider', () => {
    let peer: AuthPeer;
    beforeAll(async () => {
      peer = await startOidcProvider({ clients: [{ ...MACHINE, redirect_uris: [] }] });
    });
    afterAll(() => peer.stop());
    const offline = () => ({ resource: peer.mcpUrl, scope: 'notes:read offline_access' });

    it('gives a refresh token for offline_access with prompt=consent, and not without', async () => {
      const without = await byHand(peer, person, callback, offline());
      expect(without.tokens.body).not.toHaveProperty('refresh_token');
      const { tokens } = await byHand(peer, person, callback, { ...offline(), prompt: 'consent' });
      expect(tokens.body).toMatchObject({ scope: 'notes:read', refresh_token: expect.any(String) });
    });

    it('gives a token for nothing where no resource is asked for', async () => {
      const { tokens } = await byHand(peer, person, callback, { scope: 'openid' });
      expect(await challengeOf(peer.mcpUrl, String(tokens.body.access_token))).toMatchObject({ status: 401 });
    });

    it('ends the whole grant when a spent refresh token comes back', async () => {
      const { tokens, token } = await byHand(peer, person, callback, { ...offline(), prompt: 'consent' });
      const first = { grant_type: 'refresh_token', refresh_token: String(tokens.body.refresh_token) };
      const { body } = await token(first);
      expect(await token(first)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      const second = { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) };
      expect(await token(second)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      expect(await challengeOf(peer.mcpUrl, String(body.access_token))).toMatchObject({ status: 401 });
    });

    it('lets a machine in with client credentials, and a device after a person approved its code', async () => {
      const { body: metadata } = await json(wellKnown(peer.issuer, 'oauth-authorization-server'));
      const post = (endpoint: unknown, form: Readonly<Record<string, string>>) =>
        json(String(endpoint), { method: 'POST', body: new URLSearchParams({ ...PROOF, ...form }) });
      const asked = { resource: peer.mcpUrl, scope: 'notes:read' };
      const machine = await post(metadata.token_endpoint, { grant_type: 'client_credentials', ...asked });
      expect((await challengeOf(peer.mcpUrl, String(machine.body.access_token))).status).not.toBe(401);

      const { body: device } = await post(metadata.device_authorization_endpoint, asked);
      const poll = { grant_type: DEVICE_GRANT, device_code: String(device.device_code), resource: peer.mcpUrl };
      expect(await post(metadata.token_endpoint, poll)).toMatchObject({ body: { error: 'authorization_pending' } });
      const visit = await person.visit(String(device.verification_uri_complete), 'approve');
      expect(visit.answered).toEqual(['A device asks for access', 'Machine asks for access']);
      const { body } = await post(metadata.token_endpoint, poll);
      expect((await challengeOf(peer.mcpUrl, String(body.access_token))).status).not.toBe(401);
    });
  });

  it.skipIf(process.platform === 'win32')('is a program too, as BROWSER names one', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-browser-'));
    const script = await browserScript(folder, 'approve');
    await promisify(execFile)(script.program, [`${callback.origin}/somewhere`]);
    expect(await script.visits()).toMatchObject([{ url: `${callback.origin}/somewhere`, text: 'back' }]);
    await rm(folder, { recursive: true });
  });

  it('goes nowhere but loopback', async () => {
    const elsewhere = await startLoopback();
    elsewhere.answerWith((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<img src="http://example.com/a.png"><h1>here</h1>'),
    );
    const visit = await person.visit(elsewhere.origin, 'look');
    expect(visit.text).toContain('here');
    expect(person.blocked()).toContain('http://example.com/a.png');
    elsewhere.answerWith((_request, response) => response.writeHead(302, { location: 'http://example.com/' }).end());
    await expect(person.visit(elsewhere.origin, 'look')).rejects.toThrow(/ERR_/u);
    await elsewhere.stop();
  });
});

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const PROOF = { client_id: 'machine', client_secret: 'machine-secret' };
const MACHINE = {
  ...PROOF,
  client_name: 'Machine',
  grant_types: ['client_credentials', DEVICE_GRANT, 'refresh_token'],
  response_types: [],
  token_endpoint_auth_method: 'client_secret_post',
} as const;

describe('the record of a peer', () => {
  it('counts by outcome and keeps what was given out', () => {
    const recorder = createRecorder();
    const form = { grant_type: 'refresh_token' };
    recorder.exchange({ method: 'POST', path: '/t', role: 'token', form, status: 200, answer: { access_token: 'A' } });
    recorder.exchange({ method: 'POST', path: '/t', role: 'token', form, status: 400, answer: { error: 'x' } });
    recorder.exchange({ method: 'GET', path: '/a', role: 'other', status: 302, location: '/back?code=C' });
    expect(recorder.stats()).toMatchObject({ granted: { refresh_token: 1 }, refused: { refresh_token: 1 } });
    expect(recorder.stats().requests).toEqual(['POST /t 200', 'POST /t 400', 'GET /a 302']);
    expect(recorder.secrets()).toEqual(['A', 'C']);
  });
});
