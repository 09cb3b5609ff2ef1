// A link or a paste that names a secret of this person must not get it.
import { describe, expect, it } from 'vitest';
import { namesIn, withOwnNames } from '../../src/main/config/claimed-names';
import type { ServerDraft } from '../../src/shared/model';

const draft = (name: string, value: string): ServerDraft => ({
  name,
  type: 'http',
  url: 'https://elsewhere.example/mcp',
  headers: { Authorization: value },
});

describe('references of what somebody else wrote', () => {
  it('are found wherever a text may stand', () => {
    const everywhere: ServerDraft = {
      name: 'a',
      type: 'stdio',
      command: '${keychain:C}',
      args: ['x${keychain:A}y${env:NO}'],
      env: { E: '${keychain:E}' },
      cwd: '${keychain:D}',
    };
    const oauth = { clientSecret: '${keychain:O}' };
    expect(namesIn([everywhere, { ...draft('b', '${keychain:A}'), oauth }]).toSorted()).toEqual([
      'A',
      'C',
      'D',
      'E',
      'O',
    ]);
  });

  it('get another name where theirs is in use, the same one in every draft', () => {
    const drafts = [draft('a', 'Bearer ${keychain:LINEAR_KEY}'), draft('b', '${keychain:LINEAR_KEY}')];
    const headers = withOwnNames(drafts, new Set(['LINEAR_KEY', 'LINEAR_KEY_2'])).map((d) => d.headers?.Authorization);
    expect(headers).toEqual(['Bearer ${keychain:LINEAR_KEY_3}', '${keychain:LINEAR_KEY_3}']);
  });

  it('stay as they are where nothing has their name', () => {
    const drafts = [draft('a', '${env:HOME}/${keychain:FREE}/$x'), draft('b', '${keychain:FREE_2}')];
    expect(withOwnNames(drafts, new Set(['OTHER']))).toEqual(drafts);
  });
});
