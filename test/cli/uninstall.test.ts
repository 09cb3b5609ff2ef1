import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/shared/errors';
import type { Uninstalled } from '../../src/shared/model';
import { clientSummary, plan } from '../support/fake-handlers';
import { cli } from './support';

const FILE = '/home/me/.claude.json';
const touched = { snapshots: [{ clients: [clientSummary({ canRestore: true }), clientSummary({ id: 'codex' })] }] };
const back = plan({
  writes: 1,
  changes: [
    { server: 'notes', status: 'remove', lines: [{ kind: 'removed', text: '"notes": {}' }] },
    { server: 'mine', status: 'foreign', lines: [] },
  ],
});
const planRestore = async () => back;

describe('restore', () => {
  const restored = async () => ({ client: 'claude-code', file: FILE, written: 1, left: ['mine'] }) as const;
  const handlers = { 'client:planRestore': planRestore, 'client:restore': restored };

  it('shows what comes back, asks and writes', async () => {
    const { out, code, written } = await cli(['restore', 'claude-code'], { ...touched, handlers, answer: true });
    expect(out).toContain('remove notes\n    - "notes": {}');
    expect(out).toContain(`${FILE} is taken out`);
    expect(out).toContain('mine stays, for someone else changed it since.');
    expect([code, written]).toEqual([0, ['client:restore', 'clients:settle']]);
  });

  it.each([
    ['on no', ['restore', 'claude-code'], { answer: false }],
    ['with --dry-run', ['restore', 'claude-code', '--dry-run'], { answer: true }],
    ['where nobody can be asked', ['restore', 'claude-code'], {}],
  ])('writes nothing %s', async (_, argv, given) => {
    const { code, written } = await cli(argv, { ...touched, handlers, ...given });
    expect([code, written]).toEqual([4, []]);
  });

  it('says so where nothing was ever written', async () => {
    const nothing = async () => {
      throw new AppError('nothing-to-restore', { client: 'Codex' });
    };
    const { code, err } = await cli(['restore', 'codex', '--yes'], {
      ...touched,
      handlers: { 'client:planRestore': nothing },
    });
    expect([code, err]).toEqual([
      1,
      'MCP Tray has written nothing for Codex. [nothing-to-restore]\nThere is nothing to restore.\n',
    ]);
  });
});

describe('uninstall', () => {
  const run = (argv: string[], result: Uninstalled, given: Parameters<typeof cli>[1] = {}) =>
    cli(['uninstall', ...argv], {
      ...touched,
      handlers: { 'client:planRestore': planRestore, 'app:uninstall': async () => result },
      ...given,
    });
  const fine: Uninstalled = {
    clients: [{ kind: 'restored', client: 'claude-code', file: FILE, written: 1, left: [] }],
    problems: [],
  };
  const problem = { code: 'file-syntax', message: 'Line 3.', action: 'Mend it.' } as const;

  it('shows, asks, and removes the state; the list of servers stays and its place is told', async () => {
    const { out, code, written, erased } = await run([], fine, { answer: true });
    expect(out).toContain('remove notes');
    expect(out).toContain(`Claude Code: ${FILE} is restored.`);
    expect(out).toContain('Your list of servers stays: /home/me/.config/mcp-tray/mcp.json');
    expect(out).toMatch(/Uninstalled\.\n$/u);
    expect([code, written, erased]).toEqual([0, ['app:uninstall'], ['state']]);
  });

  it('removes the list too with --purge', async () => {
    const { code, erased, out } = await run(['--yes', '--purge'], fine);
    expect([code, erased]).toEqual([0, ['state', 'config']]);
    expect(out).toContain('Your list of servers goes too');
  });

  it.each([
    ['with --dry-run', ['--dry-run'], { answer: true }, 0],
    ['on no', [], { answer: false }, 4],
    ['where nobody can be asked', [], {}, 4],
  ])('changes nothing %s', async (_, argv, given, expected) => {
    const { code, written, erased } = await run(argv, fine, given);
    expect([code, written, erased]).toEqual([expected, [], []]);
  });

  it('keeps the backups while a client is left, and tells which', async () => {
    const failed: Uninstalled = {
      clients: [{ kind: 'failed', client: 'claude-code', file: FILE, problem }],
      problems: [],
    };
    const { code, erased, err } = await run(['--yes', '--purge'], failed);
    expect([code, erased]).toEqual([1, []]);
    expect(err).toContain('Claude Code was left as it was:\nLine 3. [file-syntax]');
    expect(err).toContain('/home/me/.local/state/mcp-tray stays');
  });

  it('fails where a secret stays, with the rest done', async () => {
    const { code, erased, err, out } = await run(['--yes'], { ...fine, problems: [problem] });
    expect([code, erased]).toEqual([1, ['state']]);
    expect(err).toContain('Line 3. [file-syntax]');
    expect(out).not.toContain('Uninstalled.');
  });

  it('removes nothing under an instance that goes on running', async () => {
    const { code, erased, err, out } = await run(['--yes'], fine, { lasting: true, staysUp: true });
    expect([code, erased]).toEqual([1, []]);
    expect(out).toContain('The MCP Tray that is running ends.');
    expect(err).toContain('MCP Tray is still running.');
  });
});
