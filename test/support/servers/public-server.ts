// A public server that knows nothing of OAuth: MCP at its path, 404 for everything else, as many real ones do.
import type { OpenHttp } from './open-http';
import { startOpenHttp } from './open-http';

export function startPublicServer(options: { readonly port?: number } = {}): Promise<OpenHttp> {
  return startOpenHttp({ ...options, path: '/public/mcp' });
}
