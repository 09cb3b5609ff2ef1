import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/shared/errors';
import type { ConnectionState, ServerSummary, SignInStatus, Snapshot } from '../../src/shared/model';
import { serverSummary } from '../support/fake-handlers';
import { cli, type Given } from './support';

const ready = serverSummary().state;
const connecting: ConnectionState = { kind: 'connecting', attempt: 1 };
const needed: ConnectionState = {
  kind: 'sign-in-needed',
  problem: { code: 'sign-in-needed', message: 'x wants a sign-in.', action: 'Sign in.' },
};
const NEEDED: SignInStatus = { kind: 'needed', host: 'x', scopes: [] };
const SIGNED_IN: SignInStatus = { kind: 'signed-in', issuer: 'https://id.example', scopes: [], renews: true };
const LINK = 'https://id.example/authorize?state=abc';
const waiting = (url = LINK): SignInStatus => ({ kind: 'waiting', url, until: Date.now() + 300_000 });
const failed = (code: 'sign-in-denied' | 'sign-in-timeout' | 'pkce-missing', message = 'So it is.'): SignInStatus => ({
  kind: 'failed',
  problem: { code, message, action: 'Do this.' },
});

function at(signIn: SignInStatus, state: ConnectionState = needed): Partial<Snapshot> {
  const server: ServerSummary = serverSummary({ transport: 'http', signIn, state, catalogSource: 'none' });
  return { keychain: 'keychain', servers: [server] };
}
/** What the settings are read from, what the command starts from, and what follows. */
const story = (...steps: Partial<Snapshot>[]) => [at(NEEDED), ...steps];
const handlers: Given['handlers'] = {
  'server:signIn': async () => undefined,
  'server:cancelSignIn': async () => undefined,
  'server:finishSignIn': async () => undefined,
  'server:useClient': async () => undefined,
};
const HAPPY = story(
  at(NEEDED),
  at({ kind: 'queued' }),
  at(waiting()),
  at(SIGNED_IN),
  at(SIGNED_IN, connecting),
  at(SIGNED_IN, ready),
);
const login = (argv: string[], given: Given) => cli(['login', 'notes', ...argv], { handlers, ...given });

describe('login', () => {
  it('shows the link, waits with the time that is left, and ends when the server is ready', async () => {
    const { out, err, code, calls, closed, progress, written } = await login([], { snapshots: HAPPY, watched: true });
    expect({ code, err, closed }).toEqual({ code: 0, err: '', closed: true });
    expect(calls).toEqual([['server:signIn', { name: 'notes', how: 'browser' }]]);
    expect(out.split('\n')).toEqual([
      'Sign in to notes in your browser. If it did not open, use this link:',
      LINK,
      'Signed in to notes.',
      'notes: Ready, 2 tools, 12 ms',
      '',
    ]);
    expect(progress[0]).toBe('Starting; sign-ins that began earlier come first. Ctrl+C cancels.');
    expect(progress[1]).toMatch(/^Waiting for your browser, (5:00|4:5\d) left\. Ctrl\+C cancels\.$/u);
    // A sign-in takes as long as a person does: it does not keep MCP Tray from starting meanwhile.
    expect(written).toEqual([]);
  });

  it('says how long it waits where nobody sees a clock', async () => {
    const { out, asked } = await login([], { snapshots: HAPPY });
    expect(out).toContain('Waiting for at most 5 minutes. Ctrl+C cancels.\n');
    expect(asked).toEqual([]);
  });

  it('says it in Japanese', async () => {
    const { out } = await login([], { snapshots: HAPPY, language: 'ja' });
    expect(out).toContain('notes にサインインしました。');
  });

  it('shows the second link of an attempt that had to begin anew', async () => {
    const other = `${LINK}&again`;
    const snapshots = story(at(NEEDED), at(waiting()), at(waiting()), at(waiting(other)), at(SIGNED_IN, ready));
    const { out } = await login([], { snapshots });
    expect(out.split('\n').filter((line) => line.startsWith('https:'))).toEqual([LINK, other]);
  });

  it('does not take how the server was before for how it is with its sign-in', async () => {
    const snapshots = story(
      at(NEEDED),
      at(waiting()),
      at(SIGNED_IN),
      at(SIGNED_IN),
      at(SIGNED_IN, connecting),
      at(NEEDED),
    );
    const { code, out } = await login([], { snapshots });
    expect(code).toBe(3);
    expect(out).toMatch(/notes: Needs sign-in\nSign in\. Run “mcp-tray login notes”\.\n$/u);
  });

  it('shows a code to type on another device', async () => {
    const code: SignInStatus = {
      kind: 'waiting-for-code',
      url: 'https://id.example/device',
      userCode: 'WDJB-MJHT',
      until: Date.now() + 60_000,
    };
    const snapshots = story(at(NEEDED), at(code), at(SIGNED_IN, ready));
    const outcome = await login(['--device'], { snapshots, watched: true, typed: [], hasBrowser: false });
    expect(outcome.calls).toEqual([['server:signIn', { name: 'notes', how: 'device' }]]);
    expect(outcome.out).toContain('Open https://id.example/device on any device and type this code: WDJB-MJHT\n');
    expect(outcome.progress[0]).toMatch(/^Waiting for the code, (1:00|0:5\d) left/u);
    expect(outcome.asked).toEqual([]);
  });

  it.each([
    ['sign-in-denied', 3],
    ['sign-in-timeout', 3],
    ['pkce-missing', 1],
  ] as const)('that ends with %s tells it and ends with %i', async (problem, wanted) => {
    const { code, err } = await login([], { snapshots: story(at(NEEDED), at(waiting()), at(failed(problem))) });
    expect([code, err]).toEqual([wanted, `So it is. [${problem}]\nDo this.\n`]);
  });

  it('tells a failure that was over before it was seen, also one that is as it was before', async () => {
    const quick = await login([], { snapshots: story(at(NEEDED), at(failed('pkce-missing'))) });
    expect(quick.code).toBe(1);
    const again = at(failed('pkce-missing'));
    expect((await login([], { snapshots: [again] })).err).toContain('[pkce-missing]');
  });

  it('waits for the attempt, not for the failure of the last one', async () => {
    const old = at(failed('sign-in-denied', 'Of yesterday.'));
    const { code, err } = await login([], { snapshots: [old, old, old, at(waiting()), at(SIGNED_IN, ready)] });
    expect([code, err]).toEqual([0, '']);
  });

  it('does not wait for ever where nothing begins', async () => {
    const { code, err } = await login([], { snapshots: [at(NEEDED)] });
    expect([code, err]).toEqual([1, 'No sign-in to notes is waiting. [sign-in-not-pending]\nStart it again.\n']);
  });

  it('is cancelled by Ctrl+C, and by someone else', async () => {
    const own = await login([], { snapshots: story(at(NEEDED), at(waiting())), interruptAt: LINK });
    expect(own.calls.at(-1)).toEqual(['server:cancelSignIn', { name: 'notes' }]);
    expect([own.code, own.closed]).toEqual([3, true]);
    expect(own.err).toContain('[sign-in-cancelled]');
    const other = await login([], { snapshots: story(at(NEEDED), at(waiting()), at(NEEDED)) });
    expect([other.code, other.err.includes('[sign-in-cancelled]')]).toEqual([3, true]);
  });

  it.each<[string, SignInStatus, string]>([
    ['signed in already', SIGNED_IN, 'You are signed in to notes already.'],
    ['not asked for one', { kind: 'none' }, 'notes does not ask for a sign-in.'],
  ])('starts nothing where the server is ready and %s', async (_, signIn, sentence) => {
    const { code, out, calls } = await login([], { snapshots: [at(signIn, ready)] });
    expect([code, calls]).toEqual([0, []]);
    expect(out).toBe(`${sentence}\nnotes: Ready, 2 tools, 12 ms\n`);
  });

  it('starts one where a ready server asked for more', async () => {
    const snapshots = [at(NEEDED, ready), at(NEEDED, ready), at(waiting(), ready), at(SIGNED_IN, ready)];
    expect((await login([], { snapshots })).calls).toHaveLength(1);
  });

  it('is refused for a command, and for a server that does not exist', async () => {
    const command = await login([], {
      snapshots: [{ keychain: 'keychain', servers: [serverSummary({ state: needed })] }],
    });
    expect([command.code, command.calls, command.err]).toEqual([1, [], expect.stringContaining('[sign-in-not-asked]')]);
    const gone = await cli(['login', 'gone'], { handlers });
    expect([gone.code, gone.calls, gone.err]).toEqual([1, [], expect.stringContaining('[server-unknown]')]);
  });
});

describe('login without a keychain', () => {
  const memory = HAPPY.map((s) => ({ ...s, keychain: 'memory' as const }));

  it('is refused in a command of its own, with which it would be lost', async () => {
    const { code, err, calls } = await login([], { snapshots: memory });
    expect([code, calls]).toEqual([1, []]);
    expect(err).toContain('This machine has no keychain, so the sign-in to notes cannot be kept. [keychain-absent]\n');
  });

  it('works with a running instance, and says how long it lasts', async () => {
    const { code, err } = await login([], { snapshots: memory, lasting: true });
    expect([code, err]).toEqual([0, 'There is no keychain here: this sign-in lasts until MCP Tray ends.\n']);
  });
});

describe('login where no browser can be', () => {
  const far = { hasBrowser: false } as const;
  const RETURN = 'http://127.0.0.1:4000/callback?code=c&state=s';

  it('asks for the address the browser ended on, until one is taken', async () => {
    let done = false;
    const finish = async ({ url }: { url: string }) => {
      if (url !== RETURN) throw new AppError('redirect-url-wrong', { redirectUri: 'http://127.0.0.1:4000/callback' });
      done = true;
    };
    let seen = 0;
    const snapshot = async () => {
      seen += 1;
      return { ...(seen < 3 ? at(NEEDED) : done ? at(SIGNED_IN, ready) : at(waiting())) };
    };
    const { code, out, err, calls, asked } = await login([], {
      ...far,
      typed: ['http://127.0.0.1:4000/wrong', '', ` ${RETURN} `],
      handlers: {
        ...handlers,
        'server:finishSignIn': finish,
        'app:snapshot': async () => ({ ...(await import('../support/fake-handlers')).snapshot(await snapshot()) }),
      },
    });
    expect(code).toBe(0);
    expect(out).toContain('Sign in to notes: open this link in a browser, on any machine:\n');
    expect(out).toContain('Afterwards copy the whole address');
    expect(err).toContain('This is not the address the sign-in waits for. [redirect-url-wrong]\n');
    expect(asked).toEqual(['Address: ', 'Address: ', 'Address: ']);
    expect(calls.filter(([name]) => name === 'server:finishSignIn').map(([, args]) => args)).toEqual([
      { name: 'notes', url: 'http://127.0.0.1:4000/wrong' },
      { name: 'notes', url: RETURN },
    ]);
  });

  it('stops asking when the browser came back after all', async () => {
    const { code, asked } = await login([], { ...far, typed: [], snapshots: HAPPY });
    expect([code, asked]).toEqual([0, ['Address: ']]);
  });

  it('asks nobody where nobody is', async () => {
    const { code, asked, out } = await login([], { ...far, snapshots: HAPPY });
    expect([code, asked]).toEqual([0, []]);
    expect(out).toContain(LINK);
  });

  it('asks anywhere with --paste', async () => {
    expect((await login(['--paste'], { typed: [], snapshots: HAPPY })).asked).toEqual(['Address: ']);
    expect((await login([], { typed: [], snapshots: HAPPY })).asked).toEqual([]);
  });

  it('leaves what ended the attempt to its status', async () => {
    const late = () => Promise.reject(new AppError('sign-in-denied', { service: 'x' }));
    const { code, err } = await login([], {
      ...far,
      typed: [RETURN],
      handlers: { ...handlers, 'server:finishSignIn': late },
      snapshots: story(at(NEEDED), at(waiting()), at(waiting()), at(failed('sign-in-denied'))),
    });
    expect([code, err]).toEqual([3, 'So it is. [sign-in-denied]\nDo this.\n']);
  });
});

describe('login with a client ID', () => {
  const asks: SignInStatus = {
    kind: 'client-needed',
    issuer: 'https://id.example/tenant',
    redirectUri: 'http://127.0.0.1:27631/callback',
  };

  it('is told how to get one: the exact redirect URI and the command', async () => {
    const { code, err } = await login([], { snapshots: story(at(NEEDED), at({ kind: 'queued' }), at(asks)) });
    expect(code).toBe(1);
    expect(err.split('\n')).toEqual([
      'id.example does not accept new apps automatically. [client-id-needed]',
      'Register an app there with the redirect URI http://127.0.0.1:27631/callback, then paste its client ID.',
      'Then run “mcp-tray login notes --client-id ID”, with --client-secret if the app has one.',
      '',
    ]);
  });

  const later = [at(asks), at(asks), at(waiting()), at(SIGNED_IN, ready)];

  it('keeps it and signs in with it', async () => {
    const { code, calls } = await login(['--client-id', 'Iv1.abc'], { snapshots: later });
    expect([code, calls]).toEqual([0, [['server:useClient', { name: 'notes', clientId: 'Iv1.abc' }]]]);
  });

  it.each([
    ['typed unseen', { typed: [' s3cret '] }, ['*Client secret: ']],
    ['read from stdin', { input: 's3cret\n' }, []],
  ])('takes the secret %s', async (_, given, wanted) => {
    const { calls, asked, out, err } = await login(['--client-id', 'a', '--client-secret'], {
      snapshots: later,
      ...given,
    });
    expect(calls).toEqual([['server:useClient', { name: 'notes', clientId: 'a', clientSecret: 's3cret' }]]);
    expect(asked).toEqual(wanted);
    expect(out + err).not.toContain('s3cret');
  });

  it.each([
    [['--client-secret']],
    [['--client-id', 'a', '--client-secret', 'argument']],
    [['--client-id', 'a', '--client-secret=argument']],
    [['--client-id', 'a', '--device']],
    [['--paste', '--device']],
    [['--client-id']],
  ])('refuses %j as usage, and repeats no secret', async (argv) => {
    const { code, calls, err } = await login(argv, { snapshots: [at(NEEDED)] });
    expect([code, calls]).toEqual([2, []]);
    expect(err).not.toContain('argument]');
    expect(err).not.toContain('=argument');
  });

  it('takes no empty secret', async () => {
    const { code, calls } = await login(['--client-id', 'a', '--client-secret'], { snapshots: later, input: ' \n' });
    expect([code, calls]).toEqual([2, []]);
  });
});

describe('logout', () => {
  it.each([
    [true, 'Signed out of notes; the service confirmed that it forgot the sign-in too.\n'],
    [false, expect.stringContaining('the sign-in was deleted here.')],
  ])('says whether the service forgot it too: %s', async (revoked, sentence) => {
    const { code, out, calls } = await cli(['logout', 'notes'], {
      snapshots: [at(SIGNED_IN, ready)],
      handlers: { 'server:signOut': async () => ({ revoked }) },
    });
    expect([code, out, calls]).toEqual([0, sentence, [['server:signOut', { name: 'notes' }]]]);
  });

  it('fails where the sign-in could not be deleted', async () => {
    const locked = () => Promise.reject(new AppError('keychain-locked'));
    const { code, err } = await cli(['logout', 'notes'], {
      snapshots: [at(SIGNED_IN, ready)],
      handlers: { 'server:signOut': locked },
    });
    expect([code, err]).toEqual([1, expect.stringContaining('[keychain-locked]')]);
  });

  it('has nothing to do with commands and servers that do not exist', async () => {
    expect((await cli(['logout', 'notes'])).err).toContain('[sign-in-not-asked]');
    expect((await cli(['logout', 'gone'])).err).toContain('[server-unknown]');
  });
});
