// Which way a server takes to a client while nobody has chosen, and whom the broker lets through.
import { describe, expect, it } from 'vitest';
import { brokeredServers, type SecretFacts, wantedFor, wantedInFolder } from '../../src/main/delivery';
import type { Server, SharedList } from '../../src/shared/model';

const client = 'claude-code';
const server: Server = { name: 'notes', type: 'http', url: 'http://h/', headers: {}, disabled: false };
const list = (over: Partial<SharedList> = {}): SharedList => ({
  servers: [server],
  clients: {},
  disabledTools: {},
  ...over,
});
const facts = (over: Partial<SecretFacts> = {}): SecretFacts => ({
  entryHasSecret: () => false,
  views: [],
  hasSignIn: () => false,
  ...over,
});
const door = (name: string) => ({ url: `http://b/${name}`, key: 'k', bridge: { command: 'b', args: [] } });
const wanted = (l: SharedList, f: SecretFacts) => wantedFor(client, l, f, door)[0];

describe('what a client gets while nobody has chosen', () => {
  it.each([
    ['nothing to hide', facts(), list(), 'direct'],
    ['a secret in its entry', facts({ entryHasSecret: () => true }), list(), 'brokered'],
    ['any sign-in, also one that is to be renewed', facts({ hasSignIn: () => true }), list(), 'brokered'],
    ['a tool switched off', facts(), list({ disabledTools: { notes: ['x'] } }), 'brokered'],
    ['turned off', facts(), list({ servers: [{ ...server, disabled: true }] }), 'off'],
  ] as const)('%s', (_what, known, shared, delivery) => {
    expect(wanted(shared, known)).toMatchObject({ delivery, chosen: false });
  });

  it('is what was chosen, where somebody has', () => {
    const chosen = list({ clients: { [client]: { notes: 'direct' } } });
    expect(wanted(chosen, facts({ entryHasSecret: () => true }))).toMatchObject({
      delivery: 'direct',
      chosen: true,
      holdsSecret: true,
    });
  });
});

describe('what a client gets in a folder', () => {
  const target = { folder: '/w', client, scope: 'project' } as const;
  const inFolder = (projects: SharedList['projects'], over: Partial<SharedList> = {}) =>
    wantedInFolder(
      target,
      list({ ...(projects && { projects }), ...over }),
      facts({ entryHasSecret: () => true }),
      door,
    );

  it('is nothing but what was named there, in that scope', () => {
    expect(inFolder(undefined, { clients: { [client]: { notes: 'direct' } } })).toEqual([]);
    expect(inFolder({ '/w': { [client]: { local: { notes: 'direct' }, project: { gone: 'direct' } } } })).toEqual([]);
    expect(inFolder({ '/w': { [client]: { project: { notes: 'off' } } } })).toEqual([]);
    expect(inFolder({ '/w': { [client]: { project: { notes: 'direct' } } } })).toMatchObject([
      { server, delivery: 'direct', chosen: true, holdsSecret: true },
    ]);
  });

  it('is nothing of a server that is turned off', () => {
    const off = { servers: [{ ...server, disabled: true }] };
    const [wanted] = inFolder({ '/w': { [client]: { project: { notes: 'brokered' } } } }, off);
    expect(wanted).toMatchObject({ delivery: 'off' });
  });
});

describe('whom the broker lets through', () => {
  it('are those too that get the server in a folder, with their key', () => {
    const off = { [client]: { notes: 'off' }, codex: { notes: 'off' } } as const;
    const projects = {
      '/w': { [client]: { local: { notes: 'brokered' } }, codex: { project: { notes: 'brokered' } } },
    } as const;
    expect(brokeredServers(list({ clients: off, projects }), [client, 'codex'], ['bridge'])[0]?.clients).toEqual([
      client,
      'bridge',
    ]);
  });

  it('are all clients but those that are to have nothing of the server, and the bridge', () => {
    const shared = list({ clients: { [client]: { notes: 'off' }, codex: { notes: 'direct' } } });
    expect(brokeredServers(shared, [client, 'codex', 'cursor'], ['bridge'])).toEqual([
      { server, hiddenTools: [], clients: ['codex', 'cursor', 'bridge'] },
    ]);
  });
});
