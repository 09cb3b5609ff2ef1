// oidc-provider as authorization server of an MCP server: DCR, client ID metadata documents, `iss`, resource
// indicators, rotation that revokes the grant when a spent refresh token comes back, revocation, device flow.
import { generateKeyPairSync } from 'node:crypto';
import { OAuthError, OAuthErrorCode, type OAuthTokenVerifier } from '@modelcontextprotocol/server';
import Provider, { type ClientMetadata, type Configuration, errors, type JWK } from 'oidc-provider';
import { consentPage } from './consent-page';
import { type Listener, readBody, startLoopback } from './loopback';
import { READ, serveMcpResource, WRITE } from './mcp-resource';
import { createOidcStore } from './oidc-store';
import { type AuthPeer, createRecorder, type Exchange } from './recorder';
import { createTokenLedger, type TokenLife } from './token-ledger';

export interface OidcProviderOptions {
  /** Anyone may register (RFC 7591). Default true. */
  readonly dynamicRegistration?: boolean;
  /** Documents by client ID URL, in place of the web they would be fetched from; given, CIMD is offered. */
  readonly metadataDocuments?: Readonly<Record<string, unknown>>;
  /** Clients the server knows beforehand. */
  readonly clients?: readonly ClientMetadata[];
  /** Seconds. Default 3600. */
  readonly accessTokenSeconds?: number;
  /** Seconds. Default 86400. */
  readonly refreshTokenSeconds?: number;
  /** Offers RFC 7009. Default true. */
  readonly revocation?: boolean;
  /** Gives refresh tokens without `offline_access` too, as many servers do. Default false: as the standard says. */
  readonly refreshAlways?: boolean;
  /** Says how long an access token lives, as RFC 6749 recommends. Default true. */
  readonly announcesExpiry?: boolean;
}

export interface OidcPeer extends AuthPeer {
  /** Every access token it gave out. */
  tokens(): readonly TokenLife[];
  /** Tool calls the MCP server has served. */
  calls(): number;
}

const LOGIN = 'ada';
const INTERACTION = /^\/interaction\/[\w-]+$/u;

/** Starts both servers, on an origin each. */
export async function startOidcProvider(options: OidcProviderOptions = {}): Promise<OidcPeer> {
  const recorder = createRecorder();
  const ledger = createTokenLedger();
  const store = createOidcStore();
  const [front, resource] = [await startLoopback(), await startLoopback()];
  const mcpUrl = `${resource.origin}/mcp`;
  const provider = new Provider(front.origin, {
    ...configuration(options, mcpUrl),
    adapter: store.adapter,
  });
  if (options.announcesExpiry === false) keepQuiet(provider);
  record(provider, (exchange) => {
    recorder.exchange(exchange);
    const token = accessTokenIn(exchange);
    if (token !== undefined) ledger.issued(String(exchange.form?.grant_type), token);
  });
  const callback = provider.callback();
  front.answerWith((request, response) =>
    INTERACTION.test(request.url ?? '') ? interaction(provider, request, response) : callback(request, response),
  );
  let calls = 0;
  const mcp = serveMcpResource(resource, {
    issuer: front.origin,
    verifier: verifier(provider, mcpUrl),
    onToken: ledger.shown,
    onCall: () => {
      calls += 1;
    },
  });
  return {
    mcpUrl,
    issuer: front.origin,
    stats: recorder.stats,
    secrets: recorder.secrets,
    tokens: ledger.lives,
    calls: () => calls,
    expireAccessTokens: async () => store.drop('AccessToken'),
    stop: async () => {
      await mcp.close();
      await Promise.all([front.stop(), resource.stop()]);
    },
  };
}

function configuration(options: OidcProviderOptions, mcpUrl: string): Configuration {
  const accessTokenTTL = options.accessTokenSeconds ?? 3600;
  const documents = options.metadataDocuments;
  return {
    clients: [...(options.clients ?? [])],
    cookies: { keys: ['only for tests'] },
    jwks: { keys: [signingKey()] },
    ttl: {
      AccessToken: accessTokenTTL,
      ClientCredentials: accessTokenTTL,
      RefreshToken: options.refreshTokenSeconds ?? 86_400,
      Grant: 86_400,
      Session: 86_400,
      Interaction: 600,
      IdToken: 3600,
      DeviceCode: 600,
    },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    ...(options.refreshAlways === true
      ? { issueRefreshToken: async (_context, client) => client.grantTypeAllowed('refresh_token') }
      : {}),
    fetch: async (url) => {
      const document = documents?.[String(url)];
      return document === undefined ? new Response(null, { status: 404 }) : Response.json(document);
    },
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: options.dynamicRegistration ?? true },
      revocation: { enabled: options.revocation ?? true, allowedPolicy: ownToken },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true, userCodeConfirmSource: confirmDevice, successSource: deviceDone },
      ...(documents === undefined ? {} : { clientIdMetadataDocument: { enabled: true, ack: 'draft-02' } }),
      resourceIndicators: {
        enabled: true,
        // Without `resource` a token is for nothing, and the MCP server refuses it.
        defaultResource: () => [],
        useGrantedResource: () => false,
        getResourceServerInfo: (_context, indicator) => {
          if (indicator !== mcpUrl) throw new errors.InvalidTarget();
          return { scope: `${READ} ${WRITE}`, audience: mcpUrl, accessTokenTTL, accessTokenFormat: 'opaque' };
        },
      },
    },
  };
}

let key: JWK | undefined;

/** Made once: it signs ID tokens that no test reads, and making it takes longer than all the rest. */
function signingKey(): JWK {
  key ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }) as JWK;
  return key;
}

const ownToken = (_context: unknown, client: { clientId: string }, token: { clientId?: string | undefined }) =>
  token.clientId === client.clientId;

function verifier(provider: Provider, mcpUrl: string): OAuthTokenVerifier {
  return {
    verifyAccessToken: async (value) => {
      const token = (await provider.AccessToken.find(value)) ?? (await provider.ClientCredentials.find(value));
      if (token === undefined || token.isExpired || ![token.aud].flat().includes(mcpUrl)) {
        throw new OAuthError(
          OAuthErrorCode.InvalidToken,
          'The access token is unknown, expired or for another resource',
        );
      }
      return {
        token: value,
        clientId: token.clientId ?? '',
        scopes: [...token.scopes],
        expiresAt: token.exp,
        extra: { login: 'accountId' in token ? token.accountId : token.clientId },
      };
    },
  };
}

/** One page for sign-in and consent: what it shows is what is granted. */
const interaction: (provider: Provider, ...args: Parameters<Listener>) => Promise<unknown> = async (
  provider,
  request,
  response,
) => {
  const { params, uid } = await provider.interactionDetails(request, response);
  const scopes = String(params.scope ?? '').split(' ');
  if (request.method !== 'POST') {
    const client = await provider.Client.find(String(params.client_id));
    const page = consentPage(client?.clientName ?? String(params.client_id), scopes, `/interaction/${uid}`);
    return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  }
  if (new URLSearchParams(await readBody(request)).get('answer') !== 'approve') {
    const denied = { error: 'access_denied', error_description: 'The person said no' };
    return provider.interactionFinished(request, response, denied);
  }
  const grant = new provider.Grant({ accountId: LOGIN, clientId: String(params.client_id) });
  grant.addOIDCScope(scopes.join(' '));
  for (const indicator of [params.resource ?? []].flat()) grant.addResourceScope(String(indicator), scopes.join(' '));
  const result = { login: { accountId: LOGIN }, consent: { grantId: await grant.save() } };
  return provider.interactionFinished(request, response, result);
};

type ConfirmDevice = NonNullable<
  NonNullable<NonNullable<Configuration['features']>['deviceFlow']>['userCodeConfirmSource']
>;
const confirmDevice: ConfirmDevice = async (context, form) => {
  context.body = `<!doctype html><title>Device</title><h1>A device asks for access</h1>${form}
<button type="submit" form="op.deviceConfirmForm">Approve</button>`;
};

const deviceDone = (context: { body: unknown }) => {
  context.body = '<!doctype html><title>Device</title><h1>The device is signed in</h1>';
};

const ROLES: Readonly<Record<string, Exchange['role']>> = {
  token: 'token',
  registration: 'registration',
  revocation: 'revocation',
};

/** Leaves a client without a word on when its token ends: it learns that from being refused. */
function keepQuiet(provider: Provider): void {
  provider.use(async (context, next) => {
    await next();
    if (typeof context.body === 'object' && context.body !== null) Reflect.deleteProperty(context.body, 'expires_in');
  });
}

function accessTokenIn({ role, answer }: Exchange): string | undefined {
  const isGrant = role === 'token' && typeof answer === 'object' && answer !== null && 'access_token' in answer;
  return isGrant && typeof answer.access_token === 'string' ? answer.access_token : undefined;
}

function record(provider: Provider, tell: (exchange: Exchange) => void): void {
  provider.use(async (context, next) => {
    await next();
    const location = context.response.get('location');
    tell({
      method: context.method,
      path: context.path,
      // Set by the routes of the provider alone; its type says always.
      role: ROLES[(context.oidc as typeof context.oidc | undefined)?.route ?? ''] ?? 'other',
      form: { ...(context.oidc as typeof context.oidc | undefined)?.params },
      status: context.status,
      answer: context.body,
      ...(location === '' ? {} : { location }),
    });
  });
}
