import { describe, expect, it } from 'vitest';
import { cli } from './support';

const exported = { json: '{ "mcpServers": {} }\n', link: 'mcp-tray://add?config=e30', secrets: [], local: [] };

describe('export', () => {
  it('prints what others can add, and beside it what they will lack', async () => {
    const given = { 'servers:export': async () => ({ ...exported, secrets: ['A_KEY', 'B_KEY'], local: ['notes'] }) };
    const { code, out, err, calls } = await cli(['export', 'a', 'b'], { handlers: given });
    expect([code, out]).toEqual([0, '{ "mcpServers": {} }\n']);
    expect(err).toContain('A_KEY, B_KEY');
    expect(err).toContain('notes');
    expect(calls).toEqual([['servers:export', { names: ['a', 'b'] }]]);
  });

  it('prints a link alone', async () => {
    const { out, err } = await cli(['export', '--link'], { handlers: { 'servers:export': async () => exported } });
    expect([out, err]).toEqual([`${exported.link}\n`, '']);
  });
});

describe('an install link as what is added', () => {
  const link = 'mcp-tray://add?config=abc';
  const add = (argv: string[]) =>
    cli(['add', link, ...argv], {
      handlers: {
        'servers:parse': async () => [{ name: 'x', type: 'stdio', command: 'install-me', args: ['all'] }],
        'servers:add': async () => undefined,
      },
    });

  it('is shown first where it would start something', async () => {
    const { code, out, calls } = await add([]);
    expect(code).toBe(2);
    expect(out).toContain('install-me all');
    expect(calls.map(([name]) => name)).toEqual(['servers:parse']);
    expect((await add(['--yes'])).calls.map(([name]) => name)).toContain('servers:add');
  });
});
