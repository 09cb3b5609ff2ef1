// The contract as a face meets it, over a real core in a temporary home.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { App } from '../../src/main/core';
import type { Handlers, RequestName } from '../../src/shared/contract';
import { startModernHttp } from '../support/servers/modern-http';
import { startSignIn } from '../support/servers/sign-in';
import { type Over, type RunningApp, runApp, stateOf } from './running-app';

let running: RunningApp;
let home: string;
let app: App;
let handlers: Handlers;
let secrets: Map<string, string>;
const until: RunningApp['until'] = (test) => running.until(test);

function use(next: RunningApp): void {
  running = next;
  ({ app, handlers, home, secrets } = next);
}
const startAgain = async (over: Over = {}) => use(await running.restart(over));

beforeEach(async () => use(await runApp()));
afterEach(() => running.stop());

describe('every request', () => {
  it.each([
    'app:openLink',
    'app:openFolder',
    'settings:set',
    'servers:parse',
    'servers:offered',
    'servers:tools',
    'servers:export',
    'servers:add',
    'server:remove',
    'server:setDisabled',
    'server:reconnect',
    'server:trust',
    'server:acceptTrust',
    'server:diagnose',
    'server:diagnosis',
    'server:signIn',
    'server:cancelSignIn',
    'server:finishSignIn',
    'server:signOut',
    'server:useClient',
    'server:setKey',
    'server:setSecrets',
    'server:catalog',
    'server:log',
    'tool:call',
    'client:plan',
    'client:apply',
    'client:undo',
    'clients:settle',
    'client:setDelivery',
    'client:resolveDrift',
    'client:revokeKey',
    'server:setTool',
    'server:setPerClient',
    'server:setDelivery',
    'broker:setPort',
    'activity:list',
    'import:find',
    'import:plan',
    'import:apply',
    'import:undo',
    'app:setStartAtLogin',
    'app:snapshot',
    'app:quit',
    'update:check',
    'update:download',
    'update:install',
  ] satisfies RequestName[])('%s refuses arguments of another shape', async (name) => {
    const handler = handlers[name] as (args: unknown) => Promise<unknown>;
    await expect(handler({ surprise: true })).rejects.toMatchObject({ code: 'bad-request' });
  });
});

describe('what a person may have typed or pasted', () => {
  it('is told as a wrong name, not as parts that do not match', async () => {
    for (const name of ['', 'x'.repeat(65)])
      await expect(handlers['server:remove']({ name })).rejects.toMatchObject({ code: 'server-unknown' });
  });

  it('is read up to the limit of the parser', async () => {
    const entry = { command: 'npx', args: ['x'.repeat(100_000)] };
    const text = JSON.stringify({ mcpServers: { long: entry } });
    expect(await handlers['servers:parse']({ text })).toMatchObject([{ name: 'long' }]);
    const longer = handlers['servers:parse']({ text: text.padEnd(300_000) });
    await expect(longer).rejects.toMatchObject({ code: 'paste-unreadable' });
  });
});

describe('the secrets of a paste', () => {
  const url = 'http://127.0.0.1:9/mcp?api_key=query-s3cret';
  const text = JSON.stringify({
    mcpServers: {
      linear: {
        type: 'http',
        url,
        headers: { Authorization: 'Bearer header-s3cret' },
        oauth: { clientSecret: 'oauth-s3cret' },
      },
      local: { command: 'no-such-command', args: ['--api-key', 'arg-s3cret'], env: { API_TOKEN: 'env-s3cret' } },
    },
  });

  it('stay in main while a person reads the review, and go to the keychain when it is added', async () => {
    const drafts = await handlers['servers:parse']({ text });
    expect(JSON.stringify(drafts)).not.toContain('s3cret');
    await handlers['servers:add']({ drafts: drafts.map((d) => (d.name === 'linear' ? { ...d, name: 'renamed' } : d)) });
    expect([...secrets.values()].sort()).toEqual(
      ['arg-s3cret', 'env-s3cret', 'header-s3cret', 'oauth-s3cret', 'query-s3cret'].sort(),
    );
    const written = await readFile(path.join(home, 'config/mcp.json'), 'utf8');
    expect(written).toContain('"Authorization": "Bearer ${keychain:RENAMED_KEY}"');
    expect(written).not.toMatch(/s3cret|pasted/u);
  });

  it('are still there after an add that failed, and not after one that succeeded', async () => {
    const drafts = await handlers['servers:parse']({ text });
    const twice = [...drafts, ...drafts.slice(0, 1)];
    await expect(handlers['servers:add']({ drafts: twice })).rejects.toMatchObject({ code: 'server-name-taken' });
    await handlers['servers:add']({ drafts });
    const again = drafts.map((d) => ({ ...d, name: `${d.name}-2` }));
    await expect(handlers['servers:add']({ drafts: again })).rejects.toMatchObject({ code: 'paste-expired' });
  });
});

describe('adding a server', () => {
  it('connects, shows its catalog, calls its tool and syncs it to Claude Code', async () => {
    const peer = await startModernHttp();
    try {
      await handlers['servers:add']({ drafts: [{ name: 'notes', type: 'http', url: peer.url }] });
      await until((s) => stateOf(s, 'notes') === 'ready');
      const catalog = await handlers['server:catalog']({ name: 'notes' });
      expect(catalog.tools.map((t) => t.name)).toContain('read_note');
      const result = await handlers['tool:call']({ server: 'notes', tool: 'read_note', args: { id: '7' } });
      expect(result).toMatchObject({ isError: false, content: [{ kind: 'text' }] });

      const plan = await handlers['client:plan']({ client: 'claude-code' });
      expect(plan.changes.map((c) => [c.server, c.status])).toEqual([['notes', 'add']]);
      await handlers['client:apply']({ client: 'claude-code', planId: plan.id });
      const written: unknown = JSON.parse(await readFile(path.join(home, '.claude.json'), 'utf8'));
      expect(written).toEqual({ mcpServers: { notes: { type: 'http', url: peer.url } } });
      expect(app.snapshot().clients[0]).toMatchObject({ sync: { kind: 'in-sync' }, canUndo: true });
    } finally {
      await peer.stop();
    }
  });

  it('puts a plaintext key into the keychain and a reference into mcp.json', async () => {
    const draft = { name: 'linear', type: 'http', url: 'http://127.0.0.1:9/mcp' } as const;
    await handlers['servers:add']({ drafts: [{ ...draft, headers: { Authorization: 'Bearer s3cret-value' } }] });
    const text = await readFile(path.join(home, 'config/mcp.json'), 'utf8');
    expect(text).toContain('Bearer ${keychain:LINEAR_KEY}');
    expect(text).not.toContain('s3cret-value');
    expect(secrets.get('LINEAR_KEY')).toBe('s3cret-value');
    expect(JSON.stringify(app.snapshot())).not.toContain('s3cret-value');
    const plan = await handlers['client:plan']({ client: 'claude-code' });
    expect(plan).toMatchObject({ writes: 1 });
    // Clients are looked at again once mcp.json has changed, and nobody waits for that.
    const looked = await until((s) => s.clients[0]?.cells[0] !== undefined);
    expect(looked.clients[0]?.cells[0]).toMatchObject({ delivery: 'brokered', status: 'add' });
  });

  it('takes how an entry signs in, its client secret into the keychain', async () => {
    const draft = { name: 'work', type: 'http', url: 'http://127.0.0.1:9/mcp' } as const;
    const oauth = { clientId: 'Iv1.abc', clientSecret: 's3cret-value', callbackPort: 8123, scopes: ['read'] };
    await handlers['servers:add']({ drafts: [{ ...draft, oauth }] });
    const text = await readFile(path.join(home, 'config/mcp.json'), 'utf8');
    expect(JSON.parse(text).mcpServers.work.oauth).toEqual({ ...oauth, clientSecret: '${keychain:WORK_CLIENTSECRET}' });
    expect(secrets.get('WORK_CLIENTSECRET')).toBe('s3cret-value');
  });

  it('leaves the keychain as it was when the name is taken', async () => {
    const draft = { name: 'linear', type: 'http', url: 'http://127.0.0.1:9/mcp' } as const;
    await handlers['servers:add']({ drafts: [{ ...draft, headers: { Authorization: 'Bearer first' } }] });
    const again = handlers['servers:add']({ drafts: [{ ...draft, headers: { Authorization: 'Bearer second' } }] });
    await expect(again).rejects.toMatchObject({ code: 'server-name-taken' });
    expect(secrets.get('LINEAR_KEY')).toBe('first');
  });

  it('refuses a secret that a single command could keep in memory only', async () => {
    await startAgain({ kind: 'memory', lasting: false });
    const draft = { name: 'x', type: 'http', url: 'http://127.0.0.1:9/mcp', headers: { 'X-Api-Key': 'abc' } } as const;
    await expect(handlers['servers:add']({ drafts: [draft] })).rejects.toMatchObject({ code: 'keychain-absent' });
    expect(app.config.list().servers).toEqual([]);
  });
});

describe('adding twice at once', () => {
  it('keeps the secret of the one that came first', async () => {
    const draft = { name: 'linear', type: 'http', url: 'http://127.0.0.1:9/mcp' } as const;
    const add = (key: string) => handlers['servers:add']({ drafts: [{ ...draft, headers: { Authorization: key } }] });
    const outcomes = await Promise.allSettled([add('Bearer first'), add('Bearer second')]);
    expect(outcomes.map((o) => o.status)).toEqual(['fulfilled', 'rejected']);
    expect(secrets.get('LINEAR_KEY')).toBe('first');
  });

  it('does not touch the keychain for a name that is taken', async () => {
    const draft = { name: 'linear', type: 'http', url: 'http://127.0.0.1:9/mcp' } as const;
    await handlers['servers:add']({ drafts: [{ ...draft, headers: { Authorization: 'Bearer first' } }] });
    const put: string[] = [];
    const set = secrets.set.bind(secrets);
    secrets.set = (name, value) => {
      put.push(value);
      return set(name, value);
    };
    const again = handlers['servers:add']({ drafts: [{ ...draft, headers: { Authorization: 'Bearer second' } }] });
    await expect(again).rejects.toMatchObject({ code: 'server-name-taken' });
    expect(put).toEqual([]);
  });
});

describe('an entry that a client without a lock puts back to what it was', () => {
  it.each([
    ['the running app', true],
    ['a single command', false],
  ])('is written again by %s', async (_who, lasting) => {
    await startAgain({ lasting });
    const peer = await startModernHttp();
    const file = path.join(home, '.codex/config.toml');
    const [client, before, after] = ['codex' as const, '# mine\n', '# mine, changed\n'];
    try {
      await mkdir(path.dirname(file));
      await writeFile(file, before);
      await handlers['servers:add']({ drafts: [{ name: 'notes', type: 'http', url: peer.url }] });
      await until((s) => stateOf(s, 'notes') === 'ready');
      const plan = await handlers['client:plan']({ client });
      await handlers['client:apply']({ client, planId: plan.id });
      await writeFile(file, after);
      expect(await handlers['clients:settle'](undefined)).toEqual([{ client, servers: ['notes'] }]);
      const written = await readFile(file, 'utf8');
      expect(written.startsWith(after)).toBe(true);
      expect(written).toContain('[mcp_servers.notes]');
      expect(app.snapshot().clients.find((c) => c.id === client)?.sync).toEqual({ kind: 'in-sync' });
      expect(await handlers['clients:settle'](undefined)).toEqual([]);
    } finally {
      await peer.stop();
    }
  });
});

describe('a shared config that is broken', () => {
  const file = () => path.join(home, 'config/mcp.json');
  const client = 'claude-code' as const;

  async function startOnBroken(): Promise<void> {
    const peer = await startModernHttp();
    await handlers['servers:add']({ drafts: [{ name: 'notes', type: 'http', url: peer.url }] });
    await until((s) => stateOf(s, 'notes') === 'ready');
    const plan = await handlers['client:plan']({ client });
    await handlers['client:apply']({ client, planId: plan.id });
    await peer.stop();
    await writeFile(file(), (await readFile(file(), 'utf8')).slice(0, -4));
    await startAgain();
  }

  it('at the start makes no plan that would take our entries away, and says what is broken', async () => {
    await startOnBroken();
    const before = await readFile(path.join(home, '.claude.json'), 'utf8');
    await expect(handlers['client:plan']({ client })).rejects.toMatchObject({ code: 'config-syntax' });
    await expect(handlers['client:apply']({ client, planId: 'x' })).rejects.toMatchObject({ code: 'config-syntax' });
    expect(app.snapshot().clients[0]?.sync).toMatchObject({ kind: 'problem', problem: { code: 'config-syntax' } });
    expect(await readFile(path.join(home, '.claude.json'), 'utf8')).toBe(before);
  });

  it('at the start keeps the catalogs of the last time', async () => {
    await startOnBroken();
    expect(await readdir(path.join(home, 'state/catalogs'))).toHaveLength(1);
  });

  it('later leaves the last good list in force, but nothing is written from it', async () => {
    await handlers['servers:add']({ drafts: [{ name: 'notes', type: 'http', url: 'http://127.0.0.1:9/mcp' }] });
    const plan = await handlers['client:plan']({ client });
    await writeFile(file(), (await readFile(file(), 'utf8')).slice(0, -4));
    const broken = await until((s) => s.configProblem !== undefined);
    expect(broken.servers).toHaveLength(1);
    expect(broken.clients[0]?.sync).toEqual({ kind: 'changes', count: 1 });
    await expect(handlers['client:apply']({ client, planId: plan.id })).rejects.toMatchObject({
      code: 'config-syntax',
    });
  });
});

describe('a client folder that is none', () => {
  it('is a problem of that client, not of the start', async () => {
    await mkdir(path.join(home, 'config'), { recursive: true });
    await writeFile(path.join(home, 'config/plain-file'), '');
    await startAgain({ env: { CLAUDE_CONFIG_DIR: path.join(home, 'config/plain-file') } });
    expect(app.snapshot().clients[0]?.sync).toMatchObject({ kind: 'problem', problem: { code: 'file-failed' } });
  });
});

describe('an API key', () => {
  const draft = { name: 'linear', type: 'http', url: 'http://127.0.0.1:9/mcp' } as const;

  it('goes to the keychain whatever its header is called, and mcp.json refers to it', async () => {
    await handlers['servers:add']({ drafts: [draft] });
    await handlers['server:setKey']({ name: 'linear', header: 'X-Workspace', key: ' plain-looking ' });
    const text = await readFile(path.join(home, 'config/mcp.json'), 'utf8');
    expect(text).toContain('"X-Workspace": "${keychain:LINEAR_X_WORKSPACE}"');
    expect(secrets.get('LINEAR_X_WORKSPACE')).toBe('plain-looking');
    await handlers['server:setKey']({ name: 'linear', header: 'Authorization', key: 'abc' });
    expect(await readFile(path.join(home, 'config/mcp.json'), 'utf8')).toContain('"Bearer ${keychain:LINEAR_KEY}"');
  });

  it('never takes the name of a secret that another entry refers to', async () => {
    secrets.set('LINEAR_KEY', 'by hand');
    const headers = { Authorization: 'Bearer ${keychain:LINEAR_KEY}' };
    await handlers['servers:add']({ drafts: [{ ...draft, name: 'mine', headers }] });
    await handlers['servers:add']({ drafts: [{ ...draft, headers: { Authorization: 'Bearer other' } }] });
    expect([secrets.get('LINEAR_KEY'), secrets.get('LINEAR_KEY_2')]).toEqual(['by hand', 'other']);
    await handlers['server:setKey']({ name: 'linear', header: 'Authorization', key: 'third' });
    expect([secrets.get('LINEAR_KEY'), secrets.get('LINEAR_KEY_2')]).toEqual(['by hand', 'third']);
  });

  it('leaves nothing behind where the header cannot be', async () => {
    await handlers['servers:add']({ drafts: [draft] });
    const refused = handlers['server:setKey']({ name: 'linear', header: 'two words', key: 'abc' });
    await expect(refused).rejects.toMatchObject({ code: 'entry-invalid' });
    expect(secrets.size).toBe(0);
  });
});

describe('removing a server', () => {
  it('takes its secrets out of the keychain, but none that another server uses', async () => {
    const headers = { Authorization: 'Bearer mine', 'X-Shared': '${keychain:SHARED}' };
    const url = 'http://127.0.0.1:9/mcp';
    secrets.set('SHARED', 'both');
    await handlers['servers:add']({ drafts: [{ name: 'linear', type: 'http', url, headers }] });
    const other = { 'X-Shared': '${keychain:SHARED}' };
    await handlers['servers:add']({ drafts: [{ name: 'other', type: 'http', url, headers: other }] });
    await handlers['server:remove']({ name: 'linear' });
    expect([...secrets.keys()]).toEqual(['SHARED']);
    await handlers['server:remove']({ name: 'other' });
    expect([...secrets.keys()]).toEqual([]);
  });
});

describe('a server behind a sign-in', () => {
  it('is delivered by the broker, and nothing is registered', async () => {
    const peer = await startSignIn();
    try {
      await handlers['servers:add']({ drafts: [{ name: 'linear', type: 'http', url: peer.url }] });
      await until((s) => stateOf(s, 'linear') === 'sign-in-needed' && s.clients[0]?.cells[0]?.delivery === 'brokered');
      expect(peer.seen.filter((r) => /register/u.test(r.path))).toEqual([]);
    } finally {
      await peer.stop();
    }
  });
});

describe('the language', () => {
  it('follows the settings, then the system', async () => {
    expect(app.snapshot().language).toBe('en');
    await handlers['settings:set']({ patch: { language: 'system' } });
    expect(app.snapshot().language).toBe('ja');
  });
});
