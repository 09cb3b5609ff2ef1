// An MCP server of both eras behind bearer tokens: v2 server package, protected resource metadata, scope challenges.
import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  getOAuthProtectedResourceMetadataUrl,
  McpServer,
  type OAuthTokenVerifier,
  requireBearerAuth,
  requireScopes,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Loopback } from './loopback';

export const READ = 'notes:read';
export const WRITE = 'notes:write';

export interface McpResourceOptions {
  readonly issuer: string;
  readonly verifier: OAuthTokenVerifier;
  /** What the resource says it is. Default: its own URL. */
  readonly resource?: string;
  /** Told of every request to it that shows a token. */
  readonly onToken?: (token: string, isAccepted: boolean) => void;
  /** Told of every tool call that is served. */
  readonly onCall?: () => void;
}

/** Serves `/mcp` on `loopback`: `whoami` and `add` need notes:read, `write_note` needs notes:write as well. */
export function serveMcpResource(
  loopback: Loopback,
  options: McpResourceOptions,
): { mcpUrl: string; close(): Promise<void> } {
  const mcpUrl = `${loopback.origin}/mcp`;
  const metadataUrl = getOAuthProtectedResourceMetadataUrl(new URL(mcpUrl));
  const gate = requireBearerAuth({
    verifier: options.verifier,
    requiredScopes: [READ],
    resourceMetadataUrl: metadataUrl,
  });
  const { onToken, onCall = () => undefined } = options;
  const mcp = createMcpHandler(({ authInfo }) => notesServer(String(authInfo?.extra?.login ?? 'nobody'), onCall));
  const metadata = {
    resource: options.resource ?? mcpUrl,
    authorization_servers: [options.issuer],
    scopes_supported: [READ],
    bearer_methods_supported: ['header'],
    resource_name: 'Notes',
  };
  const answer = async (request: Request): Promise<Response> => {
    const { href, pathname } = new URL(request.url);
    if (href === metadataUrl) return Response.json(metadata);
    if (pathname !== '/mcp') return new Response('Not found', { status: 404 });
    const auth = await gate(request);
    const [, token] = /^bearer (.+)$/iu.exec(request.headers.get('authorization') ?? '') ?? [];
    if (token !== undefined) onToken?.(token, !(auth instanceof Response));
    return auth instanceof Response ? auth : mcp.fetch(request, { authInfo: auth });
  };
  loopback.answerWith(toNodeHandler({ fetch: answer }));
  return { mcpUrl, close: () => mcp.close() };
}

function notesServer(login: string, onCall: () => void): McpServer {
  const server = new McpServer({ name: 'Notes', version: '1.0.0' });
  const said = (text: string) => {
    onCall();
    return { content: [{ type: 'text' as const, text }] };
  };
  server.registerTool('whoami', { description: 'Who is signed in' }, () => said(login));
  const inputSchema = z.object({ a: z.number(), b: z.number() });
  server.registerTool('add', { description: 'Adds two numbers', inputSchema }, ({ a, b }) => said(String(a + b)));
  const scopeChallenge = requireScopes(READ, WRITE);
  server.registerTool('write_note', { description: 'Writes a note', scopeChallenge }, () => said('written'));
  return server;
}
