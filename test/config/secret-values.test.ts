// What counts as a secret that is written out, and the references that take its place.
import { describe, expect, it } from 'vitest';
import { parseReferences } from '../../src/main/config/references';
import {
  entryHasSecret,
  isPlainSecret,
  keychainNames,
  showAddress,
  takeSecrets,
} from '../../src/main/config/secret-values';
import type { Server, ServerDraft } from '../../src/shared/model';

const http = (headers: Record<string, string>, url = 'https://x.example/mcp', name = 'linear'): ServerDraft => ({
  name,
  type: 'http',
  url,
  headers,
});
const stdio = (env: Record<string, string>, args: string[] = [], name = 'notes'): ServerDraft => ({
  name,
  type: 'stdio',
  command: 'npx',
  args,
  env,
});
const server = (d: ServerDraft): Server =>
  d.type === 'stdio'
    ? { name: d.name, type: 'stdio', command: d.command ?? '', args: d.args ?? [], env: d.env ?? {}, disabled: false }
    : { name: d.name, type: d.type, url: d.url ?? '', headers: d.headers ?? {}, disabled: false };

describe('isPlainSecret', () => {
  it.each([
    ['Authorization', 'Bearer abc'],
    ['authorization', 'abc'],
    ['Proxy-Authorization', 'Basic abc'],
    ['Cookie', 'a=b'],
    ['X-Api-Key', 'abc'],
    ['apiKey', 'abc'],
    ['APIKEY', 'abc'],
    ['GITHUB_TOKEN', 'abc'],
    ['dbPassword', 'hunter2'],
    ['CLIENT_SECRET', 'my-dog'],
    ['X', 'ghp_abcdefghijklmnop1234'],
    ['X', 'eyJhbGciOi.eyJzdWIi.c2ln'],
    ['DATABASE_URL', 'postgres://me:pw@db.example/x'],
  ])('%s: %s is one', (name, value) => expect(isPlainSecret(name, value)).toBe(true));

  it.each([
    ['Authorization', 'Bearer ${env:TOKEN}'],
    ['API_KEY', '${keychain:A}'],
    ['API_KEY', ''],
    ['API_KEY', '<your key>'],
    ['API_KEY', 'YOUR_API_KEY'],
    ['TOKEN_URL', 'https://x.example/token'],
    ['AUTH_TYPE', 'oauth'],
    ['KEYBOARD', 'de'],
    ['MONKEY', 'x'],
    ['AUTHOR', 'me'],
    ['Accept', 'application/json'],
    ['PATH', '/usr/bin'],
  ])('%s: %s is none', (name, value) => expect(isPlainSecret(name, value)).toBe(false));
});

describe('takeSecrets', () => {
  it('leaves the scheme outside the reference', () => {
    expect(takeSecrets(http({ Authorization: 'Bearer abc', Accept: 'x' }))).toEqual({
      draft: http({ Authorization: 'Bearer ${keychain:LINEAR_KEY}', Accept: 'x' }),
      secrets: [{ name: 'LINEAR_KEY', value: 'abc' }],
    });
  });

  it('takes variables, options, pairs and addresses of a command, and nothing else of it', () => {
    const draft = stdio({ NOTES_TOKEN: 'a', MODE: 'x' }, [
      '-y',
      'pkg',
      '--api-key',
      'b',
      '--header',
      'Authorization: Bearer c',
      '--token=d',
      'postgres://me:pw@db/x',
    ]);
    const { draft: clean, secrets } = takeSecrets(draft);
    expect(clean.env).toEqual({ NOTES_TOKEN: '${keychain:NOTES_TOKEN}', MODE: 'x' });
    expect(clean.args).toEqual([
      '-y',
      'pkg',
      '--api-key',
      '${keychain:NOTES_API_KEY}',
      '--header',
      'Authorization: Bearer ${keychain:NOTES_KEY}',
      '--token=${keychain:NOTES_TOKEN_2}',
      '${keychain:NOTES_VALUE}',
    ]);
    expect(secrets.map((s) => s.value)).toEqual(['a', 'b', 'c', 'd', 'postgres://me:pw@db/x']);
  });

  it('takes a key in the address, as it is encoded there', () => {
    const { draft, secrets } = takeSecrets(http({}, 'https://x.example/mcp?region=eu&api_key=a%2Fb&x=1#f'));
    expect(draft.url).toBe('https://x.example/mcp?region=eu&api_key=${keychain:LINEAR_API_KEY}&x=1#f');
    expect(secrets).toEqual([{ name: 'LINEAR_API_KEY', value: 'a%2Fb' }]);
  });

  it('takes the client secret of a sign-in, and leaves the client ID where it is', () => {
    const oauth = { clientId: 'Iv1.abc', clientSecret: 'any words', callbackPort: 8123, scopes: ['read'] };
    const { draft, secrets } = takeSecrets({ ...http({}), oauth });
    expect(draft.oauth).toEqual({ ...oauth, clientSecret: '${keychain:LINEAR_CLIENTSECRET}' });
    expect(secrets).toEqual([{ name: 'LINEAR_CLIENTSECRET', value: 'any words' }]);
    for (const clientSecret of ['${env:S}', '${keychain:S}', '<your client secret>']) {
      const kept = { ...http({}), oauth: { clientId: 'x', clientSecret } };
      expect(takeSecrets(kept)).toEqual({ draft: kept, secrets: [] });
    }
  });

  it('leaves a draft without secrets as it is, and does nothing twice', () => {
    const clean = http({ Authorization: 'Bearer ${env:T}' });
    expect(takeSecrets(clean)).toEqual({ draft: clean, secrets: [] });
    const once = takeSecrets(http({ Cookie: 'a=b' }));
    expect(takeSecrets(once.draft)).toEqual({ draft: once.draft, secrets: [] });
  });

  it('never gives two servers or two keys one name, and always a name that can be referred to', () => {
    const names = new Set<string>();
    const pairs: [string, string][] = [
      ['a-b', 'c-key'],
      ['a_b', 'c-key'],
      ['A-B', 'c-key'],
      ['a', 'b-c-key'],
      ['ab', 'c-key'],
      ['x'.repeat(64), 'token'],
      ['X'.repeat(64), 'token'],
    ];
    for (const [name, header] of pairs) {
      for (const secret of takeSecrets(http({ [header]: 'v' }, undefined, name)).secrets) names.add(secret.name);
    }
    expect(names.size).toBe(pairs.length);
    for (const name of names) expect(parseReferences(`\${keychain:${name}}`)).toEqual([{ kind: 'keychain', name }]);
  });
});

describe('what a client may not get, and what a person sees', () => {
  it('an entry with a client secret, referred to or written out', () => {
    const entry = (clientSecret?: string): Server => ({
      name: 'a',
      type: 'http',
      url: 'https://x.example/mcp',
      headers: {},
      disabled: false,
      oauth: { clientId: 'x', ...(clientSecret !== undefined && { clientSecret }) },
    });
    expect(entryHasSecret(entry('${keychain:A_CLIENTSECRET}'))).toBe(true);
    expect(keychainNames(entry('${keychain:A_CLIENTSECRET}'))).toEqual(['A_CLIENTSECRET']);
    expect(entryHasSecret(entry('written out'))).toBe(true);
    expect(showAddress(entry('written out'))).not.toContain('written');
    expect(entryHasSecret(entry())).toBe(false);
  });

  it('an entry that refers to the keychain or has a secret written out', () => {
    const yes = [
      http({ Authorization: 'Bearer x' }),
      http({ A: '${keychain:B}' }),
      http({}, 'https://x.example/?token=abc'),
      stdio({ API_KEY: 'x' }),
      stdio({}, ['--token', 'x']),
    ];
    const no = [http({ A: 'b' }), http({ Authorization: 'Bearer ${env:B}' }), stdio({ HOME: '/x' }, ['-y', 'pkg'])];
    expect(yes.map((d) => entryHasSecret(server(d)))).toEqual(yes.map(() => true));
    expect(no.map((d) => entryHasSecret(server(d)))).toEqual(no.map(() => false));
  });

  it('shows addresses and command lines with dots for secrets', () => {
    expect(showAddress(server(http({ Authorization: 'x' }, 'https://x.example/mcp?a=1&token=abc')))).toBe(
      'https://x.example/mcp?a=1&token=••••',
    );
    expect(showAddress(server(stdio({ API_KEY: 'x' }, ['--token=abc', "it's", 'a b', '${env:A}'])))).toBe(
      "npx --token=•••• 'it'\\''s' 'a b' ${env:A}",
    );
  });
});
