// Which entries are one server, which are versions of one, and what each would be called.
import { describe, expect, it } from 'vitest';
import { nameProblem, toServerName } from '../../src/main/config/names';
import { meaningOf } from '../../src/main/config/same-server';
import { type Candidate, type Known, sortOut } from '../../src/main/import-finding';
import type { ClientId, Server, ServerDraft } from '../../src/shared/model';

const NAMES = { toServerName, nameProblem, transportOf: () => 'http' as const };
const at = (client: ClientId, name: string, draft: Partial<ServerDraft>, guessed = false): Candidate => {
  const full: ServerDraft = { name, type: 'http', url: 'https://a.example.com/mcp', ...draft };
  return { client, name, draft: full, guessed, meaning: meaningOf(full) };
};
const known = (server: Partial<Server> & { name: string }): Known => {
  const full = { type: 'http', url: 'https://a.example.com/mcp', headers: {}, disabled: false, ...server } as Server;
  return { server: full, meaning: meaningOf(full) };
};
const sort = (candidates: readonly Candidate[], has: readonly Known[] = []) => sortOut(candidates, has, NAMES);
/** `name: draft@client:name client:name | …`, one line for each server. */
const said = (candidates: readonly Candidate[], has: readonly Known[] = []) =>
  sort(candidates, has).servers.map(({ name, versions, existing }) => {
    const all = versions.map((v) => `${v.draft.name}@${v.places.map((p) => `${p.client}:${p.name}`).join(' ')}`);
    return `${existing ? '=' : ''}${name}: ${all.join(' | ')}`;
  });

describe('entries that mean the same', () => {
  it('are one server, in whatever order and spelling they say it', () => {
    const one = at('claude-code', 'a', { url: 'https://A.example.com', headers: { B: '1', A: '2' } });
    const other = at('codex', 'a', { url: 'https://a.example.com/', headers: { a: '2', b: '1' } });
    expect(said([one, other])).toEqual(['a: a@claude-code:a codex:a']);
  });

  it('are another one with another argument, variable, folder or header', () => {
    const command = { type: 'stdio', url: undefined, command: 'x' } as const;
    const all = [
      at('claude-code', 'a', command),
      at('claude-code', 'b', { ...command, args: ['1'] }),
      at('claude-code', 'c', { ...command, env: { A: '1' } }),
      at('claude-code', 'd', { ...command, cwd: '/x' }),
      at('claude-code', 'e', {}),
      at('claude-code', 'f', { headers: { A: '1' } }),
    ];
    expect(said(all)).toHaveLength(6);
  });

  it('are called what most of them are called, and so is the longest time limit theirs', () => {
    const all = [at('claude-code', 'x', { timeout: 10 }), at('codex', 'y', { timeout: 30 }), at('cursor', 'y', {})];
    expect(said(all)).toEqual(['y: y@claude-code:x codex:y cursor:y']);
    expect(sort(all).servers[0]?.versions[0]?.draft.timeout).toBe(30);
  });

  it('go with the transport that others say, where they say none', () => {
    const sse = at('claude-code', 'a', { type: 'sse' });
    const none = at('cursor', 'a', {}, true);
    expect(sort([none, sse]).servers[0]?.versions.map((v) => v.draft.type)).toEqual(['sse']);
    const http = at('codex', 'a', {});
    expect(said([none, sse, http])).toEqual(['a: a@cursor:a codex:a | a@claude-code:a']);
  });
});

describe('versions of one name', () => {
  it('stand side by side, the one with the most places first', () => {
    const all = [
      at('claude-code', 'a', { url: 'https://one.example.com/' }),
      at('codex', 'a', {}),
      at('cursor', 'a', {}),
      at('kiro', 'a', { url: 'https://three.example.com/' }),
    ];
    expect(said(all)).toEqual(['a: a@codex:a cursor:a | a@claude-code:a | a@kiro:a']);
  });

  it('begin with the one that is there already; the others get a name that is free', () => {
    const all = [at('claude-code', 'a', { url: 'https://one.example.com/' }), at('codex', 'b', {})];
    expect(said(all, [known({ name: 'a' })])).toEqual(['=a: a@codex:b | a-2@claude-code:a']);
  });
});

describe('names', () => {
  it('are made valid, and free of those that are taken', () => {
    const url = (n: number) => ({ url: `https://${n}.example.com/` });
    const all = [
      at('claude-code', 'my server', url(1)),
      at('claude-code', 'taken', url(2)),
      at('claude-code', 'taken-2', url(3)),
      at('claude-code', 'workspace', url(4)),
      at('claude-code', '日本語', url(5)),
    ];
    const has = [known({ name: 'taken', url: 'https://x.example.com/' })];
    expect(sort(all, has).servers.map((s) => s.name)).toEqual([
      'my-server',
      'taken-3',
      'taken-2',
      'workspace-server',
      'server',
    ]);
  });
});

describe('what is switched off', () => {
  const on = at('claude-code', 'a', {});
  const off = at('codex', 'a', { disabled: true });
  const left = (candidates: readonly Candidate[], has: readonly Known[] = []) =>
    sort(candidates, has).left.map((one) => [one.client, one.problem.code]);

  it('stays where others have it on', () => {
    expect(said([on, off])).toEqual(['a: a@claude-code:a']);
    expect(left([on, off])).toEqual([['codex', 'import-off']]);
    expect(left([off], [known({ name: 'a' })])).toEqual([['codex', 'import-off']]);
  });

  it('comes as a server that is off where nobody has it on', () => {
    expect(sort([off]).servers[0]?.versions[0]?.draft.disabled).toBe(true);
    expect(left([off])).toEqual([]);
  });

  it('keeps entries from being taken over that are on', () => {
    const has = [known({ name: 'a', disabled: true })];
    expect(left([on, off], has)).toEqual([['claude-code', 'import-existing-off']]);
    expect(said([on, off], has)).toEqual(['=a: a@codex:a']);
  });
});
