// What a choice on the import page asks of the core.
import { describe, expect, it } from 'vitest';
import { entriesOf, firstChoice, importedBy, otherNames, toggled, withVersion } from '../../src/renderer/import/choice';
import type { FoundServer, FoundVersion } from '../../src/shared/model';

const version = (url: string, ...places: FoundVersion['places']): FoundVersion => ({
  draft: { name: 'tickets', type: 'http', url },
  places,
  secrets: 0,
});
const one = version(
  'https://a.example',
  { client: 'codex', name: 'work' },
  { client: 'claude-code', name: 'tickets' },
  { client: 'codex', name: 'tickets' },
);
const other = version('https://b.example', { client: 'cursor', name: 'tickets' });
const server: FoundServer = { name: 'tickets', versions: [one, other] };

describe('a server that was found', () => {
  it('is taken as suggested, once for each client that has it', () => {
    const choice = firstChoice(server);
    expect(choice).toEqual({ taken: true, version: 0, clients: ['codex', 'claude-code'] });
    expect(importedBy([server], [choice])).toEqual([
      { draft: one.draft, places: one.places, clients: ['codex', 'claude-code'] },
    ]);
  });

  it('in another version goes where that one was found', () => {
    const choice = withVersion(server, firstChoice(server), 1);
    expect(importedBy([server], [choice])).toEqual([{ draft: other.draft, places: other.places, clients: ['cursor'] }]);
  });

  it('goes to more clients, or to fewer, and is left where nobody wants it', () => {
    const more = toggled(firstChoice(server), 'goose');
    expect(more.clients).toEqual(['codex', 'claude-code', 'goose']);
    expect(toggled(more, 'codex').clients).toEqual(['claude-code', 'goose']);
    expect(importedBy([server, server], [{ ...more, taken: false }])).toEqual([]);
  });

  it('says where it is called otherwise, and how many entries it stands for', () => {
    expect(otherNames(one)).toEqual([{ client: 'codex', name: 'work' }]);
    expect(entriesOf([server])).toBe(4);
  });
});
