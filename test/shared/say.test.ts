import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../src/shared/errors';
import { texts } from '../../src/shared/messages';
import type { ConnectionState, ServerSummary } from '../../src/shared/model';
import {
  isSigningIn,
  needsYou,
  overall,
  sayLatency,
  sayOverall,
  sayServer,
  sayTokens,
  wantsMoreAccess,
} from '../../src/shared/say';

const en = texts('en');
const problem = { code: 'connection-refused', message: 'Nothing answers at x.', action: 'Start it.' } as const;
const ready: ConnectionState = {
  kind: 'ready',
  since: 0,
  protocol: '2026-07-28',
  transport: 'http',
  serverName: 's',
  serverVersion: '1',
};
function row(state: ConnectionState, more: Partial<ServerSummary> = {}): ServerSummary {
  return {
    name: 'x',
    transport: 'http',
    address: 'http://127.0.0.1/mcp',
    sets: [],
    needsSecret: false,
    holdsSecret: false,
    disabledTools: [],
    signIn: { kind: 'none' },
    state,
    latencies: [],
    counts: { tools: 3, resources: 0, templates: 0, prompts: 0 },
    tokens: 10,
    catalogSource: 'live',
    fingerprint: '',
    ...more,
  };
}

describe('the state of the whole app', () => {
  const failed = row({ kind: 'failed', problem });
  const needs = row({ kind: 'sign-in-needed', problem });
  const working = row({ kind: 'connecting', attempt: 1 });
  it('puts a problem before what needs you, before work, before fine', () => {
    expect(overall([row(ready), working, needs, failed])).toEqual({ kind: 'problem', count: 1 });
    expect(overall([row(ready), working, needs])).toEqual({ kind: 'needs-you', count: 1 });
    expect(overall([row(ready), working])).toEqual({ kind: 'working', count: 1 });
    expect(overall([row(ready), row({ kind: 'off' })])).toEqual({ kind: 'fine', count: 1 });
    expect(overall([])).toEqual({ kind: 'none', count: 0 });
  });
  it('counts a server that answers and asks for more access under what needs you', () => {
    const more = row(ready, { signIn: { kind: 'needed', host: 'x', scopes: ['write'], moreAccess: true } });
    expect(wantsMoreAccess(more)).toBe(true);
    expect(needsYou(more)).toBe(true);
    expect(overall([row(ready), more])).toEqual({ kind: 'needs-you', count: 1 });
    expect(sayServer(more, en, 0)).toBe('Needs more access');
    expect(wantsMoreAccess(needs)).toBe(false);
    expect(needsYou(row(ready))).toBe(false);
    const underWay = row(ready, { signIn: { kind: 'queued' } });
    expect(needsYou(underWay)).toBe(false);
  });
  it('tells of a broken mcp.json before anything else', () => {
    const configProblem = { problem, goodSince: 0 };
    expect(sayOverall({ servers: [row(ready)], configProblem }, en)).toContain('mcp.json is broken');
    expect(sayOverall({ servers: [row(ready)] }, en)).toBe('1 server ready');
  });
});

describe('the sentence of a server', () => {
  it('names tools and latency when ready', () => {
    expect(sayServer(row(ready, { latencies: [80, 42.3] }), en, 0)).toBe('Ready, 3 tools, 42 ms');
    expect(sayServer(row(ready), en, 0)).toBe('Ready, 3 tools');
  });
  it('gives the cause and the wait when failed', () => {
    const state: ConnectionState = { kind: 'failed', problem, nextTryAt: 20_000 };
    expect(sayServer(row(state), en, 0)).toBe('Failed: Nothing answers at x; next try in 20 s');
    expect(sayServer(row({ ...state, nextTryAt: 300_000 }), en, 0)).toContain('next try in 5 min');
    expect(sayServer(row({ kind: 'failed', problem }), en, 0)).toBe('Failed: Nothing answers at x');
  });
  it('waits for the browser from the click on, whatever the connection does meanwhile', () => {
    const until = 60_000;
    for (const signIn of [
      { kind: 'queued' },
      { kind: 'waiting', url: 'https://x.example/authorize', until },
      { kind: 'waiting-for-code', url: 'https://x.example/device', userCode: 'ABCD', until },
    ] as const) {
      for (const state of [{ kind: 'sign-in-needed', problem } as const, ready]) {
        expect(sayServer(row(state, { signIn }), en, 0)).toBe('Waiting for your browser');
      }
      expect(isSigningIn({ signIn })).toBe(true);
    }
    for (const kind of ['none', 'needed', 'signed-in', 'client-needed', 'failed'] as const) {
      const signIn = { kind, host: 'x', scopes: [], issuer: 'x', renews: true, redirectUri: 'x', problem };
      expect(isSigningIn({ signIn })).toBe(false);
    }
  });
  it('names what only the person has, and why a sign-in did not succeed', () => {
    const say = (state: ConnectionState, more: Partial<ServerSummary> = {}) => sayServer(row(state, more), en, 0);
    const input = (code: ErrorCode): ConnectionState => ({ kind: 'needs-input', problem: { ...problem, code } });
    const needed: ConnectionState = { kind: 'sign-in-needed', problem };
    expect(say(needed)).toBe('Needs sign-in');
    expect(say(needed, { signIn: { kind: 'failed', problem } })).toBe('Needs sign-in: Nothing answers at x');
    expect(say(needed, { signIn: { kind: 'client-needed', issuer: 'i', redirectUri: 'r' } })).toBe('Needs a client ID');
    const lacking = { ...problem, code: 'client-secret-needed' } as const;
    expect(say(needed, { signIn: { kind: 'failed', problem: lacking } })).toBe('Needs a client secret');
    expect(say(input('client-id-needed'))).toBe('Needs a client ID');
    expect(say(input('client-secret-needed'))).toBe('Needs a client secret');
    expect(say(input('api-key-needed'))).toBe('Needs an API key');
    expect(say(input('keychain-locked'))).toBe('Nothing answers at x');
    expect(say(input('env-missing'))).toBe('Needs you: Nothing answers at x');
  });
  it('says what it shows while it connects', () => {
    const state: ConnectionState = { kind: 'connecting', attempt: 1 };
    expect(sayServer(row(state, { catalogSource: 'cache' }), en, 0)).toBe('Connecting, tools from last time');
    expect(sayServer(row(state, { catalogSource: 'none' }), en, 0)).toBe('Connecting');
  });
});

describe('figures', () => {
  it('never says 0 ms', () => expect(sayLatency(0.2, en)).toBe('1 ms'));
  it('shortens token costs above a thousand', () => {
    expect(sayTokens(1, en)).toBe('1 token');
    expect(sayTokens(640, en)).toBe('640 tokens');
    expect(sayTokens(9449, en)).toBe('9.4k tokens');
    expect(sayTokens(14_200, en)).toBe('14k tokens');
  });
});
