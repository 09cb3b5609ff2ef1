// A remote MCP server as Cloudflare's GitHub template made them in June 2025: the sign-in is passed on to an upstream.
import OAuthProvider from '@cloudflare/workers-oauth-provider';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { McpAgent } from 'agents/mcp';
import { z } from 'zod';
import { memoryKv } from './memory-kv.mjs';
import { consentPage, upstreamAuthorizeUrl, upstreamUser } from './upstream-client.mjs';

export class Tools extends McpAgent {
  server = new McpServer({ name: 'Notes of June 2025', version: '1.0.0' });

  async init() {
    this.server.tool('whoami', 'Who is signed in', async () => ({
      content: [{ type: 'text', text: String(this.props?.login) }],
    }));
    this.server.tool('add', 'Adds two numbers', { a: z.number(), b: z.number() }, async ({ a, b }) => ({
      content: [{ type: 'text', text: String(a + b) }],
    }));
  }
}

const encode = (value) => btoa(JSON.stringify(value));
const decode = (text) => JSON.parse(atob(text));

const signIn = {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.pathname === '/authorize' && request.method === 'GET') {
      const asked = await env.OAUTH_PROVIDER.parseAuthRequest(request);
      const client = await env.OAUTH_PROVIDER.lookupClient(asked.clientId);
      if (client === null) return new Response('Unknown client', { status: 400 });
      return consentPage(client.clientName ?? client.clientId, encode(asked));
    }
    if (url.pathname === '/authorize' && request.method === 'POST') return answered(await request.formData(), url, env);
    if (url.pathname === '/callback') return finished(url, env);
    return new Response('Not found', { status: 404 });
  },
};

function answered(form, url, env) {
  const asked = decode(form.get('handle'));
  if (form.get('answer') === 'approve') {
    return Response.redirect(upstreamAuthorizeUrl(env, url.origin, encode(asked)), 302);
  }
  const back = new URL(asked.redirectUri);
  back.searchParams.set('error', 'access_denied');
  back.searchParams.set('state', asked.state);
  return Response.redirect(back.href, 302);
}

async function finished(url, env) {
  const request = decode(url.searchParams.get('state'));
  const user = await upstreamUser(env, url);
  const { redirectTo } = await env.OAUTH_PROVIDER.completeAuthorization({
    request,
    userId: user.login,
    metadata: { label: user.name },
    scope: request.scope,
    props: { login: user.login },
  });
  return Response.redirect(redirectTo, 302);
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
    });
    env.OAUTH_KV = kv;
    return provider.fetch(request, env, ctx);
  },
};
