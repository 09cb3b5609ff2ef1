import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/shared/errors';
import type { ConnectionState, SignInStatus, Snapshot } from '../../src/shared/model';
import { serverSummary } from '../support/fake-handlers';
import { cli, type Given } from './support';

const ready = serverSummary().state;

function at(signIn: SignInStatus, state: ConnectionState): Partial<Snapshot> {
  return {
    keychain: 'keychain',
    servers: [serverSummary({ transport: 'http', signIn, state, catalogSource: 'none' })],
  };
}

describe('key', () => {
  const keyHandlers = { 'server:setKey': async () => undefined, 'server:reconnect': async () => undefined };
  const needsKey: ConnectionState = {
    kind: 'needs-input',
    problem: { code: 'api-key-needed', message: 'x wants a key.', action: 'Paste an API key.' },
  };
  const none: SignInStatus = { kind: 'none' };
  const key = (argv: string[], given: Given) =>
    cli(['key', 'notes', ...argv], {
      handlers: keyHandlers,
      snapshots: [at(none, needsKey), at(none, needsKey), at(none, ready)],
      ...given,
    });

  it.each([
    ['typed unseen', { typed: ['k3y'] }, ['*API key of notes: ']],
    ['read from stdin', { input: 'k3y\n' }, []],
  ])('keeps a key %s, connects with it and says how the server is', async (_, given, wanted) => {
    const { code, out, err, calls, written, asked } = await key([], given);
    expect({ code, err, written, asked }).toEqual({ code: 0, err: '', written: ['server:setKey'], asked: wanted });
    expect(calls).toEqual([
      ['server:setKey', { name: 'notes', header: 'Authorization', key: 'k3y' }],
      ['server:reconnect', { name: 'notes' }],
    ]);
    expect(out).toBe(
      'Kept the key of notes in the keychain; it is sent in the header Authorization.\nnotes: Ready, 2 tools, 12 ms\n',
    );
  });

  it('says where it keeps a key without a keychain', async () => {
    const snapshots = [
      { ...at(none, needsKey), keychain: 'memory' as const },
      { ...at(none, ready), keychain: 'memory' as const },
    ];
    const { out } = await key([], { input: 'k3y', snapshots: [snapshots[0]!, ...snapshots], lasting: true });
    expect(out).toContain('Kept the key of notes until MCP Tray ends, for there is no keychain here;');
  });

  it('takes another header', async () => {
    const { calls } = await key(['--header', 'X-Api-Key'], { input: 'k3y' });
    expect(calls[0]).toEqual(['server:setKey', { name: 'notes', header: 'X-Api-Key', key: 'k3y' }]);
  });

  it('ends with 1 and the next command for a key that is refused', async () => {
    const refused: ConnectionState = {
      kind: 'needs-input',
      problem: { code: 'key-refused', message: 'x does not accept the key.', action: 'Replace the key.' },
    };
    const { code, out } = await key([], {
      input: 'k3y',
      snapshots: [at(none, needsKey), at(none, needsKey), at(none, refused)],
    });
    expect(code).toBe(1);
    expect(out).toContain('Replace the key. Run “mcp-tray key notes”.');
  });

  it.each([
    ['nothing', { input: '  \n' }],
    ['too much', { input: 'k'.repeat(20_000) }],
    ['the end of input', { typed: [] }],
    ['a key as an argument', { input: '' }, ['k3y']],
    ['a command', { input: 'k3y', snapshots: [{}] }],
  ])('refuses %s as usage and keeps nothing', async (_, given, argv: string[] = []) => {
    const { code, calls } = await key(argv, given);
    expect([code, calls]).toEqual([2, []]);
  });

  it('is not kept where it would be lost', async () => {
    const absent = () => Promise.reject(new AppError('keychain-absent', { name: 'NOTES_KEY' }));
    const { code, err } = await key([], { input: 'k3y', handlers: { ...keyHandlers, 'server:setKey': absent } });
    expect([code, err]).toEqual([1, expect.stringContaining('[keychain-absent]')]);
  });

  it('gives a secret that the entry refers to, by its name', async () => {
    const given = { handlers: { 'server:setSecrets': async () => undefined }, input: 's3cret' };
    const { code, out, calls, written } = await key(['--secret', 'TEAM_KEY'], given);
    expect([code, written]).toEqual([0, ['server:setSecrets']]);
    expect(calls).toEqual([['server:setSecrets', { name: 'notes', secrets: { TEAM_KEY: 's3cret' } }]]);
    expect(out).toContain('Kept TEAM_KEY in the keychain.');
    expect(out).not.toContain('s3cret');
  });

  it('says how to give one where that is what a server lacks', async () => {
    const problem = { code: 'secret-missing', message: 'No TEAM_KEY.', action: 'Give it the secret.' } as const;
    const lacks = at(none, { kind: 'needs-input', problem });
    const servers = (lacks.servers ?? []).map((server) => ({ ...server, secrets: ['TEAM_KEY'] }));
    const { out } = await key([], { input: 'k3y', snapshots: [{ ...lacks, servers }] });
    expect(out).toContain('Give it the secret. Run “mcp-tray key notes --secret TEAM_KEY”.');
  });
});
