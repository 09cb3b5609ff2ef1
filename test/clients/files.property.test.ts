// What sync promises about every byte that is not ours, over generated files. fast-check prints the seed of a failure.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Wanted } from '../../src/main/ports';
import { projectDesk } from './project-desk';
import { type Desk, desk, direct, http, off, stdio } from './support';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 60);
const OURS = ['o1', 'o2', 'o3'];

const scalar = fc.oneof(
  fc.constantFrom(
    '1.0',
    '-0',
    '1e5',
    '12345678901234567890123',
    '0.10',
    'null',
    'true',
    '""',
    '"\\u0041\\/"',
    '"日本"',
  ),
  fc.string({ unit: 'grapheme' }).map((s) => JSON.stringify(s)),
);
const name = fc.oneof(
  fc.constantFrom('"dup"', '"dup"', '""', '"o1"', '"mcp\\u0041"', '"__proto__"', '"日本"'),
  fc.string().map((s) => JSON.stringify(s)),
);
interface Way {
  readonly eol: string;
  readonly blank: fc.Arbitrary<string>;
}
const members = (way: Way, value: fc.Arbitrary<string>, names = name) =>
  fc.array(fc.tuple(way.blank, names, way.blank, way.blank, value, way.blank), { maxLength: 4 });
const object = (way: Way, value: fc.Arbitrary<string>, names = name) =>
  fc
    .tuple(members(way, value, names), way.blank)
    .map(([all, blank]) => `{${all.map(([a, n, b, c, v, d]) => `${a}${n}${b}:${c}${v}${d}`).join(',') || blank}}`);
const theirName = fc.constantFrom('"t1"', '"t2"', '"t 3"', '"t.4"');
const unique = (text: string) => {
  const names = [...text.matchAll(/"t[ .]?\d"\s*:/gu)].map((m) => m[0].replace(/\s/gu, ''));
  return new Set(names).size === names.length;
};

/** A .claude.json in some hand's way of writing: own servers or none, projects with servers of our names, doubles elsewhere. */
const claudeJson = fc
  .record({
    eol: fc.constantFrom('\n', '\r\n'),
    bom: fc.constantFrom('', '\uFEFF'),
    end: fc.constantFrom('', 'eol', '  '),
  })
  .chain(({ eol, bom, end }) => {
    const way: Way = {
      eol,
      blank: fc.constantFrom('', '', ' ', '\t', eol, `${eol}  `, `${eol}\t`, `${eol}${eol}    `),
    };
    const entry = object(way, fc.oneof(scalar, object(way, scalar)));
    const servers = object(way, entry, theirName)
      .filter(unique)
      .map((o) => `"mcpServers":${o}`);
    const projects = object(way, object(way, entry, fc.constantFrom('"mcpServers"'))).map((o) => `"projects" : ${o}`);
    const other = fc
      .tuple(
        name.filter((n) => n !== '"mcpServers"'),
        scalar,
      )
      .map(([n, v]) => `${n}:${v}`);
    return fc
      .tuple(fc.array(fc.oneof(projects, other), { maxLength: 4 }), fc.option(servers), fc.nat(), way.blank)
      .map(([others, own, at, gap]) => {
        const all = [...others];
        if (own !== null) all.splice(at % (all.length + 1), 0, own);
        const body = all.length === 0 ? `{${gap}}` : `{${gap}${all.join(`,${gap}`)}${gap}}`;
        return `${bom}${body}${end === 'eol' ? eol : end}`;
      });
  });

const server = (n: string): fc.Arbitrary<Wanted> =>
  fc.oneof(
    fc
      .record({ url: fc.webUrl(), h: fc.string() })
      .map(({ url, h }) => direct(http(n, { url, headers: { H: h.replace('${', '') } }))),
    fc
      .array(
        fc.string().map((s) => s.replaceAll('${', '')),
        { maxLength: 3 },
      )
      .map((args) => direct(stdio(n, { args }))),
    fc.constant(off(http(n))),
  );
const wantedList = fc.tuple(...OURS.map(server)).map((all): readonly Wanted[] => all);

const parse = (text: string) => JSON.parse(text.replace('\uFEFF', '').trim() || '{}');
const without = (value: ReturnType<typeof parse>, names: readonly string[]) => {
  const { mcpServers, ...rest } = value;
  const left = Object.entries(mcpServers ?? {}).filter(([n]) => !names.includes(n));
  return JSON.stringify([rest, left]);
};

async function onDesk(check: (d: Desk) => Promise<void>): Promise<void> {
  const d = desk();
  try {
    await check(d);
  } finally {
    await d.dispose();
  }
}

it('apply changes no byte outside our entries, and removing them gives the file back', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(claudeJson, wantedList, wantedList, (text, one, two) =>
      onDesk(async (d) => {
        d.write(text);
        await d.sync(one);
        await d.sync(two);
        const after = d.read();
        const ours = two.filter((w) => w.delivery === 'direct').map((w) => w.server.name);
        expect(without(parse(after), ours)).toBe(without(parse(text), []));
        expect(Object.keys(parse(after).mcpServers ?? {})).toEqual(expect.arrayContaining(ours));
        expect(await d.statuses(two)).toEqual(
          Object.fromEntries(two.map((w) => [w.server.name, w.delivery === 'off' ? 'absent' : 'in-sync'])),
        );
        await d.sync([]);
        expect(d.read()).toBe(text);
      }),
    ),
    { numRuns: RUNS },
  );
});

it('undo gives every earlier text back, byte for byte', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(claudeJson, fc.array(wantedList, { minLength: 1, maxLength: 3 }), (text, lists) =>
      onDesk(async (d) => {
        d.write(text);
        const texts: string[] = [];
        for (const wanted of lists) {
          const before = d.read();
          if ((await d.sync(wanted)) > 0) texts.push(before);
        }
        for (const before of texts.reverse()) {
          await d.clients.undo('claude-code');
          expect(d.read()).toBe(before);
        }
      }),
    ),
    { numRuns: RUNS },
  );
});

it('undo after someone else wrote takes back ours and keeps theirs', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(claudeJson, wantedList, wantedList, fc.boolean(), (text, one, two, rewritten) =>
      onDesk(async (d) => {
        d.write(text);
        await d.sync(one);
        const between = parse(d.read());
        if ((await d.sync(two)) === 0) return;
        const theirs = parse(d.read());
        theirs.mcpServers = { new: { type: 'http', url: 'http://127.0.0.1:3/' }, ...theirs.mcpServers };
        theirs.numStartups = 99;
        // As Claude writes, or as tightly as can be.
        d.write(rewritten ? JSON.stringify(theirs, null, 2) : JSON.stringify(theirs));
        await d.clients.undo('claude-code');
        const after = parse(d.read());
        expect(after.numStartups).toBe(99);
        expect(after.mcpServers.new).toEqual(theirs.mcpServers.new);
        const { new: _new, ...servers } = after.mcpServers;
        // Written as JSON by their program, -0 is 0.
        expect(servers).toEqual(JSON.parse(JSON.stringify(between.mcpServers ?? {})));
      }),
    ),
    { numRuns: RUNS },
  );
});

/** One of the two that write into the same file, with the lists it has written so far. */
interface Writer {
  readonly written: (readonly Wanted[])[];
  sync(wanted: readonly Wanted[]): Promise<number>;
  undo(): Promise<unknown>;
  statuses(wanted: readonly Wanted[]): Promise<Record<string, string>>;
}
/** What the last list that was written wants to stand. */
const lasting = ({ written }: Writer) => (written.at(-1) ?? []).filter((w) => w.delivery !== 'off');
const standsAsWritten = async (writer: Writer) =>
  expect(await writer.statuses(lasting(writer))).toEqual(
    Object.fromEntries(lasting(writer).map((w) => [w.server.name, 'in-sync'])),
  );

async function act({ written, sync, undo }: Writer, step: 'sync' | 'undo', wanted: readonly Wanted[]): Promise<void> {
  if (step === 'sync' && (await sync(wanted)) > 0) written.push(wanted);
  if (step === 'sync' || written.length === 0) return;
  await undo();
  written.pop();
}

it('edits for the account and for a folder, in any order, lose nothing of each other or of anyone else', {
  timeout: 120_000,
}, async () => {
  const step = fc.tuple(fc.boolean(), fc.constantFrom('sync' as const, 'undo' as const), wantedList);
  // What stands twice is refused: nobody can say which one counts.
  const once = claudeJson.filter((text) => text.split('"projects"').length <= 2);
  await fc.assert(
    fc.asyncProperty(once, fc.array(step, { minLength: 2, maxLength: 6 }), async (text, steps) => {
      const d = projectDesk();
      try {
        d.write(text);
        const target = d.target('claude-code', 'local');
        const account = { written: [], sync: d.sync, undo: () => d.clients.undo('claude-code'), statuses: d.statuses };
        const folder: Writer = {
          written: [],
          sync: (wanted) => d.syncThere(target, wanted),
          undo: () => d.projects.undo(target),
          statuses: (wanted) => d.statusesThere(target, wanted),
        };
        for (const [forFolder, what, wanted] of steps) {
          await act(forFolder ? folder : account, what, wanted);
          await standsAsWritten(account);
          await standsAsWritten(folder);
        }
        await d.sync([]);
        await folder.sync([]);
        expect(d.read()).toBe(text);
      } finally {
        await d.dispose();
      }
    }),
    { numRuns: RUNS },
  );
});
