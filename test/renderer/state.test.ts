import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  commandLine,
  draftOf,
  EMPTY_ENTRY,
  holdsSecret,
  isWebAddress,
  nameProblem,
  reviewPairs,
} from '../../src/renderer/add/draft';
import { formatRoute, parseRoute, type Route } from '../../src/renderer/route';
import { share } from '../../src/renderer/share';
import { viewForKey } from '../../src/renderer/shell/keys';
import { copyable, imageSource, isWebLink, soundSource } from '../../src/renderer/tools/result-content';
import { withPinned } from '../../src/renderer/ui/virtual-list';

describe('structural sharing', () => {
  it('keeps the identity of everything that is equal', () => {
    const before = {
      servers: [
        { name: 'a', latencies: [1, 2] },
        { name: 'b', latencies: [3] },
      ],
      version: '1',
    };
    const after = share(
      before,
      structuredClone({ ...before, servers: [before.servers[0], { name: 'b', latencies: [4] }] }),
    );
    expect(after).not.toBe(before);
    expect(after.servers[0]).toBe(before.servers[0]);
    expect(after.servers[1]).toEqual({ name: 'b', latencies: [4] });
    expect(share(before, structuredClone(before))).toBe(before);
  });

  it('always gives the value of the new one', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        expect(share(before, after)).toEqual(after);
      }),
    );
  });
});

describe('the address of a view', () => {
  it.each<Route>([
    { view: 'servers' },
    { view: 'servers', server: 'notes' },
    { view: 'servers', server: 'a/b #?% あ' },
    { view: 'servers', server: 'notes', tab: 'doctor' },
    { view: 'servers', server: 'notes', tab: 'tools', item: 'read/note あ' },
    { view: 'tools' },
    { view: 'add' },
    { view: 'add', offer: 3 },
    { view: 'import' },
    { view: 'clients' },
    { view: 'activity' },
    { view: 'settings' },
  ])('%j survives the way there and back', (route) => {
    expect(parseRoute(formatRoute(route))).toEqual(route);
  });

  it.each(['', '#', '#/nowhere', '#/servers/%E0%A4%A', '#/servers/'])('%j leads to the list', (hash) => {
    expect(parseRoute(hash)).toEqual({ view: 'servers' });
  });
});

describe('keys of the whole window', () => {
  const key = (name: string, more: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({
    key: name,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...more,
  });

  it('lead to the views with Ctrl or Cmd, and back with Esc', () => {
    expect(viewForKey(key('2', { ctrlKey: true }), { view: 'servers' })).toEqual({ view: 'clients' });
    expect(viewForKey(key('3', { metaKey: true }), { view: 'servers' })).toEqual({ view: 'activity' });
    expect(viewForKey(key('4', { metaKey: true }), { view: 'servers' })).toEqual({ view: 'settings' });
    expect(viewForKey(key('Escape'), { view: 'servers', server: 'a' })).toEqual({ view: 'servers' });
    expect(viewForKey(key('Escape'), { view: 'add' })).toEqual({ view: 'servers' });
  });

  it('are left alone otherwise', () => {
    expect(viewForKey(key('2'), { view: 'servers' })).toBeUndefined();
    expect(viewForKey(key('1', { ctrlKey: true, altKey: true }), { view: 'servers' })).toBeUndefined();
    expect(viewForKey(key('Escape'), { view: 'clients' })).toBeUndefined();
  });
});

describe('what is about to be added', () => {
  it('shows the command whole, with nothing hidden in a space', () => {
    const draft = { name: 'x', type: 'stdio', command: 'npx', args: ['-y', 'a b', "it's", '$(rm -rf ~)'] } as const;
    expect(commandLine(draft)).toBe(`npx -y 'a b' 'it'\\''s' '$(rm -rf ~)'`);
  });

  it('shows a secret that waits in main as dots, in a command too, and says where it goes', () => {
    const handle = '${pasted:00000000-0000-0000-0000-000000000000}';
    const draft = { name: 'x', type: 'stdio', command: 'npx', args: ['--api-key', handle] } as const;
    expect(commandLine(draft)).toBe('npx --api-key ••••••••');
    expect(holdsSecret(draft)).toBe(true);
    expect(holdsSecret({ ...draft, args: ['-y'] })).toBe(false);
  });

  it('never shows a value that may be a secret, not even in part', () => {
    const headers = {
      Authorization: 'Bearer sk-123',
      Referred: 'Bearer ${keychain:KEY}',
      Env: '${env:TOKEN}',
      Mixed: 'sk-123 ${env:TOKEN} more',
      Double: 'sk123 ${env:A}${env:B}',
    };
    expect(reviewPairs({ name: 'x', type: 'http', url: 'https://x.example', headers })).toEqual([
      { name: 'Authorization' },
      { name: 'Referred', shown: 'Bearer ${keychain:KEY}' },
      { name: 'Env', shown: '${env:TOKEN}' },
      { name: 'Mixed' },
      { name: 'Double' },
    ]);
  });

  it('comes from the fields of its transport only', () => {
    const entry = {
      ...EMPTY_ENTRY,
      name: 'x',
      url: ' https://x.example ',
      command: ' npx ',
      args: '-y\n\nmy file',
      headers: [{ name: ' A ', value: '1' }],
      env: [{ name: '', value: '2' }],
    };
    expect(draftOf(entry)).toEqual({ name: 'x', type: 'http', url: 'https://x.example', headers: { A: '1' } });
    expect(draftOf({ ...entry, type: 'stdio' })).toEqual({
      name: 'x',
      type: 'stdio',
      command: 'npx',
      args: ['-y', 'my file'],
      env: {},
    });
  });

  it('has a name that is allowed and free, and a web address', () => {
    expect(nameProblem('a-b_1', [])).toBeUndefined();
    expect(nameProblem('a', ['a'])).toBe('taken');
    for (const bad of ['', 'a b', 'é', 'x'.repeat(65)]) expect(nameProblem(bad, [])).toBe('name');
    expect(isWebAddress('https://x.example/mcp')).toBe(true);
    for (const bad of ['x.example', 'ftp://x.example', 'javascript:alert(1)', ''])
      expect(isWebAddress(bad)).toBe(false);
  });
});

describe('what a tool gave back', () => {
  it('is shown as an image or a sound only for types a browser plays as such', () => {
    expect(imageSource({ mimeType: 'image/png', base64: 'AAAA' })).toBe('data:image/png;base64,AAAA');
    expect(imageSource({ mimeType: 'text/html', base64: 'AAAA' })).toBeUndefined();
    expect(imageSource({ mimeType: 'image/png', base64: '"><script>' })).toBeUndefined();
    expect(soundSource({ mimeType: 'audio/wav', base64: 'AAAA' })).toBe('data:audio/wav;base64,AAAA');
    expect(soundSource({ mimeType: 'audio/wav;x,', base64: 'AAAA' })).toBeUndefined();
  });

  it('offers web links alone as links', () => {
    expect(isWebLink('https://x.example')).toBe(true);
    for (const bad of ['javascript:alert(1)', 'file:///etc/passwd', ' https://x']) expect(isWebLink(bad)).toBe(false);
  });

  it('is copied as text, pictures by type only', () => {
    const content = [
      { kind: 'text', text: 'a' },
      { kind: 'image', mimeType: 'image/png', base64: 'AAAA' },
      { kind: 'link', uri: 'https://x.example', name: 'x' },
    ] as const;
    expect(copyable({ isError: false, content, structured: { b: 1 }, milliseconds: 1, tokens: 1 })).toBe(
      'a\n[image/png]\nx https://x.example\n{\n  "b": 1\n}',
    );
  });
});

describe('a pinned row', () => {
  it('is drawn with the others, once and in order', () => {
    expect(withPinned([5, 6], 2)).toEqual([2, 5, 6]);
    expect(withPinned([5, 6], 6)).toEqual([5, 6]);
    expect(withPinned([5, 6], -1)).toEqual([5, 6]);
  });
});
