// A server of revision 2026-07-28, written with the stable line of the SDK: no sessions, subscriptions, input_required.
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { type Listening, listen, type Peer } from './listen';
import { createNotesV2 } from './notes-v2';

export interface ModernHttp extends Peer, Pick<Listening, 'seen' | 'sockets'> {
  /** Adds a tool and tells every subscriber. */
  addTool(name: string): void;
}

/** @param legacy whether requests of the 2025 revisions are served too */
export async function startModernHttp(
  options: { readonly port?: number; readonly legacy?: boolean } = {},
): Promise<ModernHttp> {
  const extra: string[] = [];
  const handler = createMcpHandler(() => createNotesV2(extra), { legacy: options.legacy ? 'stateless' : 'reject' });
  const serve = toNodeHandler(handler);
  const server = await listen((request, response) => void serve(request, response), options);
  return {
    url: `${server.origin}/mcp`,
    seen: server.seen,
    sockets: server.sockets,
    addTool: (name) => {
      extra.push(name);
      handler.notify.toolsChanged();
    },
    stop: async () => {
      await handler.close();
      await server.stop();
    },
  };
}
