// A remote MCP server as the current libraries make them: consent and upstream by the library's own transactions.
import { authorizationErrorRedirect, OAuthProvider } from '@cloudflare/workers-oauth-provider';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { McpAgent } from 'agents/mcp';
import { z } from 'zod';
import { memoryKv } from './memory-kv.mjs';
import { consentPage, upstreamAuthorizeUrl, upstreamUser } from './upstream-client.mjs';

export class Tools extends McpAgent {
  server = new McpServer({ name: 'Notes of today', version: '1.0.0' });

  async init() {
    this.server.registerTool('whoami', { description: 'Who is signed in' }, async () => ({
      content: [{ type: 'text', text: String(this.props?.login) }],
    }));
    const inputSchema = { a: z.number(), b: z.number() };
    this.server.registerTool('add', { description: 'Adds two numbers', inputSchema }, async ({ a, b }) => ({
      content: [{ type: 'text', text: String(a + b) }],
    }));
  }
}

const signIn = {
  async fetch(request, env) {
    const url = new URL(request.url);
    const oauth = env.OAUTH_PROVIDER;
    if (url.pathname === '/authorize' && request.method === 'GET') {
      const asked = await oauth.parseAuthRequest(request);
      const { clientName, clientId } = await oauth.describeConsent(asked);
      const { handle, headers } = await oauth.beginConsent(asked);
      return consentPage(clientName ?? clientId, handle, headers);
    }
    if (url.pathname === '/authorize' && request.method === 'POST') return answered(request, url, env);
    if (url.pathname === '/callback') return finished(request, url, env);
    return new Response('Not found', { status: 404 });
  },
};

const redirect = (location, headers) => {
  headers.set('location', location);
  return new Response(null, { status: 302, headers });
};

async function answered(request, url, env) {
  const oauth = env.OAUTH_PROVIDER;
  const form = await request.clone().formData();
  const handle = String(form.get('handle'));
  if (form.get('answer') !== 'approve') {
    const denied = await oauth.denyConsent(request, handle);
    return redirect(denied.redirectTo, denied.headers);
  }
  const approved = await oauth.approveConsent(request, handle);
  const { state, headers } = await oauth.beginUpstream(approved.request, { headers: approved.headers });
  return redirect(upstreamAuthorizeUrl(env, url.origin, state), headers);
}

async function finished(callback, url, env) {
  const oauth = env.OAUTH_PROVIDER;
  const { request, headers } = await oauth.finishUpstream(callback);
  if (url.searchParams.get('error')) return redirect(authorizationErrorRedirect(request, 'access_denied'), headers);
  const user = await upstreamUser(env, url);
  const { redirectTo } = await oauth.completeAuthorization({
    request,
    userId: user.login,
    metadata: { label: user.name },
    scope: request.scope,
    props: { login: user.login },
  });
  return redirect(redirectTo, headers);
}

let provider;
const kv = memoryKv();

export const worker = {
  async fetch(request, env, ctx) {
    // Not reachable from outside: the relay in front refuses it.
    if (new URL(request.url).pathname === '/test/expire') return new Response(await kv.dropAll('token:'));
    provider ??= new OAuthProvider({
      apiHandlers: { '/sse': Tools.serveSSE('/sse'), '/mcp': Tools.serve('/mcp') },
      defaultHandler: signIn,
      authorizeEndpoint: '/authorize',
      tokenEndpoint: '/token',
      clientRegistrationEndpoint: '/register',
      accessTokenTTL: Number(env.ACCESS_TOKEN_SECONDS),
      resourceMetadata: { resource: new URL(request.url).origin },
    });
    env.OAUTH_KV = kv;
    return provider.fetch(request, env, ctx);
  },
};
