// The four real sign-in systems, six ways of reaching them, and what is true of each.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type OidcProviderOptions, startOidcProvider } from '../support/auth/oidc-provider';
import type { AuthPeer } from '../support/auth/recorder';
import { whyNoWorkers } from '../support/auth/workerd';
import { startWorkersOAuth, type WorkersOAuthOptions } from '../support/auth/workers-oauth';

/** Where the app's own document would be published; oidc-provider is handed the one in the repository. */
export const DOCUMENT_URL = 'https://mcp-tray.example/client-metadata.json';

/** The stories through the app reach all six ways of signing in; seeing them from below again takes a minute more. */
export const whyNotFull = (): string | undefined =>
  process.env.MCP_TRAY_TEST_FULL ? undefined : 'MCP_TRAY_TEST_FULL=1 runs it too';

export interface SignInSystem {
  readonly name: string;
  /** True for one of each library: enough for a quick run. */
  readonly isTypical: boolean;
  readonly transport: 'http' | 'sse';
  readonly missing: string | undefined;
  readonly registrations: number;
  /** Whether its revocation endpoint does what its metadata says. */
  readonly revokes: boolean;
  /** Headings a person answers, in order. */
  readonly asked: readonly string[];
  start(): Promise<{ readonly peer: AuthPeer; readonly url: string }>;
}

const CONSENT = 'MCP Tray asks for access';
const UPSTREAM = 'The notes service asks for access';

function workers(version: WorkersOAuthOptions['version'], transport: 'http' | 'sse'): SignInSystem {
  return {
    name: `workers-oauth-provider, ${version}, ${transport}`,
    isTypical: version === 'june-2025' && transport === 'http',
    transport,
    missing: whyNoWorkers(),
    registrations: 1,
    // The library of June 2025 advertises an endpoint that answers "unsupported_grant_type".
    revokes: version === 'current',
    asked: [CONSENT, UPSTREAM],
    start: async () => {
      const peer = await startWorkersOAuth({ version });
      return { peer, url: transport === 'sse' ? peer.sseUrl : peer.mcpUrl };
    },
  };
}

function oidcProvider(how: string, registrations: number, options: () => Promise<OidcProviderOptions>): SignInSystem {
  return {
    name: `oidc-provider, ${how}`,
    isTypical: registrations === 1,
    transport: 'http',
    missing: undefined,
    registrations,
    revokes: true,
    asked: [CONSENT],
    start: async () => {
      const peer = await startOidcProvider(await options());
      return { peer, url: peer.mcpUrl };
    },
  };
}

/** The document of the repository, as it would stand at `DOCUMENT_URL`. */
async function publishedDocument(): Promise<Record<string, unknown>> {
  const text = await readFile(path.resolve(import.meta.dirname, '../../client-metadata.json'), 'utf8');
  return { ...(JSON.parse(text) as Record<string, unknown>), client_id: DOCUMENT_URL };
}

export const signInSystems: readonly SignInSystem[] = [
  workers('june-2025', 'http'),
  workers('june-2025', 'sse'),
  workers('current', 'http'),
  workers('current', 'sse'),
  oidcProvider('dynamic registration', 1, async () => ({})),
  oidcProvider('client ID metadata document', 0, async () => ({
    dynamicRegistration: false,
    metadataDocuments: { [DOCUMENT_URL]: await publishedDocument() },
  })),
];

/** Why a test that looks from below leaves this system out; undefined where it does not. */
export const whySkipped = ({ missing, isTypical }: SignInSystem): string | undefined =>
  missing ?? (isTypical ? undefined : whyNotFull());
