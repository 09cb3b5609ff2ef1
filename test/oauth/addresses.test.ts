import { describe, expect, it } from 'vitest';
import { covers, isLoopback, resourceName, safeUrl } from '../../src/main/oauth/addresses';
import { wellKnownPlaces } from '../../src/main/oauth/resource-metadata';
import { wantedScopes } from '../../src/main/oauth/scopes';
import { metadataPlaces } from '../../src/main/oauth/server-metadata';

const u = (text: string) => new URL(text);
const remote = u('https://notes.example/mcp');
const local = u('http://127.0.0.1:9/mcp');

describe('addresses a server may name', () => {
  it('are https, or http on this machine for a server on this machine', () => {
    expect(safeUrl('https://x.example/', remote).href).toBe('https://x.example/');
    expect(safeUrl('http://localhost:1/', local).href).toBe('http://localhost:1/');
  });
  it.each([
    ['http://x.example/', remote],
    ['http://127.0.0.1:1/', remote],
    ['http://x.example/', local],
    ['http://192.168.1.2/', u('http://192.168.1.2/mcp')],
    ['file:///etc/passwd', remote],
    ['javascript:alert(1)', remote],
    ['data:text/html,x', local],
  ])('are never %s', (url, server) => {
    expect(() => safeUrl(url, server)).toThrow(expect.objectContaining({ code: 'sign-in-insecure' }));
  });
  it.each(['', 'not a url', 'https://user:pw@x.example/'])('are whole: %s', (url) => {
    expect(() => safeUrl(url, remote)).toThrow(expect.objectContaining({ code: 'sign-in-settings-unreadable' }));
  });
  it('know this machine by its literals only', () => {
    expect(
      ['http://127.0.0.1/', 'http://127.9.9.9/', 'http://[::1]/', 'http://localhost/'].map((s) => isLoopback(u(s))),
    ).toEqual([true, true, true, true]);
    expect(
      ['http://127.0.0.1.evil.example/', 'http://localhost.evil/', 'http://10.0.0.1/'].map((s) => isLoopback(u(s))),
    ).toEqual([false, false, false]);
  });
});

describe('a resource', () => {
  it.each([
    ['https://notes.example/mcp', true],
    ['https://notes.example', true],
    ['https://notes.example/', true],
    ['https://NOTES.example:443/mcp/', true],
    ['https://notes.example/mc', false],
    ['https://notes.example/mcp/deeper', false],
    ['https://other.example/mcp', false],
    ['http://notes.example/mcp', false],
    ['https://notes.example:8443/mcp', false],
    ['https://notes.example/mcp?tenant=2', false],
    ['https://notes.example/mcp#x', false],
    ['notes', false],
  ])('%s covers the server: %s', (resource, wanted) => expect(covers(resource, remote)).toBe(wanted));
  it('is named without a trailing slash', () => {
    expect(resourceName('https://notes.example/')).toBe('https://notes.example');
    expect(resourceName('https://notes.example/mcp/')).toBe('https://notes.example/mcp');
    expect(resourceName('https://notes.example/mcp?t=1')).toBe('https://notes.example/mcp?t=1');
  });
});

describe('well-known places', () => {
  it('of a server: by path, then the root', () => {
    const places = wellKnownPlaces(u('https://x.example/a/mcp')).map((p) => p.pathname);
    expect(places).toEqual(['/.well-known/oauth-protected-resource/a/mcp', '/.well-known/oauth-protected-resource']);
    expect(wellKnownPlaces(u('https://x.example/'))).toHaveLength(1);
  });
  it('of an issuer with a path: three, OAuth first', () => {
    expect(metadataPlaces(u('https://x.example/t/1/')).map((p) => p.pathname)).toEqual([
      '/.well-known/oauth-authorization-server/t/1',
      '/.well-known/openid-configuration/t/1',
      '/t/1/.well-known/openid-configuration',
    ]);
  });
  it('of an issuer without one: OAuth, then OpenID Connect', () => {
    expect(metadataPlaces(u('https://x.example')).map((p) => p.pathname)).toEqual([
      '/.well-known/oauth-authorization-server',
      '/.well-known/openid-configuration',
    ]);
  });
});

describe('scopes', () => {
  const none = { entry: undefined, challenge: undefined, resource: undefined, service: undefined, granted: [] };
  it('come from the challenge, else the resource, else nowhere', () => {
    expect(wantedScopes({ ...none, challenge: ['a'], resource: ['b'] })).toEqual(['a']);
    expect(wantedScopes({ ...none, resource: ['b'], service: ['c'] })).toEqual(['b']);
    expect(wantedScopes({ ...none, service: ['c'] })).toEqual([]);
    expect(wantedScopes({ ...none, challenge: [], resource: ['b'] })).toEqual([]);
  });
  it('keep what was granted when more is wanted', () => {
    expect(wantedScopes({ ...none, challenge: ['b', 'a'], granted: ['a'] })).toEqual(['a', 'b']);
  });
  it('ask for offline_access only where the service lists it', () => {
    expect(wantedScopes({ ...none, challenge: ['a'], service: ['a', 'offline_access'] })).toEqual([
      'a',
      'offline_access',
    ]);
    expect(wantedScopes({ ...none, resource: ['a', 'offline_access'], service: ['a'] })).toEqual(['a']);
    expect(wantedScopes({ ...none, resource: ['a'] })).toEqual(['a']);
  });
  it('are those of the entry instead of the list, beside those of the challenge', () => {
    expect(wantedScopes({ ...none, entry: ['x'], resource: ['b'] })).toEqual(['x']);
    expect(wantedScopes({ ...none, entry: ['x'], challenge: ['a'] })).toEqual(['x', 'a']);
  });
});
