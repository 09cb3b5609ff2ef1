// A real MCP-like resource and a real authorization server on loopback, each answer of which a test may script.
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly form: URLSearchParams;
  readonly json: Record<string, unknown>;
}
export interface Scripted {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** Cut the connection instead of answering. */
  readonly cut?: boolean;
}
type Script = (seen: Seen) => Scripted | undefined | Promise<Scripted | undefined>;

interface Grant {
  readonly clientId: string;
  readonly resource: string | null;
  scope: string;
  access: string;
  refresh: string;
  readonly spent: Set<string>;
  isDead: boolean;
}

/** An authorization server and the resource it guards. Everything public may be changed by a test at any time. */
export class Scene {
  /** Answers before the built-in behaviour, by path. */
  readonly scripts = new Map<string, Script>();
  readonly seen: Seen[] = [];
  /** Merged over the metadata; undefined takes a member away. */
  metadata: Record<string, unknown> = {};
  resourceMetadata: Record<string, unknown> | undefined = {};
  challenge: string | undefined;
  /** Scopes the resource wants, beyond a valid token. */
  wants: string[] = [];
  callback: (url: URL) => void = () => undefined;
  accessSeconds: number | undefined = 3600;
  rotates = true;
  /** Paths where the request is acted upon and the answer gets lost on its way. */
  readonly losesAnswers = new Set<string>();
  scopeGiven: ((asked: string) => string | undefined) | undefined;
  readonly clients = new Map<string, { secret?: string; redirectUris: string[] }>();
  readonly grants: Grant[] = [];
  readonly secretsMade = new Set<string>();
  private readonly codes = new Map<string, { clientId: string; challenge: string; redirect: string; grant: Grant }>();
  private constructor(
    private readonly server: Server,
    readonly origin: string,
    readonly issuer: string,
  ) {}

  static async start(issuerPath = ''): Promise<Scene> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const scene = new Scene(server, origin, `${origin}${issuerPath}`);
    server.on('request', (request, response) => {
      scene.handle(request, response).catch((error: unknown) => {
        console.error('the scripted server failed:', error);
        response.destroy();
      });
    });
    return scene;
  }

  get mcpUrl(): string {
    return `${this.origin}/mcp`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  requests(path: string): Seen[] {
    return this.seen.filter((s) => s.path === path);
  }

  /** What an impatient browser does: follows the redirect and approves. Returns the status of the page it ends on. */
  readonly browse = async (url: string): Promise<number> => {
    const response = await fetch(url, { redirect: 'manual' });
    await response.body?.cancel();
    const location = response.headers.get('location');
    if (location === null) return response.status;
    const back = new URL(location);
    this.callback(back);
    const page = await fetch(back);
    await page.text();
    return page.status;
  };

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const seen = await read(request, this.origin);
    this.seen.push(seen);
    const scripted = await this.scripts.get(seen.path)?.(seen);
    const answer = scripted ?? this.answer(seen);
    if (answer.cut || this.losesAnswers.has(seen.path)) {
      response.destroy();
      return;
    }
    const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {});
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
    response.end(body);
  }

  private answer(seen: Seen): Scripted {
    const path = new URL(this.issuer).pathname.replace(/\/$/u, '');
    switch (seen.path) {
      case '/mcp':
        return this.guard(seen);
      case '/.well-known/oauth-protected-resource/mcp':
        return this.resourceMetadata ? { body: this.resourceAnswer() } : { status: 404 };
      case `/.well-known/oauth-authorization-server${path}`:
        return { body: this.metadataAnswer() };
      case '/register':
        return this.register(seen);
      case '/authorize':
        return this.authorize(seen);
      case '/token':
        return this.token(seen);
      case '/revoke':
        return this.revoke(seen);
      default:
        return { status: 404, body: 'Not found', headers: { 'content-type': 'text/plain' } };
    }
  }

  private resourceAnswer() {
    return { resource: this.mcpUrl, authorization_servers: [this.issuer], ...this.resourceMetadata };
  }

  metadataAnswer() {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.origin}/authorize`,
      token_endpoint: `${this.origin}/token`,
      registration_endpoint: `${this.origin}/register`,
      revocation_endpoint: `${this.origin}/revoke`,
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none', 'client_secret_post', 'client_secret_basic'],
      authorization_response_iss_parameter_supported: true,
      ...this.metadata,
    };
  }

  private guard(seen: Seen): Scripted {
    const token = /^Bearer (.+)$/u.exec(seen.headers.authorization ?? '')?.[1];
    const grant = this.grants.find((g) => g.access === token && !g.isDead);
    const place = `resource_metadata="${this.origin}/.well-known/oauth-protected-resource/mcp"`;
    if (!grant) return { status: 401, headers: { 'www-authenticate': this.challenge ?? `Bearer ${place}` } };
    const missing = this.wants.filter((scope) => !grant.scope.split(' ').includes(scope));
    if (missing.length === 0) return { body: { token } };
    const challenge = `Bearer error="insufficient_scope", scope="${this.wants.join(' ')}", ${place}`;
    return { status: 403, headers: { 'www-authenticate': challenge } };
  }

  private register(seen: Seen): Scripted {
    const id = this.made('client');
    this.clients.set(id, { redirectUris: seen.json.redirect_uris as string[] });
    return { status: 201, body: { ...seen.json, client_id: id } };
  }

  private authorize({ query }: Seen): Scripted {
    const clientId = query.get('client_id') ?? '';
    const redirect = query.get('redirect_uri') ?? '';
    const client = this.clients.get(clientId);
    if (!client?.redirectUris.includes(redirect) && !clientId.startsWith('http')) return { status: 400 };
    const code = this.made('code');
    const scope = query.get('scope') ?? '';
    const given = this.scopeGiven ? (this.scopeGiven(scope) ?? scope) : scope;
    const resource = query.get('resource');
    const grant = {
      clientId,
      resource,
      scope: given,
      access: '',
      refresh: '',
      spent: new Set<string>(),
      isDead: false,
    };
    this.codes.set(code, { clientId, redirect, challenge: query.get('code_challenge') ?? '', grant });
    const back = new URL(redirect);
    back.searchParams.set('code', code);
    back.searchParams.set('state', query.get('state') ?? '');
    back.searchParams.set('iss', this.issuer);
    this.secretsMade.add(query.get('state') ?? '');
    return { status: 302, headers: { location: back.href } };
  }

  private token({ form }: Seen): Scripted {
    if (form.get('grant_type') === 'refresh_token') return this.refresh(form);
    const code = this.codes.get(form.get('code') ?? '');
    this.codes.delete(form.get('code') ?? '');
    const verifier = form.get('code_verifier') ?? '';
    this.secretsMade.add(verifier);
    const isGood = code && createHash('sha256').update(verifier).digest('base64url') === code.challenge;
    if (!isGood || form.get('redirect_uri') !== code.redirect) return refuse('invalid_grant');
    this.grants.push(code.grant);
    return this.issue(code.grant);
  }

  private refresh(form: URLSearchParams): Scripted {
    const token = form.get('refresh_token') ?? '';
    const grant = this.grants.find((g) => g.refresh === token || g.spent.has(token));
    if (!grant || grant.isDead) return refuse('invalid_grant');
    if (grant.spent.has(token)) {
      grant.isDead = true;
      return refuse('invalid_grant');
    }
    return this.issue(grant);
  }

  private issue(grant: Grant): Scripted {
    if (grant.refresh !== '' && this.rotates) grant.spent.add(grant.refresh);
    if (grant.refresh === '' || this.rotates) grant.refresh = this.made('refresh');
    grant.access = this.made('access');
    return {
      body: {
        access_token: grant.access,
        token_type: 'Bearer',
        refresh_token: grant.refresh,
        ...(this.accessSeconds !== undefined && { expires_in: this.accessSeconds }),
        ...(this.scopeGiven && { scope: grant.scope }),
      },
    };
  }

  private revoke({ form }: Seen): Scripted {
    const grant = this.grants.find((g) => g.refresh === form.get('token') || g.access === form.get('token'));
    if (grant) grant.isDead = true;
    return { status: 200 };
  }

  private made(kind: string): string {
    const value = `${kind}-${randomBytes(12).toString('hex')}`;
    if (kind !== 'client') this.secretsMade.add(value);
    return value;
  }
}

export function refuse(error: string, status = 400): Scripted {
  return { status, body: { error, error_description: 'words of the service' } };
}

async function read(request: IncomingMessage, origin: string): Promise<Seen> {
  const url = new URL(request.url ?? '/', origin);
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  const isJson = request.headers['content-type']?.includes('json') === true && text !== '';
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    form: isJson ? new URLSearchParams() : new URLSearchParams(text),
    json: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}
