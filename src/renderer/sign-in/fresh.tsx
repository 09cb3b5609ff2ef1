// Which sign-ins ended well while the window was open and have not been looked at: their page says so, for one visit.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';
import type { SignInStatus } from '../../shared/model';
import type { Route } from '../route';
import { useSnapshot } from '../store';
import { newlySignedIn } from './view';

const FreshContext = createContext<ReadonlySet<string>>(new Set());

/** True until the person has left the page of this server. */
export function useFresh(name: string): boolean {
  return useContext(FreshContext).has(name);
}

export function FreshSignIns({ route, children }: { route: Route; children: ReactNode }) {
  const { servers } = useSnapshot();
  const before = useRef<ReadonlyMap<string, SignInStatus['kind']>>(new Map());
  const [names, setNames] = useState<ReadonlySet<string>>(new Set());
  const forget = useCallback((name: string) => setNames((all) => new Set([...all].filter((n) => n !== name))), []);
  useEffect(() => {
    const added = newlySignedIn(before.current, servers);
    before.current = new Map(servers.map((s) => [s.name, s.signIn.kind]));
    if (added.length > 0) setNames((all) => new Set([...all, ...added]));
  }, [servers]);
  const shown = route.view === 'servers' ? route.server : undefined;
  useEffect(() => (shown === undefined ? undefined : () => forget(shown)), [shown, forget]);
  return <FreshContext value={names}>{children}</FreshContext>;
}
