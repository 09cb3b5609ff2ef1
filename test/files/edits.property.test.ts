// The byte promises of all four formats, over files as programs and people write them. `npm run edits` does the same a
// million times. fast-check prints the seed of a failure.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oursProperty, theirsProperty } from './edits/promises';
import { FORMATS } from './edits/second-opinion';

const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 100) };

describe.each(FORMATS)('%s', (format) => {
  it('takes our entries in and out in any order, without a trace and without a word of anyone else changed', () => {
    let [edits, refused] = [0, 0];
    const property = oursProperty(
      format,
      () => edits++,
      () => refused++,
    );
    fc.assert(property, RUNS);
    expect(edits).toBeGreaterThan(RUNS.numRuns);
    expect(refused).toBeLessThan(RUNS.numRuns / 20);
  });

  it('changes an entry of theirs, takes it out and puts it back, and leaves all others as they were', () => {
    let edits = 0;
    fc.assert(
      theirsProperty(format, () => edits++),
      RUNS,
    );
    expect(edits).toBeGreaterThan(0);
  });
});
