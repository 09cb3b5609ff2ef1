// The client under test of the official suite's sign-in scenarios: our sign-ins under the SDK's transport, and a person
// who approves every request at once. The server's URL is the last argument; the suite names the scenario in the
// environment. Exit code 0 means that the tools were listed and called.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createSignIns } from '../../src/main/oauth/sign-ins';
import type { SignIns } from '../../src/main/ports';
import { AppError } from '../../src/shared/errors';
import { texts } from '../../src/shared/messages';
import type { OauthEntry, RemoteServer } from '../../src/shared/model';

/** The suite's document; known to the client in the scenario about it alone, because nobody serves it. */
const DOCUMENT_URL = 'https://conformance-test.local/client-metadata.json';
/** A person gives up after this many windows for one thing. */
const MOST_SIGN_INS = 3;
const SIGN_IN_CODES: readonly string[] = ['sign-in-needed', 'more-access-needed'];

function entryFor(scenario: string): OauthEntry {
  const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}') as Record<string, string | undefined>;
  const { client_id: clientId, client_secret: clientSecret } = context;
  return {
    ...(clientId !== undefined && { clientId }),
    ...(clientSecret !== undefined && { clientSecret }),
    ...(scenario.startsWith('auth/client-credentials') && { grant: 'client-credentials' as const }),
  };
}

function signInsFor(scenario: string, lockFolder: string): SignIns {
  const say = (message: string, fields?: unknown) => console.error(message, fields ?? '');
  const saved = new Map<string, string>();
  return createSignIns({
    clock: {
      now: () => Date.now(),
      after: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
    },
    log: { info: say, warn: say, error: say },
    secrets: {
      kind: 'memory',
      get: async (name) => saved.get(name),
      set: async (name, value) => void saved.set(name, value),
      delete: async (name) => void saved.delete(name),
    },
    // The suite's authorization server asks nobody: following its redirects is all a browser would do.
    openUrl: async (url) => {
      void fetch(url).then(
        (page) => page.body?.cancel(),
        (error: unknown) => say('the browser met trouble', error),
      );
    },
    texts: () => texts('en'),
    lockFolder,
    resolve: async (value) => value,
    callbackPort: 0,
    ...(scenario === 'auth/basic-cimd' && { clientMetadataUrl: DOCUMENT_URL }),
  });
}

/** Connects, lists and calls; what was connected is closed whatever comes. */
async function use(server: RemoteServer, signIns: SignIns): Promise<void> {
  const client = new Client({ name: 'mcp-tray', version: '0' }, { versionNegotiation: { mode: 'auto' } });
  try {
    await client.connect(new StreamableHTTPClientTransport(new URL(server.url), { fetch: signIns.fetchFor(server) }));
    const { tools } = await client.listTools();
    for (const { name } of tools) await client.callTool({ name, arguments: {} });
  } finally {
    await client.close();
  }
}

/** The code of ours that the SDK may have wrapped. */
function signInCode(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof AppError) return at.code;
  return undefined;
}

async function story(server: RemoteServer, signIns: SignIns): Promise<void> {
  for (let signedIn = 0; ; signedIn++) {
    try {
      return await use(server, signIns);
    } catch (error) {
      const code = signInCode(error);
      if (code === undefined || !SIGN_IN_CODES.includes(code) || signedIn === MOST_SIGN_INS) throw error;
      await signIns.start(server.name);
    }
  }
}

async function main(url: string, scenario: string): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-conformance-'));
  const signIns = signInsFor(scenario, folder);
  const server: RemoteServer = {
    name: 'under-test',
    type: 'http',
    url,
    headers: {},
    disabled: false,
    oauth: entryFor(scenario),
  };
  try {
    await story(server, signIns);
  } catch (error) {
    // Scenarios of a hostile server end here, and must.
    console.error(error);
    process.exitCode = 1;
  } finally {
    await signIns.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

await main(process.argv.at(-1) ?? '', process.env.MCP_CONFORMANCE_SCENARIO ?? '');
