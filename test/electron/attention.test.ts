import { describe, expect, it } from 'vitest';
import { attend, type Memory, PATIENCE_MS } from '../../src/main/electron/attention';
import { type Shown, startNotices } from '../../src/main/electron/notices';
import { texts } from '../../src/shared/messages';
import type { CellStatus, ConnectionState, ServerSummary, Snapshot } from '../../src/shared/model';
import { clientOf, problemState, serverOf, snapshotOf, stateOf } from './fixtures';

const needed = problemState('sign-in-needed', 'sign-in-needed');
const WAITING = { signIn: { kind: 'waiting', url: 'https://x', until: 1 } } as const;
const NONE = { signIn: { kind: 'none' } } as const;
type Part = Partial<ServerSummary>;
const be = (state: ConnectionState | 'ready' | 'connecting' | 'off' | 'failed', part: Part = NONE): Part => ({
  ...part,
  state: typeof state === 'string' ? stateOf(state) : state,
});
const usedBy = (
  status: CellStatus,
  installed = true,
  delivery: 'direct' | 'brokered' = 'direct',
): Snapshot['clients'] => [
  { ...clientOf({ kind: 'in-sync' }, installed), cells: [{ server: 's', delivery, chosen: false, status }] },
];

const around = (
  isOwn: (server: string) => boolean,
  now = 0,
  wants = { notifyNeedsYou: true, notifyProblems: true },
) => ({
  isOwn,
  now,
  wants,
});

/** Goes through these looks at the server `s` and gives the number of notices after each. */
function follow(
  parts: readonly (Part & { own?: boolean; at?: number })[],
  clients: Snapshot['clients'] = [],
): number[] {
  let memory: Memory = new Map();
  return parts.map(({ own = false, at = 0, ...part }) => {
    const servers = [{ ...serverOf('s'), ...part }];
    const attention = attend(
      memory,
      { servers, clients },
      around((name) => own && name === 's', at),
    );
    memory = attention.memory;
    return attention.notices.length;
  });
}

describe('a notice', () => {
  it('comes when a server that was ready starts to need a sign-in', () => {
    expect(follow([be('ready'), be('connecting'), be(needed)])).toEqual([0, 0, 1]);
    expect(follow([be('ready'), be('failed'), be('connecting'), be(needed)])).toEqual([0, 0, 0, 1]);
  });

  it('comes once for each cause, however often the connection is tried', () => {
    expect(follow([be('ready'), be(needed), be('connecting'), be(needed), be(needed)])).toEqual([0, 1, 0, 0, 0]);
    const more = problemState('sign-in-needed', 'more-access-needed');
    expect(follow([be('ready'), be(needed), be(more), be(more)])).toEqual([0, 1, 1, 0]);
  });

  it('comes again when it was ready in between', () => {
    expect(follow([be('ready'), be(needed), be('ready'), be(needed)])).toEqual([0, 1, 0, 1]);
  });

  it('does not come for a server that nobody has used yet', () => {
    expect(follow([be('connecting'), be(needed)])).toEqual([0, 0]);
    expect(follow([be('ready'), be('off'), be('connecting'), be(needed)])).toEqual([0, 0, 0, 0]);
  });

  it.each<[CellStatus, number]>([
    ['in-sync', 1],
    ['update', 1],
    ['drift', 1],
    ['waiting', 1],
    ['add', 0],
    ['absent', 0],
    ['foreign', 0],
    ['remove', 0],
  ])('comes at the start for a server a client uses: %s', (status, count) => {
    const cached: Part = { ...NONE, catalogSource: 'cache' };
    expect(follow([be('connecting', cached), be(needed, cached)], usedBy(status))).toEqual([0, count]);
  });

  it('does not come for a client that is gone, nor at each start for what was never signed in to', () => {
    const never: Part = { ...NONE, catalogSource: 'none' };
    expect(follow([be(needed)], usedBy('in-sync', false))).toEqual([0]);
    expect(follow([be(needed, never)], usedBy('waiting'))).toEqual([0]);
    expect(follow([be(needed, never)], usedBy('add', true, 'brokered'))).toEqual([0]);
    expect(follow([be(needed, { ...NONE, catalogSource: 'cache' })], usedBy('add', true, 'brokered'))).toEqual([1]);
  });

  it('does not come for what the person is doing, nor afterwards for the same', () => {
    expect(follow([be('ready'), { ...be(needed), own: true }, be(needed)])).toEqual([0, 0, 0]);
    const refused = problemState('sign-in-needed', 'token-not-accepted');
    const attempt = [be(needed, WAITING), be('connecting'), be(refused), be(refused)];
    expect(follow([be('ready'), be(needed), ...attempt])).toEqual([0, 1, 0, 0, 0, 0]);
  });

  it('comes for a locked keychain, once for all servers that wait for it', () => {
    const locked = problemState('needs-input', 'keychain-locked');
    expect(follow([be('ready'), be(locked), be('connecting'), be(locked)])).toEqual([0, 1, 0, 0]);
    const servers = ['a', 'b'].map((name) => serverOf(name));
    const { memory } = attend(
      new Map(),
      { servers, clients: [] },
      around(() => false),
    );
    const both = servers.map((s) => ({ ...s, state: locked }));
    const first = attend(
      memory,
      { servers: both, clients: [] },
      around(() => false),
    );
    expect(first.notices.map((n) => [n.server, n.kind])).toEqual([['a', 'unlock']]);
    expect(
      attend(
        first.memory,
        { servers: both, clients: [] },
        around(() => false),
      ).notices,
    ).toEqual([]);
  });

  it('comes for a server that answers but wants more access, or cannot be renewed', () => {
    const signIn = { kind: 'needed', host: 'h', scopes: [] } as const;
    const more = be('ready', { signIn: { ...signIn, moreAccess: true } });
    expect(follow([be('ready'), more, more, be('ready'), more])).toEqual([0, 1, 0, 0, 1]);
    expect(follow([be('ready'), be('ready', { signIn }), be(needed)])).toEqual([0, 1, 0]);
  });

  it('comes for a server that stays broken, not for one that stumbles, and once', () => {
    const later = { ...be('failed'), at: PATIENCE_MS };
    expect(follow([be('ready'), be('failed'), { ...be('failed'), at: PATIENCE_MS - 1 }])).toEqual([0, 0, 0]);
    expect(follow([be('ready'), be('failed'), { ...be('connecting'), at: 1000 }, later, later])).toEqual([
      0, 0, 0, 1, 0,
    ]);
    expect(follow([be('ready'), be('failed'), { ...be('ready'), at: 1000 }, later])).toEqual([0, 0, 0, 0]);
    expect(follow([be('failed'), later])).toEqual([0, 0]);
    expect(follow([be('failed'), later], usedBy('in-sync'))).toEqual([0, 1]);
  });

  it('comes only for what the person wants to hear of, and not late once they do', () => {
    const servers = [serverOf('s')];
    const quiet = around(() => false, 0, { notifyNeedsYou: false, notifyProblems: true });
    const { memory } = attend(new Map(), { servers, clients: [] }, quiet);
    const needing = servers.map((s) => ({ ...s, state: needed }));
    const unheard = attend(memory, { servers: needing, clients: [] }, quiet);
    expect(unheard.notices).toEqual([]);
    expect(
      attend(
        unheard.memory,
        { servers: needing, clients: [] },
        around(() => false),
      ).notices,
    ).toEqual([]);
  });

  it('comes for nothing else', () => {
    expect(follow([be('ready'), be('failed'), be(problemState('needs-input', 'client-id-needed'))])).toEqual([0, 0, 0]);
  });
});

describe('notifications', () => {
  function setUp() {
    let servers: ServerSummary[] = [];
    const listeners = new Set<() => void>();
    const shown: Shown[] = [];
    const closed: string[] = [];
    const acted: string[] = [];
    const stop = startNotices({
      core: {
        snapshot: () => snapshotOf({ servers }),
        translate: () => texts('en'),
        onChange: (listener) => {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
      },
      isOwn: () => false,
      show: (notification) => {
        shown.push(notification);
        return () => void closed.push(notification.title);
      },
      act: (server, kind) => void acted.push(`${kind} ${server}`),
      showAll: () => void acted.push('all'),
      now: () => 0,
    });
    const become = (...next: ServerSummary[]) => {
      servers = next;
      for (const listener of listeners) listener();
    };
    return { become, stop, shown, closed, acted, listeners };
  }
  const ready = (name: string) => serverOf(name);
  const needs = (name: string) => ({ ...serverOf(name), state: needed });

  it('say which server and why, and sign in when they are clicked', () => {
    const { become, shown, closed, acted } = setUp();
    become(ready('linear'), ready('notes'));
    become(needs('linear'), ready('notes'));
    expect(shown).toEqual([
      { title: 'linear needs a sign-in', body: 'So it is. Click to sign in.', onClick: expect.any(Function) },
    ]);
    shown[0]?.onClick();
    expect([acted, closed]).toEqual([['sign-in linear'], ['linear needs a sign-in']]);
  });

  it('say what a click does where it is not a sign-in', () => {
    const { become, shown, acted } = setUp();
    become(ready('a'));
    become({ ...serverOf('a'), state: problemState('needs-input', 'keychain-locked') });
    shown[0]?.onClick();
    expect([shown[0]?.title, acted]).toEqual(['The keychain is locked', ['unlock a']]);
  });

  it.each([
    ['is ready again', [ready('linear')]],
    ['is being signed in to', [{ ...needs('linear'), ...WAITING }]],
    ['was removed', []],
  ])('go when the server %s', (_, next) => {
    const { become, closed } = setUp();
    become(ready('linear'));
    become(needs('linear'));
    expect(closed).toEqual([]);
    become(...next);
    expect(closed).toEqual(['linear needs a sign-in']);
  });

  it('leave nothing behind', () => {
    const { become, stop, closed, listeners } = setUp();
    become(ready('a'), ready('b'));
    become(needs('a'), ready('b'));
    become(needs('a'), needs('b'));
    stop();
    expect([closed.length, listeners.size]).toEqual([2, 0]);
  });

  it('stay bounded, whatever the server says', () => {
    const { become, shown } = setUp();
    become(ready('a'));
    const problem = { code: 'sign-in-needed', message: 'x'.repeat(5000), action: '' } as const;
    become({ ...serverOf('a'), state: { kind: 'sign-in-needed', problem } });
    expect(shown[0]?.body.length).toBeLessThan(300);
  });

  it('are one for several servers that need the person at once, and lead to all of them', () => {
    const { become, stop, shown, closed, acted } = setUp();
    become(serverOf('a'), serverOf('b'));
    const needing = (name: string) => ({ ...serverOf(name), state: needed });
    become(needing('a'), needing('b'));
    expect(shown.map((n) => [n.title, n.body])).toEqual([['2 servers need you', 'a, b. Click to see them.']]);
    become(serverOf('a'), needing('b'));
    expect(closed).toEqual([]);
    become(serverOf('a'), serverOf('b'));
    expect(closed).toEqual(['2 servers need you']);
    become(needing('a'), needing('b'));
    shown.at(-1)?.onClick();
    expect(acted).toEqual(['all']);
    stop();
  });
});
