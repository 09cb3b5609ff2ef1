// The last door before the browser: whatever led there, nothing is opened or registered without PKCE by S256.
import { expect, it } from 'vitest';
import { signInByBrowser } from '../../src/main/oauth/flow';
import { DEFAULT_CALLBACK_PORT, defaultSignInTimings } from '../../src/main/oauth/options';
import { Registrations } from '../../src/main/oauth/registrations';
import { texts } from '../../src/shared/messages';
import { keptLog, realClock } from '../support/fakes';
import { TestStore } from './support/room';

it.each([undefined, [], ['plain']])('a sign-in stops where the service offers PKCE by %j', async (methods) => {
  const did: string[] = [];
  const secrets = new TestStore();
  const env = {
    clock: realClock,
    log: keptLog(),
    secrets,
    openUrl: async () => void did.push('opened'),
    texts: () => texts('en'),
    lockFolder: '/nowhere',
    resolve: async (value: string) => value,
    timings: defaultSignInTimings,
    callbackPort: DEFAULT_CALLBACK_PORT,
    random: Math.random,
    whoHolds: async () => undefined,
    fetch: async () => {
      did.push('asked');
      return new Response();
    },
  };
  const issuer = 'https://sign-in.example';
  const metadata = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    registration_endpoint: `${issuer}/register`,
    ...(methods && { code_challenge_methods_supported: methods }),
  };
  const server = new URL('https://notes.example/mcp');
  const attempt = signInByBrowser(env, {
    name: 'notes',
    place: { server, service: 'sign-in.example', resource: server.href, metadata, resourceScopes: undefined },
    entry: undefined,
    scopes: [],
    registrations: new Registrations(secrets),
    signal: AbortSignal.timeout(5000),
    keep: async () => void did.push('kept'),
    onWaiting: () => void did.push('waiting'),
    onListener: () => void did.push('listening'),
  });
  await expect(attempt).rejects.toMatchObject({ code: 'pkce-missing' });
  expect(did).toEqual([]);
});
