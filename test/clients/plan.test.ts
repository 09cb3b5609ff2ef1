import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/shared/model';
import { brokered, type Desk, desk, direct, http, off, stdio, waiting } from './support';

let d: Desk;
beforeEach(() => {
  d = desk();
});
afterEach(() => d.dispose());

const plan = (wanted: Parameters<Desk['sync']>[0]) => d.clients.plan('claude-code', wanted);
const show = (p: Plan) =>
  p.changes.map((c) => [
    `${c.server}: ${c.status}`,
    ...c.lines.map((l) => {
      const sign = { same: ' ', added: '+', removed: '-' }[l.kind];
      return `${String(l.oldLine ?? '').padStart(2)} ${String(l.newLine ?? '').padStart(2)} ${sign}${l.text}`;
    }),
  ]);

describe('the review', () => {
  it('shows the lines of the file that change, by server, with context', async () => {
    d.write('{\n  "n": 1,\n  "mcpServers": {\n    "t": {\n      "type": "stdio"\n    }\n  },\n  "z": 2\n}\n');
    expect(show(await plan([direct(http('a')), direct(http('b'))]))).toEqual([
      [
        'a: add',
        ' 5  5        "type": "stdio"',
        ' 6  6      },',
        '    7 +    "a": {',
        '    8 +      "type": "http",',
        '    9 +      "url": "http://127.0.0.1:1/a"',
        '   10 +    },',
      ],
      [
        'b: add',
        '   11 +    "b": {',
        '   12 +      "type": "http",',
        '   13 +      "url": "http://127.0.0.1:1/b"',
        '   14 +    }',
        ' 7 15    },',
        ' 8 16    "z": 2',
      ],
    ]);
  });

  it('shows an update as what goes and what comes, and a removal as what goes', async () => {
    await d.sync([direct(http('a')), direct(http('b'))]);
    expect(show(await plan([direct(http('a', { url: 'http://127.0.0.1:2/' }))]))).toEqual([
      [
        'a: update',
        ' 3  3      "a": {',
        ' 4  4        "type": "http",',
        ' 5    -      "url": "http://127.0.0.1:1/a"',
        '    5 +      "url": "http://127.0.0.1:2/"',
        ' 6  6      }',
      ],
      [
        'b: remove',
        ' 6  6      }',
        ' 7    -    "b": {',
        ' 8    -      "type": "http",',
        ' 9    -      "url": "http://127.0.0.1:1/b"',
        '10    -    }',
        '11  7    }',
        '12  8  }',
      ],
    ]);
  });

  it('counts what would be written, and lists what waits, drifted or is not ours', async () => {
    d.write('{"mcpServers":{"f":{"type":"http","url":"http://x/"}}}');
    await d.sync([direct(http('gone'))]);
    d.write(d.read().replace('127.0.0.1:1', '127.0.0.1:9'));
    const p = await plan([
      direct(http('a')),
      waiting(http('w')),
      direct(http('f')),
      direct(http('gone')),
      off(http('o')),
    ]);
    expect(p.changes.map((c) => [c.server, c.status])).toEqual([
      ['a', 'add'],
      ['w', 'waiting'],
      ['f', 'foreign'],
      ['gone', 'drift'],
    ]);
    expect(p.writes).toBe(1);
    const text = p.changes.map((c) => c.lines.map((l) => l.kind[0] + l.text).join('\n'));
    expect(text[1]).toBe('');
    expect(text[2]).toMatch(/r.*"http:\/\/x\/"[\s\S]*a.*"http:\/\/127\.0\.0\.1:1\/f"/u);
    expect(text[3]).toMatch(/r.*127\.0\.0\.1:9[\s\S]*a.*127\.0\.0\.1:1\/gone/u);
  });

  it('sets entries out in lines of their own where the file has none', async () => {
    d.write(`{"big":"${'x'.repeat(5000)}"}`);
    const p = await plan([direct(stdio('a', { args: ['x'] }))]);
    expect(p.changes[0]?.lines[0]).toEqual({ kind: 'added', text: '"a": {' });
    expect(p.changes[0]?.lines.length).toBeGreaterThan(4);
  });

  it('shows no secret of anyone, in entries or beside them', async () => {
    const file = {
      oauthAccount: { token: 'SECRET-1', nested: ['SECRET-2'] },
      mcpServers: {
        a: { type: 'http', url: 'https://u:SECRET-3@h/p?key=SECRET-4&x=SECRET-5', headers: { X: 'SECRET-6' } },
        b: {
          type: 'stdio',
          command: 'npx',
          args: ['--api-key=SECRET-7', 'sk-SECRET8abcdef', 'shown'],
          env: { K: 'SECRET-9' },
        },
      },
      primaryApiKey: 'SECRET-10',
    };
    const wanted = [direct(http('a')), direct(http('b')), direct(http('c', { headers: { 'X-Mode': 'plain' } }))];
    for (const text of [JSON.stringify(file, null, 2), JSON.stringify(file, null, '\t'), JSON.stringify(file)]) {
      d.write(text);
      const said = JSON.stringify(await plan(wanted));
      expect(said).not.toContain('SECRET');
      expect(said).toContain('shown');
      expect(said).toContain('plain');
      expect(said).toContain('••••');
    }
  });

  it('is the same while only the rest of the file changes', async () => {
    d.write('{"n": 1}');
    const first = await plan([direct(http('a'))]);
    d.write('{"n": 2, "m": {}}');
    expect((await plan([direct(http('a'))])).id).toBe(first.id);
    expect((await plan([direct(http('a')), direct(http('b'))])).id).not.toBe(first.id);
  });
});

describe('what Claude Code cannot be told directly', () => {
  const sayable: [string, ReturnType<typeof direct>][] = [
    ['a reference to a variable', direct(http('a', { headers: { K: 'Bearer ${env:MY_TOKEN}' } }))],
    ['a variable withheld from URLs alone', direct(stdio('a', { env: { K: '${env:ANTHROPIC_API_KEY}' } }))],
  ];
  it.each(sayable)('is not %s', async (_what, wanted) => {
    expect(await d.statuses([wanted])).toEqual({ a: 'add' });
    expect(await d.sync([wanted])).toBe(1);
    expect(d.read()).not.toContain('/s/a/mcp');
  });

  const unsayable: [string, ReturnType<typeof direct>][] = [
    ['a secret of the keychain', direct(http('a', { headers: { K: '${keychain:x}' } }))],
    ['a keychain reference in an argument', direct(stdio('a', { args: ['${keychain:x}'] }))],
    ['a variable Claude withholds from servers', direct(http('a', { url: 'http://h/${env:ANTHROPIC_API_KEY}' }))],
    ['the same in lower case', direct(http('a', { headers: { K: '${env:npm_token}' } }))],
    ['a variable withheld from processes too', direct(stdio('a', { env: { K: '${env:MCP_CLIENT_SECRET}' } }))],
    ['a text Claude would take for a variable', direct(stdio('a', { args: ['${HOME}'] }))],
    ['a working folder', direct(stdio('a', { cwd: '/tmp' }))],
  ];
  it.each(unsayable)('%s: goes by the broker, unless direct was chosen, which waits', async (_what, wanted) => {
    const chosen = { ...wanted, chosen: true };
    expect(await d.statuses([chosen])).toEqual({ a: 'waiting' });
    expect(await d.sync([chosen])).toBe(0);
    expect(await d.statuses([wanted])).toEqual({ a: 'add' });
    expect(await d.sync([wanted])).toBe(1);
    expect(Object.keys(JSON.parse(d.read()).mcpServers.a)).toEqual(['type', 'url', 'headers']);
  });

  it.each(['workspace', 'a.b'])('a name it does not take, %s: waits either way', async (name) => {
    for (const wanted of [direct(http(name)), brokered(http(name))]) {
      expect(await d.statuses([wanted])).toEqual({ [name]: 'waiting' });
      expect(await d.sync([wanted])).toBe(0);
    }
  });
});

describe('whether Claude Code is installed', () => {
  it('is told by its file or by the program', async () => {
    const installed = async () => (await d.clients.summaries(() => []))[0]?.installed;
    expect(await installed()).toBe(false);
    d.write('{}');
    expect(await installed()).toBe(true);
  });
});
