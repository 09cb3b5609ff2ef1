import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/main/node/settings';
import { AppError } from '../../src/shared/errors';
import type { ConnectionState, ServerDraft, ServerSummary } from '../../src/shared/model';
import { serverSummary } from '../support/fake-handlers';
import { cli } from './support';

const problem = { code: 'connection-refused', message: 'Nothing answers at x.', action: 'Start it.' } as const;
const failed: ConnectionState = { kind: 'failed', problem };
const signIn: ConnectionState = {
  kind: 'sign-in-needed',
  problem: { code: 'sign-in-needed', message: 'x wants a sign-in.', action: 'Add a key.' },
};
const needsInput: ConnectionState = { kind: 'needs-input', problem };
const connecting: ConnectionState = { kind: 'connecting', attempt: 1 };
const off: ConnectionState = { kind: 'off' };

describe('list', () => {
  it('shows state, name, transport, tokens and the sentence, in columns of their display width', async () => {
    const servers = [serverSummary(), serverSummary({ name: '日本語', transport: 'http', state: off, tokens: 9400 })];
    const { out, code, closed } = await cli(['list'], { snapshots: [{ servers }] });
    expect(out.split('\n')).toEqual([
      'State  Name    Transport       Tokens  Status',
      'ready  notes   stdio       640 tokens  Ready, 2 tools, 12 ms',
      'off    日本語  HTTP       9.4k tokens  Off',
      '1 server ready',
      '',
    ]);
    expect([code, closed]).toEqual([0, true]);
  });

  it.each([
    ['ready', [], 0],
    ['off', [off], 0],
    ['needs sign-in', [signIn], 3],
    ['failed', [failed], 1],
    ['failed beside one that needs sign-in', [signIn, failed], 1],
    ['needs input', [needsInput], 1],
    ['still connecting after the wait', [connecting], 1],
  ])('ends by what is worst: %s', async (_, states, wanted) => {
    const servers = [serverSummary(), ...states.map((state, i) => serverSummary({ name: `s${i}`, state }))];
    expect((await cli(['list'], { snapshots: [{ servers }] })).code).toBe(wanted);
  });

  it('waits until connections have settled', async () => {
    const busy = { servers: [serverSummary({ state: connecting })] };
    const { out, code } = await cli(['list'], { snapshots: [busy, busy, busy, {}] });
    expect(out).toContain('Ready, 2 tools');
    expect(code).toBe(0);
  });

  it('prints the servers of the snapshot as JSON', async () => {
    const servers = [serverSummary({ state: signIn })];
    const { out, code } = await cli(['list', '--json'], { snapshots: [{ servers }] });
    expect(JSON.parse(out)).toEqual(servers);
    expect(code).toBe(3);
  });

  it.each<[string, ServerSummary['signIn'], string | undefined]>([
    ['sign-in-needed', { kind: 'none' }, 'mcp-tray login a'],
    ['token-not-accepted', { kind: 'none' }, 'mcp-tray login a'],
    ['client-id-needed', { kind: 'none' }, 'mcp-tray login a --client-id ID'],
    ['client-secret-needed', { kind: 'none' }, 'mcp-tray login a --client-id ID --client-secret'],
    ['registration-refused', { kind: 'none' }, 'mcp-tray login a --client-id ID'],
    ['client-id-needed', { kind: 'needed', host: 'x', scopes: [] }, 'mcp-tray login a'],
    ['sign-in-needed', { kind: 'failed', problem: { ...problem, code: 'sign-in-denied' } }, 'mcp-tray login a'],
    [
      'sign-in-needed',
      { kind: 'failed', problem: { ...problem, code: 'client-refused' } },
      'mcp-tray login a --client-id ID --client-secret',
    ],
    ['api-key-needed', { kind: 'none' }, 'mcp-tray key a'],
    ['key-refused', { kind: 'none' }, 'mcp-tray key a'],
    ['keychain-locked', { kind: 'none' }, undefined],
    ['sign-in-needed', { kind: 'waiting', url: 'https://x', until: 1 }, undefined],
  ])('tells the command that helps with %s', async (code, waiting, command) => {
    const kind = /^(sign-in|token)/u.test(code) ? 'sign-in-needed' : 'needs-input';
    const state = { kind, problem: { ...problem, code } } as ConnectionState;
    const { out } = await cli(['list'], {
      snapshots: [{ servers: [serverSummary({ name: 'a', state, signIn: waiting })] }],
    });
    if (command) expect(out).toContain(`\na: Start it. Run “${command}”.\n`);
    else expect(out).not.toContain('Run “');
  });

  it('tells the next action of a server, and a broken mcp.json', async () => {
    const configProblem = {
      problem: { code: 'config-syntax', message: 'mcp.json, line 2.', action: 'Mend.' },
      goodSince: 0,
    } as const;
    const { out, err, code } = await cli(['list'], {
      snapshots: [{ servers: [serverSummary({ state: failed })], configProblem }],
    });
    expect(out).toContain('notes: Start it.');
    expect(err).toBe('mcp.json, line 2. [config-syntax]\nMend.\n');
    expect(code).toBe(1);
  });

  it('lets no server drive the terminal', async () => {
    const name = 'a\u001b[2Jb\u0007\r\nc\u202ed';
    const { out } = await cli(['list'], { snapshots: [{ servers: [serverSummary({ name })] }] });
    expect(out).toContain('ab c d');
    expect(out.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\u202e/u);
  });

  it('speaks Japanese where the environment does, and the chosen language before it', async () => {
    expect((await cli(['list'], { language: 'ja' })).out).toContain('準備完了');
    const settings = { ...DEFAULT_SETTINGS, language: 'en' } as const;
    expect((await cli(['list'], { language: 'ja', snapshots: [{ settings }] })).out).toContain('Ready, 2 tools');
  });
});

describe('tools', () => {
  const tool = {
    name: 'read',
    description: '\n  Reads a note.\nAnd more.',
    inputSchema: {},
    readOnly: true,
    destructive: false,
    tokens: 300,
  };
  const remove = { ...tool, name: 'remove', readOnly: false, destructive: true, description: 'x'.repeat(200) };
  const catalog = { tools: [tool, remove], resources: [], templates: [], prompts: [], fingerprint: 'f' };
  const handlers = { 'server:catalog': async () => catalog };

  it('shows each tool with its cost, marks and first line, cut to the terminal', async () => {
    const { out, code } = await cli(['tools', 'notes'], { handlers, width: 80 });
    const lines = out.split('\n');
    expect(lines[0]).toBe('notes  Ready, 2 tools, 12 ms  640 tokens');
    expect(lines[1]).toBe('  read    300 tokens  read-only    Reads a note.');
    expect(lines[2]).toMatch(/^ {2}remove {2}300 tokens {2}destructive {2}x+…$/u);
    expect(lines[2]?.length).toBe(80);
    expect(code).toBe(0);
  });

  it('prints JSON that says where the tools come from', async () => {
    const { out } = await cli(['tools', '--json'], { handlers });
    expect(JSON.parse(out)).toEqual([
      {
        server: 'notes',
        state: 'ready',
        source: 'live',
        tokens: 640,
        disabledTools: [],
        tools: [tool, remove].map((t) => ({ ...t })),
      },
    ]);
  });

  it('ends with 3 for a server that needs a sign-in, and asks it for nothing', async () => {
    const servers = [
      serverSummary({ state: signIn, catalogSource: 'none' }),
      serverSummary({ name: 'b', state: failed }),
    ];
    const { code, calls, out } = await cli(['tools', 'notes'], { snapshots: [{ servers }] });
    expect([code, calls]).toEqual([3, []]);
    expect(out).toBe('notes  Needs sign-in\nAdd a key. Run “mcp-tray login notes”.\n');
  });

  it('does not wait for servers it was not asked about', async () => {
    const servers = [serverSummary(), serverSummary({ name: 'slow', state: connecting })];
    expect((await cli(['tools', 'notes'], { snapshots: [{ servers }], handlers })).code).toBe(0);
  });

  it('fails for a server that does not exist', async () => {
    const { code, err, out } = await cli(['tools', 'gone']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe('There is no server called “gone”. [server-unknown]\nCheck the name in the list of servers.\n');
  });
});

describe('add', () => {
  const handlers = { 'servers:add': async () => undefined };
  const added = async (...argv: string[]) => {
    const { calls, code, err, written } = await cli(['add', ...argv], { handlers });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(written).toEqual(['servers:add']);
    return (calls.at(-1)![1] as { drafts: ServerDraft[] }).drafts;
  };

  it('takes a name and a URL, with headers, over HTTP unless told otherwise', async () => {
    expect(
      await added('docs', 'https://x.example/mcp', '--header', 'Authorization: Bearer a:b', '-H', 'X-A:1'),
    ).toEqual([
      {
        name: 'docs',
        type: 'http',
        url: 'https://x.example/mcp',
        headers: { Authorization: 'Bearer a:b', 'X-A': '1' },
      },
    ]);
    expect(await added('--transport', 'sse', 'docs', 'https://x.example/sse')).toMatchObject([{ type: 'sse' }]);
  });

  it('takes a command after --, whose options stay its own', async () => {
    expect(await added('notes', '--env', 'A=1=2', '-e', 'B=', '--', 'npx', '-y', '--', '--json', 'a b')).toEqual([
      { name: 'notes', type: 'stdio', command: 'npx', args: ['-y', '--', '--json', 'a b'], env: { A: '1=2', B: '' } },
    ]);
  });

  it.each([
    ['one pasted argument', ['claude mcp add x -- npx y'], 'claude mcp add x -- npx y'],
    ['JSON', ['{"mcpServers":{}}'], '{"mcpServers":{}}'],
    [
      'many words',
      ['claude', 'mcp', 'add', 'x', '-e', "K=it's", '--', 'npx', '-y', 'a b'],
      `claude mcp add x -e 'K=it'\\''s' -- npx -y 'a b'`,
    ],
    ['a URL alone', ['https://x.example/mcp'], 'https://x.example/mcp'],
  ])('has %s parsed by the core', async (_, argv, text) => {
    const draft: ServerDraft = text.startsWith('https:')
      ? { name: 'x', type: 'http', url: text }
      : { name: 'x', type: 'stdio', command: 'npx' };
    const parse = async () => [draft];
    const { calls, code, out } = await cli(['add', ...argv], { handlers: { ...handlers, 'servers:parse': parse } });
    expect(calls).toEqual([
      ['servers:parse', { text }],
      ['servers:add', { drafts: [draft] }],
    ]);
    expect(code).toBe(0);
    expect(out).toContain('Added x.');
  });

  it('shows a command from stdin whole before it may start, and adds it with --yes', async () => {
    const draft: ServerDraft = {
      name: 'x',
      type: 'stdio',
      command: 'sh',
      args: ['-c', 'echo hi'],
      env: { K: 'secret' },
    };
    const given = { handlers: { ...handlers, 'servers:parse': async () => [draft] }, input: '{}' };
    const first = await cli(['add', '-'], given);
    expect(first.out).toBe("x starts: sh -c 'echo hi' (with K)\n");
    expect([first.code, first.written]).toEqual([2, []]);
    const second = await cli(['add', '-', '--yes'], given);
    expect([second.code, second.written]).toEqual([0, ['servers:add']]);
  });

  it('tells how the new server is', async () => {
    const servers = [serverSummary(), serverSummary({ name: 'docs', state: signIn })];
    const { out, code } = await cli(['add', 'docs', 'https://x.example'], { handlers, snapshots: [{ servers }] });
    expect(out).toBe('Added docs.\ndocs: Needs sign-in\nAdd a key. Run “mcp-tray login docs”.\n');
    expect(code).toBe(0);
  });

  it.each([
    ['with its client ID', { clientId: 'Iv1.abc' }, 'mcp-tray login x --client-id Iv1.abc --client-secret'],
    ['without one', undefined, 'mcp-tray login x --client-id ID --client-secret'],
    ['but not where it was given', { clientId: 'a', clientSecret: 's' }, undefined],
  ])('says how to give the client secret that a pasted line asks for, %s', async (_, oauth, command) => {
    const draft: ServerDraft = { name: 'x', type: 'http', url: 'https://x.example', ...(oauth && { oauth }) };
    const line = 'claude mcp add -t http x https://x.example --client-secret';
    const given = { handlers: { ...handlers, 'servers:parse': async () => [draft] } };
    const { out } = await cli(['add', line], given);
    if (command) expect(out).toContain(`The pasted line asks for a client secret. Give it with “${command}”.\n`);
    else expect(out).not.toContain('client secret');
    expect((await cli(['add', line.replace('-secret', '-sec')], given)).out).not.toContain('client secret');
  });

  it.each([
    [['docs']],
    [['a', 'b', 'c']],
    [['a', 'b', '--', 'c']],
    [['a', '--']],
    [['a', 'https://x', '--env', 'A=1']],
    [['a', '--header', 'A: 1', '--', 'npx']],
    [['a', 'https://x', '--header', 'no colon']],
    [['a', '--env', '1A=2', '--', 'npx']],
    [['{}', '--header', 'A: 1']],
    [['a', 'https://x', '--transport', 'carrier-pigeon']],
    [['a', 'https://x', '--transport']],
    [['a', 'https://x', '--wrong']],
    [[]],
  ])('refuses %j as usage and writes nothing', async (argv) => {
    const parse = () => Promise.reject(new AppError('usage', { problem: 'x' }));
    const { code, written, err } = await cli(['add', ...argv], { handlers: { 'servers:parse': parse } });
    expect([code, written]).toEqual([2, []]);
    expect(err).toMatch(/\[(usage|transport-unknown)\]\n/u);
  });

  it('does not repeat a whole header value that it could not read', async () => {
    const { err } = await cli(['add', 'a', 'https://x', '--header', 'Bearer-very-secret-value']);
    expect(err).not.toContain('secret');
  });
});

describe('remove', () => {
  it('removes as the owner of the core', async () => {
    const { written, calls, out } = await cli(['remove', 'notes'], {
      handlers: { 'server:remove': async () => undefined },
    });
    expect([written, calls]).toEqual([['server:remove'], [['server:remove', { name: 'notes' }]]]);
    expect(out).toBe('Removed notes.\n');
  });
});
