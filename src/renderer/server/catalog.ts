// A server's catalog, asked for when its fingerprint changes; what was there stays in sight until the new one is.
import { useEffect, useRef, useState } from 'react';
import type { WireError } from '../../shared/errors';
import type { Catalog } from '../../shared/model';
import { RequestError, request } from '../api';

export type CatalogState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'here'; readonly catalog: Catalog }
  | { readonly kind: 'failed'; readonly problem: WireError };

async function ask(name: string): Promise<CatalogState> {
  try {
    return { kind: 'here', catalog: await request('server:catalog', { name }) };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return { kind: 'failed', problem: error.wire };
  }
}

/** Mount one per server: the name is not expected to change. */
export function useCatalog(name: string, fingerprint: string): CatalogState {
  const [state, setState] = useState<CatalogState>({ kind: 'loading' });
  const held = useRef<string>(undefined);
  useEffect(() => {
    if (held.current === fingerprint) return undefined;
    let current = true;
    void ask(name).then((next) => {
      if (!current) return;
      held.current = fingerprint;
      setState(next);
    });
    return () => {
      current = false;
    };
  }, [name, fingerprint]);
  return state;
}
