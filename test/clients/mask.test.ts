import { describe, expect, it } from 'vitest';
import type { ValuePath } from '../../src/main/clients/adapter';
import { DOTS, masker, maskValue } from '../../src/main/clients/mask';

const theirs = (path: ValuePath, value: string) => maskValue('s', path, value, new Set());
const ours = (path: ValuePath, value: string) => maskValue('s', path, value, new Set(['s']));

describe('a review', () => {
  it('shows nothing from outside of server entries', () => {
    expect(maskValue(undefined, ['oauthAccount', 'email'], 'me@example.com', new Set())).toBe(DOTS);
  });

  it('shows references, which are no secrets', () => {
    expect(theirs(['headers', 'Authorization'], 'Bearer ${TOKEN}')).toBe('Bearer ${TOKEN}');
    expect(theirs(['headers', 'Authorization'], 'Bearer ${TOKEN}x')).toBe(DOTS);
    expect(theirs(['url'], 'https://h/?k=${KEY}')).toBe('https://h/?k=${KEY}');
  });

  it('shows host and path of an address, not its password or query', () => {
    expect(theirs(['url'], 'https://me:pw@h.example/mcp?token=abc&x=1#y=2')).toBe(
      `https://${DOTS}@h.example/mcp?token=${DOTS}&x=${DOTS}#y=${DOTS}`,
    );
    expect(ours(['url'], 'https://h/mcp?mode=fast&api_key=abc')).toBe(`https://h/mcp?mode=fast&api_key=${DOTS}`);
  });

  it('hides header and variable values of others, and of ours only what looks secret', () => {
    expect(theirs(['headers', 'X-Mode'], 'plain')).toBe(DOTS);
    expect(ours(['headers', 'X-Mode'], 'plain')).toBe('plain');
    expect(ours(['env', 'API_KEY'], 'plain')).toBe(DOTS);
    expect(ours(['env', 'X'], 'ghp_abcdefghijkl0123456789')).toBe(DOTS);
  });

  it('shows arguments, but not keys among them', () => {
    for (const shown of ['-y', '@scope/server-name', '/home/me/notes', '--mode=fast', 'http://127.0.0.1:1/mcp']) {
      expect(theirs(['args', 0], shown)).toBe(shown);
    }
    expect(theirs(['args', 0], '--api-key=abc')).toBe(`--api-key=${DOTS}`);
    expect(theirs(['args', 0], 'Authorization: Bearer abc')).toBe(`Authorization: ${DOTS}`);
    expect(theirs(['args', 0], 'sk-ant-abcdefgh12345678')).toBe(DOTS);
    expect(theirs(['args', 0], 'https://h/?token=abc')).toBe(`https://h/?token=${DOTS}`);
  });

  it('hides an argument behind one that names a secret', () => {
    const mask = masker(new Set());
    const args = ['--api-key', 'abc', 'shown', '--token', '${T}', '-y'];
    expect(args.map((value, i) => mask('s', ['args', i], value))).toEqual([
      '--api-key',
      DOTS,
      'shown',
      '--token',
      '${T}',
      '-y',
    ]);
  });

  it('shows what no default hides in', () => {
    expect(theirs(['headers', 'Authorization'], 'Bearer {env:TOKEN}')).toBe('Bearer {env:TOKEN}');
    expect(theirs(['headers', 'Authorization'], 'Bearer ${TOKEN:-abc}')).toBe(DOTS);
  });

  it('shows the names of variables where a member holds names, but no key that someone put there', () => {
    expect(theirs(['bearer_token_env_var'], 'GITHUB_TOKEN')).toBe('GITHUB_TOKEN');
    expect(theirs(['env_http_headers', 'Authorization'], 'MY_TOKEN')).toBe('MY_TOKEN');
    expect(theirs(['bearer_token_env_var'], 'ghp_abcdefghijkl0123456789')).toBe(DOTS);
    expect(theirs(['env_vars', 0], 'sk-abcdefgh')).toBe(DOTS);
  });

  it('knows addresses and arguments under the names other clients give them', () => {
    for (const path of [['httpUrl'], ['serverUrl'], ['uri'], ['transport', 'url']])
      expect(theirs(path, 'https://h/mcp?token=abc')).toBe(`https://h/mcp?token=${DOTS}`);
    expect(theirs(['transport', 'type'], 'streamableHttp')).toBe('streamableHttp');
    expect(theirs(['cmd'], 'npx')).toBe('npx');
    const mask = masker(new Set());
    const command = ['npx', '--token', 'abc', 'shown'];
    expect(command.map((value, i) => mask('s', ['command', i], value))).toEqual(['npx', '--token', DOTS, 'shown']);
  });
});
