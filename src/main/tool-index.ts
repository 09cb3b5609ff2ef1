// The tools of servers for a search over all of them.
import { AppError } from '../shared/errors';
import type { IndexedServer } from '../shared/tool-index';
import type { Connections } from './ports';

const LONGEST = 240;

/** Of these servers. @throws AppError server-unknown */
export function indexTools(connections: Connections, servers: readonly string[]): IndexedServer[] {
  const views = new Map(connections.views().map((view) => [view.server.name, view]));
  return servers.map((server) => {
    const view = views.get(server);
    if (!view) throw new AppError('server-unknown', { name: server });
    const { tools } = connections.catalog(server);
    return {
      server,
      fingerprint: view.fingerprint,
      tools: tools.map(({ name, title, description, tokens, readOnly, destructive }) => ({
        server,
        name,
        ...(title !== undefined && { title }),
        description: description.slice(0, LONGEST),
        tokens,
        readOnly,
        destructive,
      })),
    };
  });
}
