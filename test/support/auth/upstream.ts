// Stands where GitHub stands for a remote MCP server: an authorization server of its own that the worker signs in to.
import { randomUUID } from 'node:crypto';
import { consentPage } from './consent-page';
import { type Listener, readBody, startLoopback } from './loopback';

type Request = Parameters<Listener>[0];
type Response = Parameters<Listener>[1];

const CODE_SECONDS = 60;

export interface Upstream {
  readonly origin: string;
  stop(): Promise<void>;
}

/** One person, `ada`, who is asked each time. Codes and tokens work once and for a minute. */
export async function startUpstream(): Promise<Upstream> {
  const loopback = await startLoopback();
  const codes = new Map<string, number>();
  const tokens = new Set<string>();

  const authorize = async (url: URL, request: Request, response: Response) => {
    const back = callbackOf(url);
    if (back === undefined) return response.writeHead(400).end('redirect_uri is missing or not loopback');
    if (request.method === 'GET') {
      const page = consentPage('The notes service', ['read:user'], `${url.pathname}${url.search}`);
      return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    }
    const approved = new URLSearchParams(await readBody(request)).get('answer') === 'approve';
    const code = randomUUID();
    if (approved) codes.set(code, Date.now() + CODE_SECONDS * 1000);
    if (approved) back.searchParams.set('code', code);
    else back.searchParams.set('error', 'access_denied');
    return response.writeHead(302, { location: back.href }).end();
  };
  const exchange = async (request: Request, response: Response) => {
    const code = new URLSearchParams(await readBody(request)).get('code') ?? '';
    const fresh = (codes.get(code) ?? 0) > Date.now();
    codes.delete(code);
    if (!fresh) return response.writeHead(400).end('bad_verification_code');
    const token = randomUUID();
    tokens.add(token);
    return json(response, { access_token: token, token_type: 'bearer', scope: 'read:user' });
  };
  const user = (request: Request, response: Response) => {
    const known = tokens.delete(request.headers.authorization?.replace(/^Bearer /u, '') ?? '');
    return known ? json(response, { login: 'ada', name: 'Ada' }) : response.writeHead(401).end();
  };

  loopback.answerWith((request, response) => {
    const url = new URL(request.url ?? '/', loopback.origin);
    if (url.pathname === '/login/oauth/authorize') return authorize(url, request, response);
    if (url.pathname === '/login/oauth/access_token') return exchange(request, response);
    if (url.pathname === '/user') return user(request, response);
    return response.writeHead(404).end();
  });
  return { origin: loopback.origin, stop: loopback.stop };
}

function callbackOf(url: URL): URL | undefined {
  const back = URL.parse(url.searchParams.get('redirect_uri') ?? '');
  if (back?.hostname !== '127.0.0.1') return undefined;
  back.searchParams.set('state', url.searchParams.get('state') ?? '');
  return back;
}

function json(response: Response, body: unknown) {
  return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
