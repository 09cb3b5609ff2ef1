// The byte promises of the JSON edits, over generated files. fast-check prints the seed of a failure.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonText } from '../../src/main/files/json-text';
import { AppError } from '../../src/shared/errors';
import type { Json } from '../../src/shared/model';

const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 400) };

/** Blanks, and comments where they are allowed; a line comment always ends its line. */
const trivia = (comments: boolean, eol: string): fc.Arbitrary<string> => {
  const blanks = ['', '', ' ', '  ', '\t', eol, `${eol}  `, `${eol}\t`, `${eol}${eol}    `];
  const notes = ['/* c */', '/**/', ` // it's "c", {}${eol}`, `//${eol}`, `${eol}  // one${eol}  /* two${eol} */ `];
  return fc.constantFrom(...blanks, ...(comments ? notes : []));
};

const key = fc
  .oneof(
    fc.constantFrom('"a"', '"b"', '"c"', '"dup"', '"dup"', '""', '"__proto__"', '"\\u0041"', '"{"', '"日本"', '"//"'),
    fc.string().map((k) => JSON.stringify(k)),
  )
  .filter((k) => !['"x"', '"mcpServers"'].includes(k));
const literal = fc.oneof(
  fc.constantFrom('1.0', '-0', '1e5', '0.10', 'null', 'true', 'false', '""', '"\\u0041"', '"\\/"', '"// no comment"'),
  fc.string().map((s) => JSON.stringify(s)),
);

interface Made {
  readonly comments: boolean;
  readonly eol: string;
}
/** An object as text, with `fixed` members put among generated ones. */
const objectText = (made: Made, depth: number, fixed: fc.Arbitrary<string>[] = []): fc.Arbitrary<string> => {
  const gap = trivia(made.comments, made.eol);
  const value = depth > 0 ? fc.oneof(literal, objectText(made, depth - 1), arrayText(made, depth - 1)) : literal;
  const member = fc.tuple(gap, key, gap, gap, value, gap).map(([a, k, b, c, v, d]) => `${a}${k}${b}:${c}${v}${d}`);
  const mine = fc.tuple(...fixed);
  const end = made.comments ? fc.constantFrom('', '', `,`) : fc.constant('');
  return fc
    .tuple(fc.array(member, { maxLength: 4 }), mine, fc.nat(), gap, end)
    .map(([others, own, at, blank, comma]) => {
      const all = [...others];
      all.splice(at % (all.length + 1), 0, ...own);
      return all.length === 0 ? `{${blank}}` : `{${all.join(',')}${comma}${comma ? blank : ''}}`;
    });
};
const arrayText = (made: Made, depth: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(objectText(made, depth), { maxLength: 2 }), trivia(made.comments, made.eol))
    .map(([items, blank]) => `[${blank}${items.join(`,${blank}`)}]`);

const made = fc.record({ comments: fc.boolean(), eol: fc.constantFrom('\n', '\r\n') });
const file = made.chain((m) => {
  const servers = objectText(m, 1).map((o) => `${m.eol}  "mcpServers": ${o}`);
  const tail = trivia(m.comments, m.eol);
  return fc
    .tuple(fc.constantFrom('', '\uFEFF'), tail, fc.oneof(objectText(m, 2), objectText(m, 2, [servers])), tail)
    .map(([bom, head, text, foot]) => ({ text: bom + head + text + foot, comments: m.comments }));
});
const entry: fc.Arbitrary<Json> = fc.oneof(
  fc.constant({ type: 'http', url: 'http://127.0.0.1:1/mcp', headers: { 'X-Y': 'z' } }),
  fc.jsonValue().map((v): Json => JSON.parse(JSON.stringify(v))),
);
const path = fc.constantFrom<string[]>(['x'], ['mcpServers', 'x'], ['projects', '/a/b', 'mcpServers', 'x']);
const parse = (text: string, comments: boolean) => parseJsonText(text, { file: 'f', comments });
const parentsOf = (p: string[]) => p.slice(0, -1).map((_, i) => p.slice(0, p.length - 1 - i));

/** What the whole file should say once `value` is set at `at`. */
function expected(before: unknown, at: readonly string[], value: Json): unknown {
  const [step, ...rest] = at;
  if (step === undefined) return value;
  const object: object = typeof before === 'object' && before !== null ? before : {};
  const inner = expected(Object.getOwnPropertyDescriptor(object, step)?.value, rest, value);
  return Object.fromEntries([...Object.entries(object), [step, inner]]);
}

describe('over generated files', () => {
  it('with then without gives the text back, and the entry says what it should in between', () => {
    fc.assert(
      fc.property(file, path, entry, ({ text, comments }, at, value) => {
        const before = parse(text, comments);
        const created = parentsOf(at).filter((p) => before.value(p) === undefined);
        const added = before.with(at, value);
        expect(parse(added.text, comments).value(at)).toEqual(value);
        const again = parse(added.text, comments).without(at, { prune: created });
        expect(again.text).toBe(text);
      }),
      RUNS,
    );
  });

  it('moves no foreign byte: every added byte is an insertion, and the values of others stay', () => {
    fc.assert(
      fc.property(file, path, entry, ({ text, comments }, at, value) => {
        const after = parse(text, comments).with(at, value).text;
        let i = 0;
        for (const c of after) if (text.startsWith(c, i)) i += c.length;
        expect(i).toBe(text.length);
        expect(JSON.stringify(parse(after, comments).value([]))).toBe(
          JSON.stringify(expected(parse(text, comments).value([]), at, value)),
        );
      }),
      RUNS,
    );
  });

  it('knows where everything stands after an edit as well as if it had read the text anew', () => {
    fc.assert(
      fc.property(
        file,
        fc.array(fc.tuple(path, entry, fc.boolean()), { maxLength: 6 }),
        ({ text, comments }, edits) => {
          let edited = parse(text, comments);
          for (const [at, value, remove] of edits) {
            const fresh = parse(edited.text, comments);
            const [a, b] = [edited, fresh].map((t) => (remove ? t.without(at) : t.with(at, value)));
            expect(a?.text).toBe(b?.text);
            if (a) edited = a;
          }
          expect(edited.value([])).toEqual(parse(edited.text, comments).value([]));
        },
      ),
      RUNS,
    );
  });

  it('replaces in place: everything before and after the value stays byte for byte', () => {
    fc.assert(
      fc.property(file, path, entry, entry, ({ text, comments }, at, one, two) => {
        const first = parse(text, comments).with(at, one);
        const second = first.with(at, two);
        const [a, b] = [first.whereValue(at), second.whereValue(at)];
        if (!a || !b) throw new Error('the entry is gone');
        expect(second.text.slice(0, b.offset)).toBe(first.text.slice(0, a.offset));
        expect(second.text.slice(b.offset + b.length)).toBe(first.text.slice(a.offset + a.length));
        expect(second.value(at)).toEqual(two);
      }),
      RUNS,
    );
  });

  it('removes any member and leaves a file that parses, with all others as they were', () => {
    fc.assert(
      fc.property(file, fc.nat(), ({ text, comments }, pick) => {
        const before = parse(text, comments);
        const keys = before.keys([]);
        const target = keys[pick % Math.max(1, keys.length)];
        if (target === undefined) return;
        try {
          const after = parse(before.without([target]).text, comments);
          expect(after.keys([])).toEqual(keys.filter((k) => k !== target));
          for (const k of after.keys([])) expect(after.source([k])).toBe(before.source([k]));
        } catch (error) {
          if (!(error instanceof AppError) || error.params.problem !== 'duplicateName') throw error;
        }
      }),
      RUNS,
    );
  });

  it('strict reading takes what JSON.parse takes, refuses what it refuses, and gives the same values', () => {
    const mangled = fc
      .tuple(file, fc.nat(), fc.constantFrom('', '"', '{', '}', ',', ':', '0', '\\', '\u0001', 'e'))
      .map(([{ text }, at, junk]) => {
        const i = at % (text.length + 1);
        return text.slice(0, i) + junk + text.slice(i + (at % 2));
      });
    fc.assert(
      fc.property(fc.oneof(mangled, fc.json()), (text) => {
        const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
        let expected: unknown;
        try {
          expected = JSON.parse(plain);
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error;
        }
        const isObject = typeof expected === 'object' && expected !== null && !Array.isArray(expected);
        if (isObject) expect(JSON.stringify(parse(text, false).value([]))).toBe(JSON.stringify(expected));
        else expect(() => parse(text, false)).toThrow(AppError);
      }),
      { numRuns: 1000 },
    );
  });
});
