// What a face sees of a pasted secret, and for how long the secret is kept for it.
import { describe, expect, it } from 'vitest';
import { createHeldSecrets } from '../../src/main/config/held-secrets';
import type { ServerDraft } from '../../src/shared/model';
import { dotsForPasted } from '../../src/shared/pasted';

const draft: ServerDraft = {
  name: 'linear',
  type: 'http',
  url: 'https://mcp.example/mcp?team=7&api_key=abc',
  headers: { Authorization: 'Bearer abc', Accept: 'text/plain' },
};

describe('held secrets', () => {
  it('hide what is secret and nothing else, and give it back exactly', () => {
    const held = createHeldSecrets({ clock: { now: () => 0 } });
    const [hidden] = held.hide([draft]);
    expect(dotsForPasted(JSON.stringify(hidden))).toBe(
      JSON.stringify(draft).replace('api_key=abc', 'api_key=••••••••').replace('Bearer abc', 'Bearer ••••••••'),
    );
    expect(held.restore(hidden ? [hidden] : [])).toEqual([draft]);
  });

  it('leave alone what refers to a secret elsewhere', () => {
    const held = createHeldSecrets({ clock: { now: () => 0 } });
    const refers = { ...draft, url: 'https://mcp.example/mcp', headers: { Authorization: 'Bearer ${env:KEY}' } };
    expect(held.hide([refers])).toEqual([refers]);
  });

  it('are gone after their time, after they were forgotten, and when too many came later', () => {
    let now = 0;
    const held = createHeldSecrets({ clock: { now: () => now }, keepMs: 100, most: 4 });
    const expired = expect.objectContaining({ code: 'paste-expired' });
    const old = held.hide([draft]);
    now = 100;
    expect(() => held.restore(old)).toThrow(expired);
    const done = held.hide([draft]);
    held.forget(done);
    expect(() => held.restore(done)).toThrow(expired);
    const first = held.hide([draft]);
    held.hide([draft, draft]);
    expect(() => held.restore(first)).toThrow(expired);
  });

  it('know no handle but their own', () => {
    const held = createHeldSecrets({ clock: { now: () => 0 } });
    const forged = { ...draft, url: 'https://mcp.example/?key=${pasted:00000000-0000-0000-0000-000000000000}' };
    expect(() => held.restore([forged])).toThrow(expect.objectContaining({ code: 'paste-expired' }));
  });
});
