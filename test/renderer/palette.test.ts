import { describe, expect, it } from 'vitest';
import { isOver, limitOf } from '../../src/renderer/catalog/client-limits';
import { clientCosts, serverCosts } from '../../src/renderer/catalog/costs';
import { commandsOf } from '../../src/renderer/palette/commands';
import { texts } from '../../src/shared/messages';
import { type Cell, CLIENT_IDS, type ConnectionState } from '../../src/shared/model';
import type { IndexedTool } from '../../src/shared/tool-index';
import { clientSummary, serverSummary, snapshot } from '../support/fake-handlers';

const t = texts('en');
const problem = { code: 'connection-refused', message: 'Nothing answers.', action: 'Start it.' } as const;
const failed: ConnectionState = { kind: 'failed', problem };
const signIn: ConnectionState = {
  kind: 'sign-in-needed',
  problem: { code: 'sign-in-needed', message: 'x wants a sign-in.', action: 'Sign in.' },
};

describe('commands of the palette', () => {
  const servers = [
    serverSummary({ name: 'fine' }),
    serverSummary({
      name: 'linear',
      transport: 'http',
      state: signIn,
      signIn: { kind: 'needed', host: 'x', scopes: [] },
    }),
    serverSummary({ name: 'postgres', state: failed }),
    serverSummary({ name: 'resting', state: { kind: 'off' } }),
  ];
  const commands = commandsOf(snapshot({ servers }), t);
  const labels = commands.map((c) => c.label);

  it('put first what waits for the person', () => {
    expect(labels.slice(0, 2)).toEqual(['Sign in to linear', 'Find out why postgres failed']);
    expect(commands[0]?.act).toEqual({ kind: 'server', action: 'sign-in', server: 'linear' });
    expect(commands[1]?.act).toEqual({ kind: 'go', route: { view: 'servers', server: 'postgres', tab: 'doctor' } });
  });

  it('have every id once', () => {
    expect(new Set(commands.map((c) => c.id)).size).toBe(commands.length);
  });

  it('offer what a server can do now, and nothing else', () => {
    expect(labels).toContain('Restart fine');
    expect(labels).toContain('Turn off fine');
    expect(labels).toContain('Turn on resting');
    expect(labels).not.toContain('Restart resting');
    expect(labels).not.toContain('Turn off resting');
    expect(labels).not.toContain('Sign out of fine');
  });

  it.each(['en', 'ja'] as const)('say in %s what the catalogue says, whatever the name is', (language) => {
    const say = texts(language);
    const name = 'a$&b $1 {{name}} <i>';
    const server = serverSummary({ name, state: failed });
    const all = commandsOf(snapshot({ servers: [server, { ...server, name: 'plain' }] }), say);
    const label = (id: string) => all.find((command) => command.id === id)?.label;
    expect(label('log:plain')).toBe(say('window.find.command.log', { name: 'plain' }));
    expect(label('need:plain')).toBe(say('tray.need.failed', { name: 'plain' }));
    const restart = say('window.action.named', { action: say('window.action.restart'), name: 'plain' });
    expect(label('restart:plain')).toBe(restart);
    expect(label(`restart:${name}`)).toBe(restart.replaceAll('plain', () => name));
  });

  it('are made anew for a server only when it changed, or the language did', () => {
    const [one, other] = [serverSummary({ name: 'one' }), serverSummary({ name: 'other' })];
    const labelled = (servers: (typeof one)[], say: typeof t, id: string) =>
      commandsOf(snapshot({ servers }), say).find((command) => command.id === id);
    const before = labelled([one, other], t, 'off:one');
    expect(labelled([one, { ...other, tokens: 1 }], t, 'off:one')).toBe(before);
    expect(labelled([{ ...one, state: { kind: 'off' } }, other], t, 'off:one')).toBeUndefined();
    expect(labelled([one, other], texts('ja'), 'off:one')?.label).not.toBe(before?.label);
  });

  it('are few before anything is typed', () => {
    const first = commandsOf(snapshot({ servers }), t, 'first');
    expect(first.filter((c) => c.group === 'servers')).toHaveLength(servers.length);
    expect(first.some((c) => c.id.startsWith('log:') || c.group === 'settings')).toBe(false);
  });

  it('lead to a review only where a client has changes', () => {
    const changes = clientSummary({ sync: { kind: 'changes', count: 2 } });
    const review = (clients: ReturnType<typeof clientSummary>[]) =>
      commandsOf(snapshot({ clients }), t).find((c) => c.id.startsWith('review:'));
    expect(review([changes])).toMatchObject({ to: '2 changes', act: { kind: 'go', route: { view: 'clients' } } });
    expect(review([clientSummary({ sync: { kind: 'in-sync' } })])).toBeUndefined();
    expect(review([{ ...changes, installed: false }])).toBeUndefined();
  });
});

describe('costs', () => {
  const servers = [
    serverSummary({ name: 'small', tokens: 100, counts: { tools: 1, resources: 0, templates: 0, prompts: 0 } }),
    serverSummary({
      name: 'large',
      tokens: 900,
      counts: { tools: 3, resources: 0, templates: 0, prompts: 0 },
      disabledTools: ['dear'],
    }),
    serverSummary({ name: 'resting', tokens: 500, state: { kind: 'off' } }),
  ];
  const tool = (server: string, name: string, tokens: number): IndexedTool => ({
    server,
    name,
    description: '',
    tokens,
    readOnly: false,
    destructive: false,
  });
  const tools = [tool('large', 'dear', 600), tool('large', 'cheap', 300), tool('small', 'one', 100)];
  const cell = (server: string, delivery: Cell['delivery'], status: Cell['status'] = 'in-sync'): Cell => ({
    server,
    delivery,
    status,
    chosen: true,
  });
  const costOf = (...cells: Cell[]) => clientCosts([clientSummary({ cells })], servers, tools)[0];

  it('of servers begin with the dearest and leave out what is off', () => {
    expect(serverCosts(servers).map((c) => c.name)).toEqual(['large', 'small']);
  });

  it('of a client are what it gets: switched-off tools cost brokered clients nothing', () => {
    expect(costOf(cell('small', 'direct'), cell('large', 'brokered'))).toMatchObject({ tools: 3, tokens: 400 });
    expect(costOf(cell('small', 'direct'), cell('large', 'direct'))).toMatchObject({ tools: 4, tokens: 1000 });
  });

  it('of a client leave out what it does not get', () => {
    expect(costOf(cell('small', 'off'), cell('large', 'direct', 'foreign'), cell('resting', 'direct'))).toMatchObject({
      tools: 0,
      tokens: 0,
    });
  });
});

describe('limits of clients', () => {
  it('are said of those that say them, and of no other', () => {
    const said = CLIENT_IDS.filter((id) => limitOf(id) !== undefined);
    expect(said).toEqual(['claude-code', 'vscode', 'windsurf']);
    for (const language of ['en', 'ja'] as const) {
      for (const id of said) expect(texts(language)(`window.allTools.limit.${limitOf(id)!.client}`)).toMatch(/\d/u);
    }
  });

  it('are passed by one tool more than the client takes, where it counts tools', () => {
    expect(isOver(limitOf('vscode'), 128)).toBe(false);
    expect(isOver(limitOf('vscode'), 129)).toBe(true);
    expect(isOver(limitOf('claude-code'), 10_000)).toBe(false);
    expect(isOver(undefined, 10_000)).toBe(false);
  });
});
