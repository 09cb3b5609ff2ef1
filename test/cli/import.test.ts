// `mcp-tray import`: what it shows, asks and writes, and how it ends.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/shared/errors';
import type { Findings, ImportPlan, ImportResult } from '../../src/shared/model';
import { clientSummary, plan } from '../support/fake-handlers';
import { cli } from './support';

const HANDLE = '${pasted:00000000-0000-4000-8000-000000000000}';
const draft = {
  name: 'linear',
  type: 'http',
  url: 'https://mcp.linear.example/mcp',
  headers: { Authorization: `Bearer ${HANDLE}` },
} as const;
const problem = { code: 'import-transport', message: '“ws” is no transport.', action: 'It stays.' } as const;
const broken = { code: 'file-syntax', message: 'mcp.json is broken.', action: 'Mend it.' } as const;
const FOUND: Findings = {
  clients: [
    { client: 'claude-code', entries: 2 },
    { client: 'codex', entries: 2 },
  ],
  servers: [
    {
      name: 'linear',
      versions: [
        {
          draft,
          secrets: 1,
          places: [
            { client: 'claude-code', name: 'linear' },
            { client: 'codex', name: 'lin' },
          ],
        },
        {
          draft: { name: 'linear', type: 'stdio', command: 'npx', args: ['linear', HANDLE] },
          secrets: 1,
          places: [{ client: 'codex', name: 'linear' }],
        },
      ],
    },
  ],
  left: [{ client: 'claude-code', name: 'live', problem }],
};
const NONE: Findings = { clients: [{ client: 'claude-code', entries: 0 }], servers: [], left: [] };
const PLAN: ImportPlan = {
  id: 'import-1',
  configFile: '/home/me/.config/mcp-tray/mcp.json',
  config: [{ kind: 'added', newLine: 2, text: '    "linear": {' }],
  secrets: 1,
  plans: [
    plan({ writes: 1, changes: [{ server: 'linear', status: 'update', lines: [{ kind: 'added', text: '"url"' }] }] }),
  ],
  direct: 0,
  brokered: 2,
};
const DONE: ImportResult = {
  added: ['linear'],
  clients: [
    { client: 'claude-code', written: 1, file: 'f' },
    { client: 'codex', written: 2, file: 'g' },
  ],
};
const snapshots = [{ clients: [clientSummary(), clientSummary({ id: 'codex', name: 'Codex' })] }];
const handlers = {
  'import:find': async () => FOUND,
  'import:plan': async () => PLAN,
  'import:apply': async () => DONE,
  'import:undo': async () => DONE,
};
const asked = (calls: readonly [string, unknown][]) => calls.map(([name]) => name);

describe('import', () => {
  it('shows what was found and what would change, asks, and writes', async () => {
    const { code, out, calls, written, needed } = await cli(['import'], { snapshots, handlers, answer: true });
    expect(code).toBe(0);
    expect(needed).toBe('files');
    expect(out).toContain('linear  https://mcp.linear.example/mcp\n    in Claude Code, Codex (as lin)\n');
    expect(out).toContain('1 secret moves to the keychain.');
    expect(out).toContain('Another version stays as it is: npx linear');
    expect(out).toContain('live in Claude Code stays. “ws” is no transport.');
    expect(out).toContain('+     "linear": {');
    expect(out).toContain('update linear\n    + "url"');
    expect(out).toContain('Entries: 0 direct, 2 brokered.');
    expect(out).toContain('Codex: wrote 2 changes.\nImported linear. “mcp-tray import --undo” takes everything back.');
    expect(out).not.toContain('pasted:');
    const servers = [{ draft, places: FOUND.servers[0]?.versions[0]?.places, clients: ['claude-code', 'codex'] }];
    expect(calls.slice(1)).toEqual([
      ['import:plan', { servers }],
      ['import:apply', { servers, id: 'import-1' }],
    ]);
    expect(written).toEqual(['import:apply']);
  });

  it.each([
    ['with --dry-run', ['import', '--dry-run'], { answer: true }],
    ['when the answer is no', ['import'], { answer: false }],
    ['without a terminal and without --yes', ['import'], {}],
  ])('writes nothing %s', async (_, argv, given) => {
    const { code, calls } = await cli(argv, { snapshots, handlers, ...given });
    expect(code).toBe(4);
    expect(asked(calls)).toEqual(['import:find', 'import:plan']);
  });

  it('takes over what concerns the named clients alone', async () => {
    const { calls } = await cli(['import', 'claude-code', '--yes'], { snapshots, handlers });
    expect(calls[1]?.[1]).toEqual({
      servers: [{ draft, places: [{ client: 'claude-code', name: 'linear' }], clients: ['claude-code'] }],
    });
    expect((await cli(['import', 'nobody'], { snapshots, handlers })).code).toBe(1);
  });

  it('looks and plans anew with --yes where a file changed meanwhile, and gives up with an answer', async () => {
    let tries = 0;
    const stale = async () => {
      tries++;
      if (tries < 3) throw new AppError('plan-stale', { file: 'f' });
      return DONE;
    };
    const given = { snapshots, handlers: { ...handlers, 'import:apply': stale } };
    const { code, calls } = await cli(['import', '--yes'], given);
    expect([code, tries]).toEqual([0, 3]);
    expect(asked(calls).filter((name) => name === 'import:find')).toHaveLength(3);
    tries = 0;
    const once = await cli(['import'], { ...given, answer: true });
    expect([once.code, tries]).toEqual([1, 1]);
    expect(once.err).toContain('[plan-stale]');
  });

  it('fails where a client could not be written or read, and tells both', async () => {
    const partly: ImportResult = { added: ['linear'], clients: [{ client: 'codex', problem: broken }] };
    const one = await cli(['import', '--yes'], {
      snapshots,
      handlers: { ...handlers, 'import:apply': async () => partly },
    });
    expect(one.code).toBe(1);
    expect(one.err).toContain('Codex was left as it was:\nmcp.json is broken. [file-syntax]');
    const unread: Findings = { ...NONE, clients: [{ client: 'codex', entries: 0, problem: broken }] };
    const other = await cli(['import'], { snapshots, handlers: { 'import:find': async () => unread } });
    expect(other.code).toBe(1);
    expect(other.err).toContain('[file-syntax]');
  });

  it('has nothing to do where nothing is found', async () => {
    const { code, out } = await cli(['import', '--yes'], { handlers: { 'import:find': async () => NONE } });
    expect(code).toBe(0);
    expect(out).toBe('No client of this machine has servers of its own to import.\n');
  });

  it('prints what was found as JSON, and with --yes what came of it', async () => {
    const found = await cli(['import', '--json'], { snapshots, handlers });
    expect([found.code, JSON.parse(found.out)]).toEqual([4, FOUND]);
    expect(asked(found.calls)).toEqual(['import:find']);
    const done = await cli(['import', '--json', '--yes'], { snapshots, handlers });
    expect([done.code, JSON.parse(done.out)]).toEqual([0, DONE]);
    const none = await cli(['import', '--json'], { handlers: { 'import:find': async () => NONE } });
    expect([none.code, JSON.parse(none.out)]).toEqual([0, NONE]);
  });

  it('says so in Japanese too', async () => {
    const { out } = await cli(['import', '--yes'], { snapshots, handlers, language: 'ja' });
    expect(out).toContain('1 個のサーバーが見つかりました:');
    expect(out).toContain('場所: Claude Code, Codex（名前は lin）');
  });
});

describe('import --undo', () => {
  it('takes the import back, and tells how it went', async () => {
    const { code, out, written } = await cli(['import', '--undo'], { snapshots, handlers });
    expect([code, written]).toEqual([0, ['import:undo']]);
    expect(out).toBe('Claude Code: wrote 1 change.\nCodex: wrote 2 changes.\nThe import was taken back.\n');
    const json = await cli(['import', '--undo', '--json'], { snapshots, handlers });
    expect(JSON.parse(json.out)).toEqual(DONE);
  });

  it('fails where something was left, and where there is nothing to take back', async () => {
    const partly: ImportResult = { added: [], clients: [{ client: 'codex', problem: broken }] };
    const left = await cli(['import', '--undo'], { snapshots, handlers: { 'import:undo': async () => partly } });
    expect(left.code).toBe(1);
    expect(left.out).toContain('not taken back everywhere');
    const refuse = () => Promise.reject(new AppError('import-nothing-to-undo'));
    expect((await cli(['import', '--undo'], { snapshots, handlers: { 'import:undo': refuse } })).code).toBe(1);
  });

  it('goes with no client and not with --dry-run', async () => {
    expect((await cli(['import', '--undo', 'codex'], { snapshots, handlers })).code).toBe(2);
    expect((await cli(['import', '--undo', '--dry-run'], { snapshots, handlers })).code).toBe(2);
  });
});
