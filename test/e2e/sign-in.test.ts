// Signing in as a person does it, on four real systems: a click, a real Chromium, Approve, the tools appear; the token
// ends, it is renewed with no window; signing out says whether the service forgot it too.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Client, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSignIns } from '../../src/main/oauth/sign-ins';
import type { Fetch, SecretStore, SignIns } from '../../src/main/ports';
import { texts } from '../../src/shared/messages';
import type { RemoteServer } from '../../src/shared/model';
import { type Decision, type Person, startPerson, type Visit, whyNoBrowser } from '../support/auth/browser';
import type { AuthPeer } from '../support/auth/recorder';
import { DOCUMENT_URL, type SignInSystem, signInSystems, whySkipped } from './sign-in-systems';

function memorySecrets(): SecretStore & { readonly saved: ReadonlyMap<string, string> } {
  const saved = new Map<string, string>();
  return {
    kind: 'memory',
    saved,
    get: async (name) => saved.get(name),
    set: async (name, value) => void saved.set(name, value),
    delete: async (name) => void saved.delete(name),
  };
}

/** Everything of one story: the system, the app's sign-ins, and the person the app opens links for. */
interface Story {
  readonly peer: AuthPeer;
  readonly server: RemoteServer;
  readonly signIns: SignIns;
  readonly saved: ReadonlyMap<string, string>;
  readonly logged: readonly string[];
  readonly visits: Promise<Visit>[];
  decide(decision: Decision): void;
  stop(): Promise<void>;
}

async function begin(system: SignInSystem, person: Person): Promise<Story> {
  const { peer, url } = await system.start();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-sign-in-'));
  const secrets = memorySecrets();
  const logged: string[] = [];
  const visits: Promise<Visit>[] = [];
  let decision: Decision = 'approve';
  const log = (...words: unknown[]) => void logged.push(JSON.stringify(words));
  const signIns = createSignIns({
    clock: {
      now: () => Date.now(),
      after: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
    },
    log: { info: log, warn: log, error: log },
    secrets,
    openUrl: async (link) => void visits.push(person.visit(link, decision)),
    texts: () => texts('en'),
    lockFolder: folder,
    resolve: async (value) => value,
    clientMetadataUrl: () => DOCUMENT_URL,
    callbackPort: 0,
  });
  return {
    peer,
    server: { name: 'notes', type: system.transport, url, headers: {}, disabled: false },
    signIns,
    saved: secrets.saved,
    logged,
    visits,
    decide: (next) => {
      decision = next;
    },
    stop: async () => {
      await signIns.stop();
      await peer.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** What our connections do, with nothing but the one fetch: connect, list, call. @throws what the fetch threw last */
async function useTools({ server, signIns }: Story, calls = 1): Promise<{ tools: string[]; answers: unknown[] }> {
  const url = new URL(server.url);
  // The library turns errors of a fetch into its own, and forgets the cause of some.
  let problem: unknown;
  const fetch: Fetch = (at, init) =>
    signIns
      .fetchFor(server)(at, init)
      .catch((error: unknown) => {
        problem = error;
        throw error;
      });
  const client = new Client({ name: 'mcp-tray', version: '0' }, { versionNegotiation: { mode: 'auto' } });
  const transport =
    server.type === 'sse' ? new SSEClientTransport(url, { fetch }) : new StreamableHTTPClientTransport(url, { fetch });
  try {
    await client.connect(transport);
    const { tools } = await client.listTools();
    const call = () => client.callTool({ name: 'whoami', arguments: {} });
    const results = await Promise.all(Array.from({ length: calls }, call));
    return { tools: tools.map((tool) => tool.name), answers: results.map((result) => result.content) };
  } catch (error) {
    throw problem ?? error;
  } finally {
    await client.close();
  }
}

const ADA = [{ type: 'text', text: 'ada' }];

for (const system of signInSystems) {
  const why = whySkipped(system);
  if (why !== undefined) console.warn(`skipped: signing in on ${system.name}, from below. ${why}`);
}

describe.skipIf(whyNoBrowser() !== undefined)(whyNoBrowser() ?? 'signing in, in a real browser', () => {
  let person: Person;
  beforeAll(async () => {
    person = await startPerson();
  });
  afterAll(async () => {
    expect(person.blocked()).toEqual([]);
    await person.stop();
  });

  for (const system of signInSystems) {
    describe.skipIf(whySkipped(system) !== undefined)(system.name, () => {
      let story: Story;
      beforeAll(async () => {
        story = await begin(system, person);
      }, 60_000);
      afterAll(() => story.stop());

      it('asks for nothing before the person does', async () => {
        await expect(useTools(story)).rejects.toMatchObject({ code: 'sign-in-needed' });
        expect(story.signIns.status('notes')).toMatchObject({ kind: 'needed' });
        expect(story.visits).toEqual([]);
        expect(story.peer.stats()).toMatchObject({ registrations: 0, granted: {} });
      });

      it('says so when the person declines', async () => {
        story.decide('deny');
        await expect(story.signIns.start('notes')).rejects.toMatchObject({ code: 'sign-in-denied' });
        expect((await story.visits.at(-1))?.text).toContain('Access was declined');
        expect(story.peer.stats().granted).toEqual({});
      });

      it('shows the tools after one approval', async () => {
        story.decide('approve');
        await story.signIns.start('notes');
        const visit = await story.visits.at(-1);
        expect(visit).toMatchObject({ status: 200, answered: system.asked });
        expect(visit?.text).toContain('notes is signed in');
        expect(story.signIns.status('notes')).toMatchObject({ kind: 'signed-in', renews: true });
        const { tools, answers } = await useTools(story);
        expect(tools).toEqual(expect.arrayContaining(['whoami', 'add']));
        expect(answers).toEqual([ADA]);
        expect(story.peer.stats()).toMatchObject({
          registrations: system.registrations,
          granted: { authorization_code: 1 },
          refused: {},
        });
      });

      it('renews an ended token once for 20 calls, without a window', async () => {
        const windows = story.visits.length;
        await story.peer.expireAccessTokens();
        const uses = await Promise.all(Array.from({ length: 4 }, () => useTools(story, 5)));
        expect(uses.flatMap(({ answers }) => answers)).toEqual(Array.from({ length: 20 }, () => ADA));
        expect(story.visits).toHaveLength(windows);
        expect(story.peer.stats()).toMatchObject({ granted: { refresh_token: 1 }, refused: {} });
      });

      it('signs out, and says whether the service forgot it too', async () => {
        expect(await story.signIns.signOut('notes')).toEqual({ revoked: system.revokes });
        expect(story.peer.stats().revocations > 0).toBe(system.revokes);
        await expect(useTools(story)).rejects.toMatchObject({ code: 'sign-in-needed' });
        const left = [...story.saved.values()].join('\n');
        expect(story.peer.secrets().filter((secret) => left.includes(secret))).toEqual([]);
      });

      it('signs in again as the app the service knows already', async () => {
        await story.signIns.start('notes');
        expect((await story.visits.at(-1))?.text).toContain('notes is signed in');
        expect((await useTools(story)).answers).toEqual([ADA]);
        expect(story.peer.stats().registrations).toBe(system.registrations);
      });

      it('says no token, code or secret in its log', () => {
        const log = story.logged.join('\n');
        expect(story.peer.secrets().length).toBeGreaterThan(2);
        expect(story.peer.secrets().filter((secret) => log.includes(secret))).toEqual([]);
      });
    });
  }
});
