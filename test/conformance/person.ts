// The person of the official suite's sign-in scenarios: our sign-ins, and a browser that approves at once.
import { createSignIns } from '../../src/main/oauth/sign-ins';
import type { Clock, Logger, SignIns } from '../../src/main/ports';
import { texts } from '../../src/shared/messages';
import type { OauthEntry } from '../../src/shared/model';

/** The suite's document; known to the client in the scenario about it alone, because nobody serves it. */
const DOCUMENT_URL = 'https://conformance-test.local/client-metadata.json';

/** What a person would have written in mcp.json for this scenario; undefined for nothing. */
export function entryFor(scenario: string): OauthEntry | undefined {
  const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}') as Record<string, string | undefined>;
  const { client_id: clientId, client_secret: clientSecret } = context;
  const isMachine = scenario.startsWith('auth/client-credentials');
  if (clientId === undefined && !isMachine) return undefined;
  return {
    ...(clientId !== undefined && { clientId }),
    ...(clientSecret !== undefined && { clientSecret }),
    ...(isMachine && { grant: 'client-credentials' as const }),
  };
}

export function personFor(scenario: string, given: { clock: Clock; log: Logger; folder: string }): SignIns {
  const saved = new Map<string, string>();
  return createSignIns({
    clock: given.clock,
    log: given.log,
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
        (error: unknown) => given.log.warn('the browser met trouble', { error }),
      );
    },
    texts: () => texts('en'),
    lockFolder: given.folder,
    resolve: async (value) => value,
    callbackPort: 0,
    ...(scenario === 'auth/basic-cimd' && { clientMetadataUrl: () => DOCUMENT_URL }),
  });
}
