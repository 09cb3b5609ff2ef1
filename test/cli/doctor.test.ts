import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/shared/diagnosis';
import { serverSummary } from '../support/fake-handlers';
import { cli } from './support';

const fine = (server: string): Diagnosis => ({
  server,
  at: 0,
  checks: [{ name: 'path', outcome: 'passed', seen: '/usr/bin/npx', milliseconds: 3 }],
  verdict: { outcome: 'fine', title: 'Everything answers', text: 'MCP 2025-11-25, 2 tools.', action: 'check-again' },
  report: 'r',
});
const broken = (server: string): Diagnosis => ({
  server,
  at: 0,
  checks: [
    { name: 'path', outcome: 'passed', seen: '/usr/bin/npx', milliseconds: 3 },
    {
      name: 'stderr',
      outcome: 'failed',
      seen: '1 line before it ended',
      evidence: [{ text: 'boom\u001b[31m', tells: true }],
    },
    { name: 'tools', outcome: 'not-reached', seen: 'not reached' },
  ],
  verdict: { outcome: 'failed', title: 'It broke', text: 'Mend it.', action: 'check-again', code: 'process-exited' },
  report: 'r',
});
const wanting = (server: string): Diagnosis => ({
  ...broken(server),
  verdict: { outcome: 'needs-you', title: 'Sign in', text: 'Do.', action: 'sign-in', code: 'sign-in-needed' },
});

const run = (words: string[], of: Record<string, Diagnosis>) =>
  cli(['doctor', ...words], {
    snapshots: [{ servers: Object.keys(of).map((name) => serverSummary({ name })), keychain: 'keychain' }],
    handlers: { 'server:diagnose': async ({ name }) => of[name] ?? fine(name) },
  });

describe('doctor', () => {
  it('shows every check of one server, with its evidence made harmless', async () => {
    const { out, code } = await run(['a'], { a: broken('a') });
    expect(out).toContain('▲ a: It broke');
    expect(out).toContain('Mend it.');
    expect(out).toContain('✓ PATH');
    expect(out).toContain('/usr/bin/npx, 3 ms');
    expect(out).toContain('boom');
    expect(out).not.toContain('\u001b');
    expect(code).toBe(1);
  });

  it('shows of all only what is wrong in full, after what is true for all', async () => {
    const { out, code } = await run([], { a: fine('a'), b: broken('b') });
    expect(out).toContain('✓ /home/me/.config/mcp-tray/mcp.json');
    expect(out).toContain('✓ Secrets are in the keychain');
    expect(out).toContain('✓ a: Everything answers');
    expect(out).not.toContain('MCP 2025-11-25, 2 tools.');
    expect(out).toContain('▲ b: It broke');
    expect(code).toBe(1);
  });

  it('ends with 3 where only a sign-in is missing, and with 0 where nothing is', async () => {
    expect((await run([], { a: fine('a'), b: wanting('b') })).code).toBe(3);
    expect((await run([], { a: fine('a') })).code).toBe(0);
  });

  it('prints the diagnosis as JSON: one for a name, a list for all', async () => {
    expect(JSON.parse((await run(['a', '--json'], { a: broken('a') })).out)).toEqual(broken('a'));
    expect(JSON.parse((await run(['--json'], { a: fine('a') })).out)).toEqual([fine('a')]);
  });

  it('does not know a server that is not there', async () => {
    const { err, code } = await run(['nope'], { a: fine('a') });
    expect(err).toContain('[server-unknown]');
    expect(code).toBe(1);
  });
});

describe('search', () => {
  const tool = (server: string, name: string) => ({
    server,
    name,
    description: 'Does\nthings',
    tokens: 12,
    readOnly: true,
    destructive: false,
  });
  const found = (words: string[]) =>
    cli(['search', ...words], {
      snapshots: [{ servers: [serverSummary({ name: 'a' }), serverSummary({ name: 'b', catalogSource: 'none' })] }],
      handlers: {
        'servers:tools': async ({ names }) =>
          names.map((server) => ({
            server,
            fingerprint: 'f',
            tools: [tool(server, 'list_issues'), tool(server, 'x')],
          })),
      },
    });

  it('finds tools of the servers that list some, best first', async () => {
    const { out, code } = await found(['issues']);
    expect(out).toMatch(/^a {2}list_issues {2}12 tokens {2}Does\n$/u);
    expect(code).toBe(0);
  });

  it('ends with 1 where nothing is found', async () => {
    expect(await found(['nothing', 'here'])).toMatchObject({ out: '', code: 1 });
  });
});
