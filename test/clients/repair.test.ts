// A client without a lock writes what it had read before over ours: noticed, written again, and nothing of theirs lost.
import { readdirSync, readlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { geminiCli } from '../../src/main/clients/gemini-cli';
import { opencode } from '../../src/main/clients/opencode';
import { PATIENCE } from '../../src/main/clients/patience';
import { AppError } from '../../src/shared/errors';
import { keptLog, realClock } from '../support/fakes';
import { type Desk, desk, direct, http } from './support';
import { STYLES, type Style, startWriter, type Writer } from './writer';

const REPAIR = { windowMs: 60_000, everyMs: 10, tries: 3, settledMs: 60 };
const BASE = `{
  // theirs
  "theirs": 0,
  "mcpServers": {
    "mine": { "url": "http://127.0.0.1:9/" }
  }
}
`;
const [a, b, moved] = [direct(http('a')), direct(http('b')), direct(http('a', { url: 'http://127.0.0.1:2/' }))];

const log = keptLog();
let d: Desk;
let writer: Writer | undefined;
beforeEach(() => {
  log.lines.length = 0;
  d = gemini();
  d.write(BASE);
});
afterEach(async () => {
  await writer?.stop();
  writer = undefined;
  await d.dispose();
});

function gemini(clock = realClock, repair = REPAIR): Desk {
  const options = { client: 'gemini-cli', at: '.gemini/settings.json', adapters: [geminiCli] } as const;
  return desk({ ...options, clock, repair, patience: PATIENCE, log });
}
function linkOf(fd: string): string | undefined {
  try {
    return readlinkSync(fd);
  } catch {
    // The one that the folder was read by is gone.
    return undefined;
  }
}
const start = async (style: Style) => {
  writer = await startWriter(style, d.file);
  return writer;
};
/** The file in the end; a moment's wait is all it may take, and a slow machine gets more of it. */
const comesTo = (text: string) => vi.waitFor(() => expect(d.read()).toBe(text), { timeout: 10_000, interval: 20 });

describe.each(STYLES)('a client that writes %s', (style) => {
  it('takes back an entry we added: it is added again, and theirs stays', async () => {
    const theirs = await start(style);
    await d.sync([a]);
    const ours = d.read();
    await theirs.write(7);
    await comesTo(ours.replace('"theirs": 0', '"theirs": 7'));
    expect(await d.clients.settled()).toEqual([{ client: 'gemini-cli', servers: ['a'] }]);
    expect(await d.clients.settled()).toEqual([]);
    expect(log.lines.join()).toContain('they were written again');
    expect(await d.statuses([a])).toEqual({ a: 'in-sync' });
    await d.clients.undo('gemini-cli');
    expect(d.read()).toBe(BASE.replace('"theirs": 0', '"theirs": 7'));
  });

  it('takes back a change and a removal: both are made again', async () => {
    await d.sync([a, b]);
    const theirs = await start(style);
    await d.sync([moved]);
    const ours = d.read();
    await theirs.write(7);
    await comesTo(ours.replace('"theirs": 0', '"theirs": 7'));
    await d.clients.settled();
    expect(await d.statuses([moved, b])).toEqual({ a: 'in-sync', b: 'add' });
  });

  it('takes back a part: that part alone is written again', async () => {
    await d.sync([a]);
    const theirs = await start(style);
    await d.sync([a, b]);
    const ours = d.read();
    await theirs.write(7);
    await comesTo(ours.replace('"theirs": 0', '"theirs": 7'));
    expect(await d.clients.settled()).toEqual([{ client: 'gemini-cli', servers: ['b'] }]);
  });

  it('takes back what several writes of ours made: the last one stands', async () => {
    const theirs = await start(style);
    await d.sync([a]);
    await d.sync([moved, b]);
    const ours = d.read();
    await theirs.write(7);
    await comesTo(ours.replace('"theirs": 0', '"theirs": 7'));
  });

  it('takes back an undo: it is undone again', async () => {
    await d.sync([a]);
    const theirs = await start(style);
    await d.clients.undo('gemini-cli');
    await theirs.write(7);
    await comesTo(BASE.replace('"theirs": 0', '"theirs": 7'));
  });

  it('is in the middle of it while we plan and write: its text is never taken for what it is not', async () => {
    const theirs = await start(style);
    const written = theirs.write(7);
    const problems: string[] = [];
    let running = true;
    const looking = (async () => {
      while (running) {
        const [summary] = await d.clients.summaries(() => [a]);
        if (summary?.sync.kind !== 'changes') problems.push(JSON.stringify(summary?.sync));
      }
    })();
    await written;
    running = false;
    await looking;
    expect(problems).toEqual([]);
    await theirs.read();
    const again = theirs.write(8);
    await d.sync([a]);
    await again;
    await vi.waitFor(() => expect(d.read()).toMatch(/"theirs": 8.*"mine".*"a"/su), { timeout: 10_000 });
  });

  it('again and again: it wins in the end, and is shown', async () => {
    const theirs = await start(style);
    await d.sync([a]);
    for (let i = 1; i <= REPAIR.tries; i++) {
      await theirs.write(i);
      await vi.waitFor(() => expect(d.read()).toContain('"a"'), { timeout: 10_000 });
    }
    await theirs.write(9);
    await d.clients.settled();
    expect(d.read()).toBe(BASE.replace('"theirs": 0', '"theirs": 9'));
    expect(await d.statuses([a])).toEqual({ a: 'drift' });
    expect(await d.sync([a])).toBe(0);
  });
});

it.each(STYLES)('writes of ours in a loop against one that writes %s lose nothing of either', async (style) => {
  await d.dispose();
  // Nobody insists here: each of its writes is made from what it read a moment before.
  d = gemini(realClock, { ...REPAIR, tries: 100 });
  d.write(BASE);
  const client = await start(style);
  let theirs = 0;
  let running = true;
  const loop = (async () => {
    while (running) {
      await client.read();
      await client.write(++theirs);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
  })();
  const addresses = new Map<string, string | undefined>();
  for (let i = 0; i < 12 || theirs < 5; i++) {
    const wanted = [i, i + 1].map((n) => direct(http(`ours${n % 3}`, { url: `http://127.0.0.1:2/${i}` })));
    const plan = await d.clients.plan('gemini-cli', wanted).catch(orRefused);
    const isWritten = plan && (await d.clients.apply('gemini-cli', wanted, plan.id).then(() => true, orRefused));
    for (const { server, status } of isWritten ? plan.changes : []) {
      if (status === 'remove') addresses.set(server, undefined);
      if (status === 'add' || status === 'update') addresses.set(server, `http://127.0.0.1:2/${i}`);
    }
  }
  running = false;
  await loop;
  const standing = () => {
    const text = d.read();
    const names = [...addresses.keys()];
    const entries = geminiCli.open(text, d.file, { file: d.file, watched: [], emptyIsNew: false });
    const found = names.map((name) => [name, /http:[^"]+/u.exec(entries.source(name) ?? '')?.[0]] as const);
    return { theirs: /"theirs": (\d+)/u.exec(text)?.[1], addresses: new Map(found) };
  };
  await vi.waitFor(() => expect(standing()).toEqual({ theirs: String(theirs), addresses }), { timeout: 10_000 });
  expect(d.read()).toContain('"mine": { "url": "http://127.0.0.1:9/" }');
});

/** What was planned for has changed; or, where the machine leaves the writer no time, half a file has stood too long. */
const REFUSED: ReadonlySet<string> = new Set(['plan-stale', 'file-syntax']);
const orRefused = (error: unknown): undefined => {
  if (!(error instanceof AppError && REFUSED.has(error.code))) throw error;
};

it('what an import took from the client comes back by undo, however close we look after the import', async () => {
  await d.dispose();
  d = gemini(realClock, { ...REPAIR, everyMs: 1 });
  d.write(BASE);
  for (let round = 0; round < 40; round++) {
    const take = { tag: `import-${round}`, entries: [{ server: 'b', names: ['mine'] }], servers: ['b'] };
    const plan = await d.clients.plan('gemini-cli', [b], take);
    await d.clients.apply('gemini-cli', [b], plan.id, take);
    expect(d.read()).not.toContain('"mine"');
    await d.clients.takeBack('gemini-cli', take.tag);
    await d.clients.settled();
    expect(d.read()).toBe(BASE);
  }
});

// On Windows a file that someone has open is not replaced.
describe.skipIf(process.platform === 'win32')('a client that had opened its file before we replaced it', () => {
  const theirs = (text: string) => text.replace('"theirs": 0', '"theirs": 7');

  it('loses nothing of what it writes into it, and we lose nothing either', async () => {
    const client = await start('in place');
    await client.open();
    await d.sync([a]);
    const ours = d.read();
    await client.write(7);
    await comesTo(theirs(ours));
    await vi.waitFor(() => expect(log.lines.join()).toContain('was taken over'), { timeout: 10_000 });
    expect(await d.statuses([a])).toEqual({ a: 'in-sync' });
    await d.clients.undo('gemini-cli');
    expect(d.read()).toBe(theirs(BASE));
  });

  it('loses it to whoever writes after us, as it would without us, and that is logged', async () => {
    const client = await start('in place');
    await client.open();
    await d.sync([a]);
    const text = d.read().replace('// theirs', '// of a third');
    d.write(text);
    await client.write(7);
    await vi.waitFor(() => expect(log.lines.join()).toContain('is lost'), { timeout: 10_000 });
    expect(d.read()).toBe(text);
  });

  it.skipIf(process.platform !== 'linux')('holds nothing open once that is over', async () => {
    await d.sync([a]);
    await d.clients.stop();
    const open = readdirSync('/proc/self/fd').map((fd) => linkOf(`/proc/self/fd/${fd}`));
    expect(open.filter((file) => file?.startsWith(d.home))).toEqual([]);
  });
});

describe('what stands is left to others', () => {
  let later = 0;
  const checks: (() => void)[] = [];
  /** A clock that looks after our writes only when it is told to. */
  const held = {
    now: () => Date.now() + later,
    after: (ms: number, callback: () => void) => {
      if (ms !== REPAIR.everyMs) return realClock.after(ms, callback);
      checks.push(callback);
      return () => undefined;
    },
  };
  beforeEach(async () => {
    later = 0;
    checks.length = 0;
    await d.dispose();
    d = gemini(held);
    d.write(BASE);
    await d.sync([a]);
    expect(checks).toHaveLength(1);
  });
  /** One look, waited for by ending the room. */
  const look = async () => {
    checks[0]?.();
    await d.clients.stop();
  };

  it('but for what a client put back', async () => {
    const ours = d.read();
    d.write(BASE);
    await look();
    expect(d.read()).toBe(ours);
  });

  it('when the person lets them keep it', async () => {
    d.write(BASE);
    await d.clients.resolveDrift('gemini-cli', 'a', 'keep-theirs');
    await look();
    expect(d.read()).toBe(BASE);
  });

  it('when the time to look after it is over', async () => {
    d.write(BASE);
    later = REPAIR.windowMs;
    await look();
    expect(d.read()).toBe(BASE);
    expect(await d.statuses([a])).toEqual({ a: 'drift' });
  });

  it('when an entry says what neither of us wrote', async () => {
    const text = d.read().replace('127.0.0.1:1/a', '127.0.0.1:3/a');
    d.write(text);
    await look();
    expect(d.read()).toBe(text);
    expect(await d.statuses([a])).toEqual({ a: 'drift' });
  });

  it('when another process of ours has settled it', async () => {
    d.write(BASE);
    const { home, state } = d;
    const other = desk({ paths: { home, state, config: home }, adapters: [geminiCli] });
    await other.clients.resolveDrift('gemini-cli', 'a', 'keep-theirs');
    await other.dispose();
    await look();
    expect(d.read()).toBe(BASE);
  });

  it('when the room is stopped', async () => {
    await d.clients.stop();
    d.write(BASE);
    await look();
    expect(d.read()).toBe(BASE);
  });
});

describe('a file that is', () => {
  it('empty for good is what the client takes it for', async () => {
    d.write('');
    await expect(d.sync([a])).rejects.toMatchObject({ code: 'file-syntax' });
    const options = { client: 'opencode', at: '.config/opencode/opencode.json', adapters: [opencode] } as const;
    const e = desk({ ...options, patience: PATIENCE });
    e.write('');
    expect(await e.sync([a])).toBe(1);
    await e.dispose();
  });

  it('gone for good is written new, and broken for good is told', async () => {
    await d.sync([a]);
    d.write('{"mcpServers": {');
    expect((await d.clients.summaries(() => [a]))[0]?.sync).toMatchObject({ problem: { code: 'file-syntax' } });
    await expect(d.sync([a])).rejects.toMatchObject({ code: 'file-syntax' });
    expect(d.read()).toBe('{"mcpServers": {');
  });
});
