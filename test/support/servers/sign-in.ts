// A server behind a sign-in: 401 with a challenge and protected resource metadata. Every request is recorded, so that
// a test can show what was, and what was not, asked for.
import { answer, type Listening, listen, type Peer } from './listen';

export async function startSignIn(
  options: { readonly port?: number; readonly challenge?: boolean } = {},
): Promise<Peer & Pick<Listening, 'seen' | 'sockets'>> {
  const server = await listen((request, response) => {
    const origin = `http://${request.headers.host}`;
    const metadata = `${origin}/.well-known/oauth-protected-resource/mcp`;
    if (request.url === '/mcp') {
      const challenge = { 'www-authenticate': `Bearer resource_metadata="${metadata}", scope="notes:read"` };
      answer(response, 401, { error: 'unauthorized' }, options.challenge === false ? {} : challenge);
    } else if (request.url === '/.well-known/oauth-protected-resource/mcp') {
      answer(response, 200, {
        resource: `${origin}/mcp`,
        authorization_servers: [origin],
        scopes_supported: ['notes:read'],
      });
    } else if (request.url === '/.well-known/oauth-authorization-server') {
      answer(response, 200, {
        issuer: origin,
        authorization_endpoint: `${origin}/authorize`,
        token_endpoint: `${origin}/token`,
        registration_endpoint: `${origin}/register`,
        response_types_supported: ['code'],
        code_challenge_methods_supported: ['S256'],
      });
    } else answer(response, 404, 'Not found');
  }, options);
  return { url: `${server.origin}/mcp`, seen: server.seen, sockets: server.sockets, stop: server.stop };
}
