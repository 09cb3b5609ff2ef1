import { describe, expect, it } from 'vitest';
import { referTo } from '../../src/main/config/secret-values';
import { draftOf, EMPTY_ENTRY } from '../../src/renderer/add/draft';
import { firstTab } from '../../src/renderer/server/server-page';
import { actionOf } from '../../src/renderer/servers/filter';
import { changedServers, phaseOf } from '../../src/renderer/shell/live';
import { entryLine, headerChoices, isHeaderName, likelyHeader } from '../../src/renderer/sign-in/key';
import { hostOf, sayClock, sayScopes, saySpan } from '../../src/renderer/sign-in/say';
import { newlySignedIn, type SignInServer, shapeOf, signInView, speaksForState } from '../../src/renderer/sign-in/view';
import type { ErrorCode, WireError } from '../../src/shared/errors';
import { texts } from '../../src/shared/messages';
import type { ConnectionState, SignInStatus } from '../../src/shared/model';
import { serverSummary } from '../support/fake-handlers';

const problem = (code: ErrorCode): WireError => ({ code, message: `It is ${code}.`, action: 'Do something.' });
const ready: ConnectionState = {
  kind: 'ready',
  since: 0,
  protocol: '2026-07-28',
  transport: 'http',
  serverName: 's',
  serverVersion: '1',
};
const asked = (code: ErrorCode = 'sign-in-needed'): ConnectionState => ({
  kind: 'sign-in-needed',
  problem: problem(code),
});
const input = (code: ErrorCode): ConnectionState => ({ kind: 'needs-input', problem: problem(code) });
const failed = (code: ErrorCode): SignInStatus => ({ kind: 'failed', problem: problem(code) });
const needed: SignInStatus = { kind: 'needed', host: 'x.example', issuer: 'https://as.example', scopes: ['read'] };
const signedIn: SignInStatus = { kind: 'signed-in', issuer: 'https://as.example', scopes: [], renews: true };
const waiting: SignInStatus = { kind: 'waiting', url: 'https://as.example/authorize', until: 1 };
const byCode: SignInStatus = { kind: 'waiting-for-code', url: 'https://as.example', userCode: 'A-B', until: 1 };
const client: SignInStatus = {
  kind: 'client-needed',
  issuer: 'https://as.example',
  redirectUri: 'http://127.0.0.1:1/c',
};
const none: SignInStatus = { kind: 'none' };
const at = (state: ConnectionState, signIn: SignInStatus = none): SignInServer => ({
  state,
  signIn,
  transport: 'http',
});
const kindOf = (state: ConnectionState, signIn?: SignInStatus) => signInView(at(state, signIn)).kind;

describe('the sign-in view of a server', () => {
  it('shows an attempt whatever the connection does', () => {
    for (const state of [
      asked(),
      ready,
      input('keychain-locked'),
      { kind: 'off' },
      { kind: 'connecting', attempt: 1 },
    ] as const) {
      expect(kindOf(state, { kind: 'queued' })).toBe('queued');
      expect(kindOf(state, waiting)).toBe('waiting');
      expect(kindOf(state, byCode)).toBe('waiting-for-code');
    }
  });

  it('asks for a sign-in where one is needed, with all that is known', () => {
    expect(signInView(at(asked()))).toEqual({ kind: 'needed' });
    expect(signInView(at(asked(), needed))).toEqual(needed);
    expect(signInView(at(asked('more-access-needed'), needed))).toEqual({
      ...needed,
      problem: problem('more-access-needed'),
    });
    // It works still, but cannot be renewed any more.
    expect(signInView(at(ready, needed))).toEqual(needed);
  });

  it('asks for a client ID with the redirect URI to register, and without it for an app that is registered', () => {
    expect(signInView(at(input('client-id-needed'), client))).toEqual({ ...client, kind: 'client' });
    // An attempt has found out what the connection does not know yet.
    expect(signInView(at(asked(), client))).toEqual({ ...client, kind: 'client' });
    expect(signInView(at(asked(), failed('client-secret-needed')))).toEqual({
      kind: 'client',
      problem: problem('client-secret-needed'),
    });
    expect(kindOf(asked(), failed('client-refused'))).toBe('client');
    expect(kindOf(asked(), failed('registration-refused'))).toBe('client');
  });

  it('forgets what the connection asked for once the sign-in has moved on', () => {
    expect(kindOf(input('client-id-needed'), needed)).toBe('needed');
    expect(kindOf(input('client-id-needed'), failed('sign-in-denied'))).toBe('failed');
    expect(kindOf(input('client-id-needed'), signedIn)).toBe('signed-in');
  });

  it('asks for a key where there is nothing to sign in to, or the key is refused', () => {
    expect(kindOf(input('api-key-needed'), failed('api-key-needed'))).toBe('key');
    expect(kindOf(input('key-refused'))).toBe('key');
    expect(kindOf({ kind: 'failed', problem: problem('pkce-missing') }, failed('pkce-missing'))).toBe('key');
  });

  it('tells why an attempt did not succeed, but leaves a failed connection to speak for itself', () => {
    expect(signInView(at(asked(), failed('sign-in-denied')))).toEqual(failed('sign-in-denied'));
    expect(kindOf(ready, failed('sign-in-service-down'))).toBe('failed');
    const down: ConnectionState = { kind: 'failed', problem: problem('sign-in-service-down') };
    expect(kindOf(down, failed('sign-in-service-down'))).toBe('none');
    expect(kindOf(down, signedIn)).toBe('signed-in');
  });

  it('shows a locked keychain first, and nothing for what has no sign-in', () => {
    expect(kindOf(input('keychain-locked'), needed)).toBe('locked');
    expect(kindOf(input('env-missing'))).toBe('none');
    expect(kindOf(input('secret-missing'), needed)).toBe('secrets');
    expect(signInView({ state: input('secret-missing'), signIn: none, transport: 'stdio' }).kind).toBe('secrets');
    expect(kindOf(input('env-missing'), needed)).toBe('none');
    expect(kindOf(ready)).toBe('none');
    expect(kindOf({ kind: 'off' }, needed)).toBe('none');
    expect(kindOf({ kind: 'connecting', attempt: 1 }, failed('sign-in-denied'))).toBe('none');
    expect(signInView({ state: input('key-refused'), signIn: none, transport: 'stdio' })).toEqual({ kind: 'none' });
  });

  it('takes the place of the problem of the connection, except where it only adds to it', () => {
    expect(speaksForState(signInView(at(asked())))).toBe(true);
    expect(speaksForState(signInView(at(ready, signedIn)))).toBe(false);
    expect(speaksForState(signInView(at(input('env-missing'))))).toBe(false);
  });
});

describe('a server in the list', () => {
  it('offers the one action that leads on', () => {
    expect(actionOf(at(asked(), needed))).toBe('sign-in');
    expect(actionOf(at(asked(), failed('sign-in-denied')))).toBe('sign-in');
    for (const status of [{ kind: 'queued' } as const, waiting, byCode])
      expect(actionOf(at(asked(), status))).toBe('cancel-sign-in');
    expect(actionOf(at(input('client-id-needed'), client))).toBe('enter');
    expect(actionOf(at(input('api-key-needed'), failed('api-key-needed')))).toBe('enter');
    expect(actionOf(at(input('keychain-locked')))).toBe('unlock');
    expect(actionOf(at(input('secret-missing')))).toBe('enter');
    expect(actionOf(at(input('env-missing')))).toBe('try-again');
    expect(actionOf(at(ready, signedIn))).toBe('reconnect');
  });

  it('shows the open ring under way, and the hollow diamond where something is to be entered', () => {
    expect(shapeOf(at(asked(), needed))).toBe('sign-in-needed');
    expect(shapeOf(at(asked(), waiting))).toBe('connecting');
    expect(shapeOf(at(asked(), client))).toBe('needs-input');
    expect(shapeOf(at(ready, signedIn))).toBe('ready');
  });

  it('is spoken of when its sign-in begins, ends or fails, not when a link changes', () => {
    const row = (state: ConnectionState, signIn: SignInStatus) => serverSummary({ state, signIn, transport: 'http' });
    const before = new Map([['notes', phaseOf(row(asked(), needed))]]);
    expect(changedServers(before, [row(asked(), needed)])).toEqual([]);
    expect(changedServers(before, [row(asked(), waiting)])).toHaveLength(1);
    expect(changedServers(before, [row(asked(), failed('sign-in-denied'))])).toHaveLength(1);
    const under = new Map([['notes', phaseOf(row(asked(), { kind: 'queued' }))]]);
    expect(changedServers(under, [row(asked(), waiting)])).toEqual([]);
    expect(changedServers(under, [row(ready, signedIn)])).toHaveLength(1);
  });
});

describe('a sign-in that has just ended well', () => {
  it('is one that was under way a moment ago', () => {
    const rows = (signIn: SignInStatus) => [{ name: 'a', signIn }];
    expect(newlySignedIn(new Map([['a', 'waiting']]), rows(signedIn))).toEqual(['a']);
    expect(newlySignedIn(new Map([['a', 'queued']]), rows(signedIn))).toEqual(['a']);
    expect(newlySignedIn(new Map(), rows(signedIn))).toEqual([]);
    expect(newlySignedIn(new Map([['a', 'signed-in']]), rows(signedIn))).toEqual([]);
    expect(newlySignedIn(new Map([['a', 'waiting']]), rows(needed))).toEqual([]);
  });

  it('keeps its page on the overview for that visit', () => {
    const row = serverSummary({ state: ready });
    expect(firstTab(row, true)).toBe('overview');
    expect(firstTab(row, false)).toBe('tools');
  });
});

describe('an API key', () => {
  it.each([
    ['weather', 'Authorization', 'abc123', 'Bearer abc123'],
    ['weather', 'authorization', 'abc123', 'Bearer abc123'],
    ['weather', 'Authorization', 'Basic abc123', 'Basic abc123'],
    ['weather', 'X-API-Key', 'abc123', 'abc123'],
    ['weather', 'Weather-Token', 'abc123', 'abc123'],
    ['weather', 'X-Workspace', 'abc123', 'abc123'],
  ])('of %s in %s stands in mcp.json as the core will write it', (name, header, key, sent) => {
    expect(entryLine(name, header, key)).toBe(`"${header}": "${referTo(name, header, sent).text}"`);
    expect(entryLine(name, header, key)).not.toContain('abc123');
  });

  it('says with an ellipsis that letters will follow', () => {
    const [known = ''] = entryLine('git-hub', 'Authorization', 'x1').split('…');
    expect(`"Authorization": "${referTo('git-hub', 'Authorization', 'Bearer x1').text}"`).toContain(known);
    expect(known).toContain('GIT_HUB_KEY_');
  });

  it('goes into the header that was refused, else the usual one', () => {
    const sets = ['X-Api-Key', 'authorization'];
    expect(headerChoices({ sets })).toEqual(['Authorization', 'X-Api-Key']);
    expect(likelyHeader({ sets }, 'x.example does not accept the key in the header X-Api-Key.')).toBe('X-Api-Key');
    expect(likelyHeader({ sets }, 'x.example wants a key.')).toBe('Authorization');
    expect(isHeaderName('X-API-Key')).toBe(true);
    for (const bad of ['', 'X Key', 'Key:', 'キー']) expect(isHeaderName(bad)).toBe(false);
  });
});

describe('sentences about a sign-in', () => {
  const [en, ja] = [texts('en'), texts('ja')];

  it('put scopes everybody uses in words and leave the rest as they are called', () => {
    expect(sayScopes(['read', 'notes:write', 'offline_access'], en)).toBe('read, notes:write, staying signed in');
    expect(sayScopes(['read', 'toString'], ja)).toBe('読み取り、toString');
  });

  it('count down to zero and not below', () => {
    expect([272_000, 60_000, 59_001, 900, 0, -5].map(sayClock)).toEqual([
      '4:32',
      '1:00',
      '1:00',
      '0:01',
      '0:00',
      '0:00',
    ]);
  });

  it('name a span by its largest whole unit', () => {
    const minute = 60_000;
    const spans = [0, 52 * minute, 119 * minute, 7 * 60 * minute, 30 * 24 * 60 * minute];
    expect(spans.map((ms) => saySpan(ms, en))).toEqual(['1 min', '52 min', '119 min', '7 h', '30 days']);
    expect(saySpan(52 * minute, ja)).toBe('52 分');
  });

  it('name a service by its host', () => {
    expect(hostOf('https://as.example:8443/authorize?state=x')).toBe('as.example:8443');
    expect(hostOf('not an address')).toBe('not an address');
  });
});

describe('a server entered by hand', () => {
  it('takes a client ID along, for an address only', () => {
    const entry = { ...EMPTY_ENTRY, name: 'x', url: 'https://x.example/mcp', clientId: ' Iv1.abc ' };
    expect(draftOf(entry)).toMatchObject({ oauth: { clientId: 'Iv1.abc' } });
    expect(draftOf({ ...entry, clientId: ' ' })).not.toHaveProperty('oauth');
    expect(draftOf({ ...entry, type: 'stdio', command: 'npx' })).not.toHaveProperty('oauth');
  });
});
