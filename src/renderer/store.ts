// The one snapshot the window draws, kept fresh by app:changed, and the hook that reads it.
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Snapshot } from '../shared/model';
import { onEvent, request } from './api';
import { share } from './share';

export interface Store {
  readonly get: () => Snapshot;
  readonly subscribe: (listener: () => void) => () => void;
  /** Epoch ms of the last snapshot. */
  readonly receivedAt: () => number;
  readonly stop: () => void;
}

/** Listens first and asks then, so that nothing between the two is missed. @throws RequestError */
export async function startStore(): Promise<Store> {
  const listeners = new Set<() => void>();
  let current: Snapshot | undefined;
  let receivedAt = 0;
  const take = (next: Snapshot) => {
    current = share(current, next);
    receivedAt = Date.now();
    for (const listener of listeners) listener();
  };
  const stop = onEvent('app:changed', take);
  try {
    const first = await request('app:snapshot');
    if (!current) take(first);
    return {
      get: () => current ?? first,
      receivedAt: () => receivedAt,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      stop,
    };
  } catch (error) {
    stop();
    throw error;
  }
}

export const StoreContext = createContext<Store | undefined>(undefined);

export function useStore(): Store {
  const store = useContext(StoreContext);
  if (!store) throw new Error('no store above this component');
  return store;
}

export function useSnapshot(): Snapshot {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, store.get);
}
