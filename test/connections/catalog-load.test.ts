import { describe, expect, it } from 'vitest';
import { type LoadedCatalog, loadCatalog } from '../../src/main/connections/catalog-load';
import { defaultLimits } from '../../src/main/connections/options';
import type { Session } from '../../src/main/connections/session';

const tool = (name: string, description = 'as it was') => ({ name, description, inputSchema: { type: 'object' } });

/** As much of a session as listing needs. */
function sessionWith(tools: readonly object[]): Session {
  const client = {
    getServerCapabilities: () => ({ tools: {} }),
    getInstructions: () => undefined,
    request: async () => ({ tools }),
  };
  return { client, isModern: false, transport: 'http', isGone: () => false } as unknown as Session;
}
const same = (text: string) => text;
const load = (tools: readonly object[], before?: LoadedCatalog, redact = same) =>
  loadCatalog(sessionWith(tools), defaultLimits, 1000, redact, before);

describe('listing again', () => {
  it('gives the very tool that was listed before where its entry says the same, and reads the others anew', async () => {
    const before = await load([tool('kept'), tool('changed'), tool('gone')]);
    const after = await load([tool('new'), tool('kept'), tool('changed', 'other words')], before);
    expect(after.catalog.tools.map(({ name }) => name)).toEqual(['new', 'kept', 'changed']);
    expect(after.catalog.tools[1]).toBe(before.catalog.tools[0]);
    expect(after.catalog.tools[2]?.description).toBe('other words');
    expect(after.definitions.has('gone')).toBe(false);
  });

  it('ends with the same catalog as listing for the first time', async () => {
    const now = [tool('b'), tool('a', 'other words'), tool('b', 'twice')];
    const again = await load(now, await load([tool('a'), tool('b')]));
    expect(again).toEqual(await load(now));
    expect(again.catalog.fingerprint).not.toBe((await load([tool('b'), tool('a')])).catalog.fingerprint);
  });

  it('keeps secrets out of what it reads anew', async () => {
    const redact = (text: string) => text.replaceAll('s3cret', '•••');
    const before = await load([tool('a', 's3cret words')], undefined, redact);
    const after = await load([tool('a', 's3cret words'), tool('b', 'more s3cret')], before, redact);
    expect(after.catalog.tools.map(({ description }) => description)).toEqual(['••• words', 'more •••']);
  });
});
