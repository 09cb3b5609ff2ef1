// Many entries at once end in the very text that one after the other does, in all four formats: over files as programs
// and people write them, and entries as adapters write them and nobody would.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntriesFile } from '../../src/main/clients/adapter';
import { AppError } from '../../src/shared/errors';
import type { JsonObject } from '../../src/shared/model';
import { open, sampleOf } from './edits/corpus';
import { entryOf } from './edits/entries';
import { FORMATS, type Format } from './edits/second-opinion';

const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 100) };
type Named = readonly [name: string, entry: JsonObject];

const ours = fc.constantFrom('ours', 'b', 'c-2', 'd.3', 'e 4', 'ünser "f"', 'constructor', 'g', 'h', 'i', 'j', 'k');

/** New ones and, by their place in the file, ones that stand there; some are asked for twice. */
function listOf(format: Format) {
  const one = fc.record({
    name: fc.oneof({ weight: 4, arbitrary: ours }, fc.nat({ max: 5 })),
    entry: fc.oneof({ weight: 4, arbitrary: plain }, entryOf(format)),
  });
  return fc.array(one, { minLength: 1, maxLength: 14 });
}

const plain = fc.oneof(
  fc.record({ type: fc.constant('http'), url: fc.webUrl() }),
  fc.record(
    {
      command: fc.constantFrom('npx', 'uvx'),
      args: fc.array(fc.constantFrom('-y', 'a, b', '@x/y', "it's", '{a}'), { maxLength: 3 }),
      env: fc.dictionary(fc.constantFrom('A', 'B_C'), fc.constantFrom('1', 'x y'), { maxKeys: 2 }),
    },
    { requiredKeys: ['command'] },
  ),
);

function named(file: EntriesFile, list: readonly { readonly name: string | number; readonly entry: JsonObject }[]) {
  const standing = file.names();
  return list.map(({ name, entry }): Named => {
    return [typeof name === 'string' ? name : (standing[name % Math.max(1, standing.length)] ?? 'ours'), entry];
  });
}

/** The text, or why it is refused. */
function outcome(edit: () => EntriesFile): unknown {
  try {
    const after = edit();
    return { text: after.text, lines: after.names().map((name) => after.lines(name)) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, params: error.params };
  }
}

/** Some of ours in some order, among them perhaps one that stands twice in the list or not at all, and theirs. */
const goneOf = fc.array(fc.oneof({ weight: 3, arbitrary: ours }, fc.nat({ max: 5 })), { maxLength: 14 });

describe.each(FORMATS)('%s', (format) => {
  it('the same text, or the same refusal', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(sampleOf(format), listOf(format), (sample, list) => {
        const file = open(sample, sample.text);
        const entries = named(file, list);
        const byOne = () => entries.reduce<EntriesFile>((text, [name, entry]) => text.set(name, entry), file);
        expect(outcome(() => file.setAll(entries))).toEqual(outcome(byOne));
      }),
      RUNS,
    );
  });

  it('the same text, or the same refusal, where many are changed', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(sampleOf(format), listOf(format), listOf(format), fc.boolean(), (sample, list, again, alike) => {
        const file = open(sample, sample.text);
        const filled = outcomeOr(file, () => file.setAll(named(file, list)));
        // As an address or a key changes in all entries: the same members, other values.
        const entries = alike
          ? filled.names().map((name): Named => [name, otherwise(filled.entry(name))])
          : named(filled, again);
        const byOne = () => entries.reduce<EntriesFile>((text, [name, entry]) => text.set(name, entry), filled);
        expect(outcome(() => filled.setAll(entries))).toEqual(outcome(byOne));
      }),
      RUNS,
    );
  });

  it('the same text, or the same refusal, where many are taken out', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(
        sampleOf(format),
        listOf(format),
        fc.uniqueArray(ours),
        goneOf,
        fc.boolean(),
        (sample, list, gone, odd, isOdd) => {
          const start = open(sample, sample.text);
          const made = start.wouldMake();
          const filled = outcomeOr(start, () => start.setAll(named(start, list)));
          const theirs = start.names();
          const standing = gone.filter((name) => filled.entry(name) !== undefined);
          const names = isOdd ? odd.map((one) => (typeof one === 'string' ? one : (theirs[one] ?? 'gone'))) : standing;
          const byOne = () => names.reduce<EntriesFile>((text, name) => text.remove(name, made), filled);
          expect(outcome(() => filled.removeAll(names, made))).toEqual(outcome(byOne));
        },
      ),
      RUNS,
    );
  });
});

function outcomeOr(file: EntriesFile, edit: () => EntriesFile): EntriesFile {
  try {
    return edit();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return file;
  }
}

/** The same with a letter behind each of its texts. */
function otherwise(entry: unknown): JsonObject {
  return JSON.parse(JSON.stringify(entry ?? {}, (_, value) => (typeof value === 'string' ? `${value}x` : value)));
}
