// The tools of all servers, asked for in small parts while somebody searches, and again only where a catalog changed.
import { useEffect, useMemo, useState } from 'react';
import { type Prepared, prepare } from '../../shared/find';
import type { ServerSummary } from '../../shared/model';
import type { IndexedServer, IndexedTool } from '../../shared/tool-index';
import { RequestError, request } from '../api';

/** Servers asked for at once: an answer is taken in within a frame. */
const AT_ONCE = 8;
/** A tool that can be told from all others. Made once: lists of thousands ask for it at each keystroke. */
export type FoundTool = IndexedTool & { readonly id: string };
type Held = ReadonlyMap<string, { readonly from: IndexedServer; readonly tools: readonly Prepared<FoundTool>[] }>;
/** For as long as the window is open: whoever searches again does not wait again. */
let held: Held = new Map();

const ask = async (names: string[]): Promise<IndexedServer[]> => {
  try {
    return await request('servers:tools', { names });
  } catch (error) {
    // A server that was removed meanwhile; the next snapshot says so, and asks anew.
    if (error instanceof RequestError && error.wire.code === 'server-unknown') return [];
    throw error;
  }
};

const withId = (tool: IndexedTool): FoundTool => ({ ...tool, id: `tool:${tool.server}\n${tool.name}` });

export interface ToolIndex {
  /** In the order of the servers. */
  readonly tools: readonly Prepared<FoundTool>[];
  readonly loading: boolean;
}

/** @param wanted false asks for nothing */
export function useToolIndex(servers: readonly ServerSummary[], wanted: boolean): ToolIndex {
  const [known, setKnown] = useState(held);
  const stale = staleOf(known, servers);
  const key = stale.join('\n');
  useEffect(() => {
    if (!wanted || key === '') return undefined;
    let open = true;
    const names = key.split('\n').slice(0, AT_ONCE);
    void ask(names).then((found) => {
      const next = new Map(held);
      for (const one of found)
        next.set(one.server, { from: one, tools: prepare(one.tools.map(withId), (tool) => tool) });
      held = next;
      if (open) setKnown(next);
    });
    return () => {
      open = false;
    };
  }, [wanted, key]);
  const tools = useMemo(() => servers.flatMap(({ name }) => known.get(name)?.tools ?? []), [known, servers]);
  return { tools, loading: wanted && key !== '' };
}

/** Names of the servers whose tools are not known as they are now. */
function staleOf(known: Held, servers: readonly ServerSummary[]): readonly string[] {
  return servers
    .filter((s) => s.catalogSource !== 'none' && known.get(s.name)?.from.fingerprint !== s.fingerprint)
    .map((s) => s.name);
}
