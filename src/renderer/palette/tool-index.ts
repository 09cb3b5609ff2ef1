// The tools of all servers, asked for in small parts while somebody searches, and again only where a catalog changed.
import { startTransition, useEffect, useMemo, useState } from 'react';
import type { WireError } from '../../shared/errors';
import { type Prepared, prepare } from '../../shared/find';
import type { ServerSummary } from '../../shared/model';
import type { IndexedServer, IndexedTool } from '../../shared/tool-index';
import { RequestError, request } from '../api';
import { useStore } from '../store';

/** Servers asked for at once: an answer is taken in within a frame. */
const AT_ONCE = 8;
const RETRY_MS = 2000;
/** Whoever searches again soon does not wait again; after that the memory is given back. */
const KEEP_MS = 60_000;

/** A tool that can be told from all others. Made once: lists of thousands ask for it at each keystroke. */
export type FoundTool = IndexedTool & { readonly id: string };
type Held = ReadonlyMap<string, { readonly from: IndexedServer; readonly tools: readonly Prepared<FoundTool>[] }>;
let held: Held = new Map();
let users = 0;
let forget: ReturnType<typeof setTimeout> | undefined;

/** Keeps what is held for as long as somebody uses it, and a little longer. */
function useHeld(): void {
  useEffect(() => {
    users += 1;
    clearTimeout(forget);
    return () => {
      users -= 1;
      if (users > 0) return;
      forget = setTimeout(() => {
        held = new Map();
      }, KEEP_MS);
    };
  }, []);
}

/** What was held with the new ones among it, without servers that are gone. */
function taken(found: readonly IndexedServer[], names: ReadonlySet<string>): Held {
  const next = new Map([...held].filter(([name]) => names.has(name)));
  for (const one of found) {
    if (names.has(one.server))
      next.set(one.server, { from: one, tools: prepare(one.tools.map(withId), (tool) => tool) });
  }
  return next;
}

type Asked = { readonly found: readonly IndexedServer[] } | { readonly problem: WireError };

async function ask(names: string[]): Promise<Asked> {
  try {
    return { found: await request('servers:tools', { names }) };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    // A server that was removed meanwhile; the next snapshot says so, and asks anew.
    return error.wire.code === 'server-unknown' ? { found: [] } : { problem: error.wire };
  }
}

const withId = (tool: IndexedTool): FoundTool => ({ ...tool, id: `tool:${tool.server}\n${tool.name}` });

export interface ToolIndex {
  /** In the order of the servers. */
  readonly tools: readonly Prepared<FoundTool>[];
  readonly loading: boolean;
  /** Why tools are missing; it is tried again. */
  readonly problem?: WireError;
}

/** @param wanted false asks for nothing */
export function useToolIndex(servers: readonly ServerSummary[], wanted: boolean): ToolIndex {
  useHeld();
  const store = useStore();
  const [known, setKnown] = useState(held);
  const [problem, setProblem] = useState<WireError>();
  const [attempt, setAttempt] = useState(0);
  const key = staleOf(known, servers).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks for the same
  useEffect(() => {
    if (!wanted || key === '') return undefined;
    let open = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    void ask(key.split('\n').slice(0, AT_ONCE)).then((asked) => {
      const failed = 'problem' in asked;
      if (!failed) held = taken(asked.found, new Set(store.get().servers.map((s) => s.name)));
      if (!open) return;
      setProblem(failed ? asked.problem : undefined);
      if (failed) timer = setTimeout(() => setAttempt((before) => before + 1), RETRY_MS);
      // Between frames: what is typed meanwhile goes first.
      else startTransition(() => setKnown(held));
    });
    return () => {
      open = false;
      clearTimeout(timer);
    };
  }, [wanted, key, attempt, store]);
  const tools = useMemo(() => servers.flatMap(({ name }) => known.get(name)?.tools ?? []), [known, servers]);
  return { tools, loading: wanted && key !== '', ...(problem && { problem }) };
}

/** Names of the servers whose tools are not known as they are now. */
function staleOf(known: Held, servers: readonly ServerSummary[]): readonly string[] {
  return servers
    .filter((s) => s.catalogSource !== 'none' && known.get(s.name)?.from.fingerprint !== s.fingerprint)
    .map((s) => s.name);
}
