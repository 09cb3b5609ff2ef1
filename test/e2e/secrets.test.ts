// A whole story of secrets through the built app, and then a search for every token, code, secret and key of it: in
// all files of the home, in all that was sent to the page and the command line, in what the processes show of
// themselves. The keychain is a real gnome-keyring where there is one, so its files are searched too.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserScript } from '../support/auth/browser-script';
import { startLoopback } from '../support/auth/loopback';
import { startOidcProvider } from '../support/auth/oidc-provider';
import type { AuthPeer } from '../support/auth/recorder';
import { CHROMIUM_MISSING, chromiumPath } from '../support/chromium';
import { type Keyring, startKeyring, whyNoKeyring } from '../support/keyring';
import { filesBelow, filesWith, foundIn, type SeenProcess, watchProcesses } from '../support/leaks';
import { type Home, makeHome, type Serving } from './command-line';
import { type OpenPage, openPage, summaryOf } from './open-page';

const canRun = chromiumPath !== undefined && process.platform === 'linux';
const inMemory = whyNoKeyring();
if (!chromiumPath) console.warn(`skipped: the search for secrets. ${CHROMIUM_MISSING}`);
else if (!canRun) console.warn('skipped: the search for secrets, which reads /proc and runs on Linux alone');
else if (inMemory) console.warn(`the search for secrets goes by secrets kept in memory. ${inMemory}`);

const PATIENCE = { timeout: 40_000 };
const CLIENT_SECRET = 'by-hand-secret-Zx81-4fQ!~%';
const WRONG_SECRET = 'a-wrong-secret-Jq90-8sDk';
const API_KEY = 'api-key-typed-7Hn2-qWe9';
const PASTED_KEY = 'sk-pasted-Lm44Tr09Yb77';
const CHILD_KEY = 'child-key-Vv52-0pKs';
const OURS = [CLIENT_SECRET, WRONG_SECRET, API_KEY, PASTED_KEY, CHILD_KEY];

describe.skipIf(!canRun)('secrets', () => {
  let home: Home;
  let outside: string;
  let keyring: Keyring | undefined;
  let serving: Serving;
  let tray: OpenPage;
  let registering: AuthPeer;
  let knowing: AuthPeer;
  let keyed: { origin: string; keys: Set<string>; stop(): Promise<void> };
  /** All that was sent to a page or printed by a command. */
  const told: string[] = [];
  const processes: SeenProcess[] = [];
  let watch: ReturnType<typeof watchProcesses>;

  const start = async () => {
    serving = await home.serve('--no-open');
    const { child } = serving;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => void told.push(String(chunk)));
    if (child.pid === undefined) throw new Error('serve has no process id');
    watch = watchProcesses(child.pid);
    tray = await openPage(serving);
  };
  const end = async () => {
    told.push(await tray.traffic());
    await tray.stop();
    processes.push(...watch.seen());
    watch.stop();
    expect(await serving.stop()).toBe(0);
  };
  /** What opens the broker: in the one file that needs it, and nowhere else. */
  let localKey: string;
  let bridgeKey: string;
  const all = () => [...OURS, ...registering.secrets(), ...knowing.secrets()];
  const ready = (name: string) => expect.poll(() => summaryOf(tray, name)?.state.kind, PATIENCE).toBe('ready');
  const whoami = (server: string) => tray.ask('tool:call', { server, tool: 'whoami', args: {} });

  beforeAll(async () => {
    home = await makeHome();
    // What the browser saw is evidence of the test, and no file of the app.
    outside = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-outside-'));
    home.env.BROWSER = (await browserScript(outside, 'approve')).program;
    home.env.TMPDIR = outside;
    if (!inMemory) {
      // In the home as well: what a keychain keeps is encrypted, and is searched like all the rest.
      keyring = await startKeyring(path.join(home.folder, 'keyring'));
      Object.assign(home.env, keyring.env, { MCP_TRAY_KEYCHAIN: '' });
    }
    await writeFile(path.join(home.folder, '.claude.json'), '{"mcpServers":{}}');
    registering = await startOidcProvider();
    const redirect = await freePort();
    knowing = await startOidcProvider({
      dynamicRegistration: false,
      clients: [
        {
          client_id: 'by-hand',
          client_secret: CLIENT_SECRET,
          client_name: 'By hand',
          application_type: 'native',
          redirect_uris: [`http://127.0.0.1:${redirect}/callback`],
          grant_types: ['authorization_code', 'refresh_token'],
          token_endpoint_auth_method: 'client_secret_basic',
        },
      ],
    });
    keyed = await startKeyed();
    await start();
    // Pasted in the page, as a person does: what comes back for the review is searched as well.
    const text = JSON.stringify({ mcpServers: pasted(redirect, { registering, knowing, keyed }) });
    const drafts = await tray.ask('servers:parse', { text });
    await tray.ask('servers:add', { drafts });
  }, 60_000);
  afterAll(async () => {
    await tray?.stop();
    watch?.stop();
    await serving?.stop();
    await Promise.all([registering?.stop(), knowing?.stop(), keyed?.stop(), keyring?.stop()]);
    if (home) await home.remove();
    if (outside) await rm(outside, { recursive: true });
  });

  it('are given and used: sign-in with renewal, client secret, API keys typed and pasted', async () => {
    expect(tray.snapshots().at(-1)?.keychain).toBe(keyring ? 'keychain' : 'memory');
    await expect.poll(() => summaryOf(tray, 'registers')?.state.kind, PATIENCE).toBe('sign-in-needed');
    await tray.ask('server:signIn', { name: 'registers', how: 'browser' });
    await ready('registers');
    await expect.poll(() => summaryOf(tray, 'by-hand')?.signIn.kind, PATIENCE).toBe('client-needed');
    // Refused while a code is in our hands: the worst moment to say what went wrong.
    await tray.ask('server:useClient', { name: 'by-hand', clientId: 'by-hand', clientSecret: WRONG_SECRET });
    await expect.poll(() => summaryOf(tray, 'by-hand')?.signIn.kind, PATIENCE).toBe('failed');
    await tray.ask('server:useClient', { name: 'by-hand', clientId: 'by-hand', clientSecret: CLIENT_SECRET });
    await ready('by-hand');
    await tray.ask('server:setKey', { name: 'typed', header: 'Authorization', key: API_KEY });
    await expect.poll(() => keyed.keys).toEqual(new Set([`Bearer ${API_KEY}`, PASTED_KEY]));
    await ready('child');
    for (const peer of [registering, knowing]) await peer.expireAccessTokens();
    for (const name of ['registers', 'by-hand']) expect((await whoami(name)).isError).toBe(false);
    for (const peer of [registering, knowing]) expect(peer.stats().granted).toMatchObject({ refresh_token: 1 });
  }, 90_000);

  it('are shown to no client and no command', async () => {
    told.push(JSON.stringify(await tray.ask('client:plan', { client: 'claude-code' })));
    for (const words of [['list', '--json'], ['list'], ['diff'], ['sync', '--yes']]) {
      const { out, err } = await home.run(...words);
      told.push(out, err);
    }
    for (const { name } of tray.snapshots().at(-1)?.servers ?? [])
      told.push(JSON.stringify([await tray.ask('server:log', { name }), await tray.ask('server:catalog', { name })]));
  }, 60_000);

  it('open the broker to who has a local key, which stands in its own file alone', async () => {
    const read = async (...parts: string[]) => JSON.parse(await readFile(path.join(home.folder, ...parts), 'utf8'));
    const { url, headers } = (await read('.claude.json')).mcpServers.registers;
    localKey = headers.Authorization.slice('Bearer '.length);
    ({ bridgeKey } = await read('mcp-tray/state/instance.json'));
    for (const key of [localKey, bridgeKey]) {
      const answer = await fetch(url, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'server/discover', params: {} }),
      });
      expect(answer.status).not.toBe(401);
      told.push(await answer.text(), JSON.stringify([...answer.headers]));
    }
    told.push(JSON.stringify(await tray.ask('activity:list', undefined)));
    expect(filesWith(home.folder, [localKey])).toEqual([path.join(home.folder, '.claude.json')]);
    expect(filesWith(home.folder, [bridgeKey])).toEqual([path.join(home.folder, 'mcp-tray/state/instance.json')]);
  });

  it.runIf(!inMemory)(
    'outlive the app in the keychain, and nowhere else',
    async () => {
      await end();
      await start();
      await ready('registers');
      await ready('by-hand');
      expect((await whoami('registers')).isError).toBe(false);
      expect(registering.stats().granted).toMatchObject({ authorization_code: 1 });
    },
    60_000,
  );

  it('are nowhere in the home while signed in', () => {
    expect(filesWith(home.folder, all())).toEqual([]);
  });

  it('are given back on sign-out, and nowhere afterwards', async () => {
    for (const name of ['registers', 'by-hand'])
      expect(await tray.ask('server:signOut', { name })).toEqual({ revoked: true });
    for (const name of ['typed', 'pasted', 'child']) await tray.ask('server:remove', { name });
    await end();
    expect(filesWith(home.folder, all())).toEqual([]);
  }, 60_000);

  it('were told to no page and no command', () => {
    expect(foundIn(told.join('\n'), [...all(), localKey, bridgeKey])).toEqual([]);
  });

  it('were in no argument, and in no environment but that of the command they are for', () => {
    const others = processes.filter(({ environment }) => !environment.includes('CHILD_KEY='));
    expect(foundIn(JSON.stringify(others), [...all(), localKey, bridgeKey])).toEqual([]);
    const child = processes.filter(({ environment }) => environment.includes('CHILD_KEY='));
    expect(foundIn(JSON.stringify(child), all())).toEqual([CHILD_KEY]);
    expect(foundIn(child.map((c) => c.arguments).join(), all())).toEqual([]);
  });

  it('were looked for where there was something to find', () => {
    // Two sign-ins and two renewals: codes, verifiers, access and refresh tokens, and our own.
    expect(all().length).toBeGreaterThan(14);
    const files = filesBelow(home.folder);
    for (const name of ['mcp.json', 'mcp-tray.log', '.claude.json'])
      expect(files.filter((file) => path.basename(file) === name)).toHaveLength(1);
    expect(filesWith(home.folder, ['registers']).length).toBeGreaterThan(1);
    expect(foundIn(told.join('\n'), ['registers', registering.issuer])).toHaveLength(2);
    expect(processes.some((p) => p.arguments.includes('/auth?'))).toBe(true);
    expect(foundIn('authorization: YXBpLWtleS10eXBlZC03SG4yLXFXZTk=', [API_KEY])).toEqual([API_KEY]);
  });
});

interface Peers {
  readonly registering: AuthPeer;
  readonly knowing: AuthPeer;
  readonly keyed: { readonly origin: string };
}

/** What a person pastes: two servers to sign in to, one that wants a key, one with a key, a command with another. */
function pasted(callbackPort: number, { registering, knowing, keyed }: Peers): Record<string, object> {
  const script = path.resolve('test/support/servers/stdio-notes.ts');
  return {
    registers: { type: 'http', url: registering.mcpUrl },
    'by-hand': { type: 'http', url: knowing.mcpUrl, oauth: { callbackPort } },
    typed: { type: 'http', url: `${keyed.origin}/mcp` },
    pasted: { type: 'http', url: `${keyed.origin}/mcp`, headers: { 'X-Api-Key': PASTED_KEY } },
    child: { command: process.execPath, args: ['--no-warnings', script], env: { CHILD_KEY } },
  };
}

/** A server that wants a key and takes none, so that it is asked with what we have. */
async function startKeyed() {
  const keys = new Set<string>();
  const loopback = await startLoopback();
  loopback.answerWith((request, response) => {
    for (const value of [request.headers.authorization, request.headers['x-api-key']])
      if (typeof value === 'string') keys.add(value);
    response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
  });
  return { origin: loopback.origin, keys, stop: loopback.stop };
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const loopback = await startLoopback();
  await loopback.stop();
  return Number(new URL(loopback.origin).port);
}
