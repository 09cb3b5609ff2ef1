// Where the window is, kept in the address after #, so that Back, reload and a link from the tray all work.
import { useCallback, useSyncExternalStore } from 'react';
import { assertNever } from '../shared/errors';

export type Route =
  | { readonly view: 'servers'; readonly server?: string }
  /** `offer`: the number of an install link that was opened. */
  | { readonly view: 'add'; readonly offer?: number }
  | { readonly view: 'import' }
  | { readonly view: 'clients' }
  | { readonly view: 'activity' }
  | { readonly view: 'settings' };

/** Reads `#/servers/notes`; what it does not know leads to the list of servers. */
export function parseRoute(hash: string): Route {
  const [view, name] = hash.replace(/^#\/?/u, '').split('/');
  if (view === 'add') return /^\d{1,9}$/u.test(name ?? '') ? { view, offer: Number(name) } : { view };
  if (view === 'import' || view === 'clients' || view === 'activity' || view === 'settings') return { view };
  const server = name ? decode(name) : '';
  return server === '' ? { view: 'servers' } : { view: 'servers', server };
}

export function formatRoute(route: Route): string {
  switch (route.view) {
    case 'servers':
      return route.server === undefined ? '#/servers' : `#/servers/${encodeURIComponent(route.server)}`;
    case 'add':
      return route.offer === undefined ? '#/add' : `#/add/${route.offer}`;
    case 'import':
    case 'clients':
    case 'activity':
    case 'settings':
      return `#/${route.view}`;
    default:
      return assertNever(route);
  }
}

const subscribe = (listener: () => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

export function useRoute(): readonly [Route, (route: Route) => void] {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  const go = useCallback((route: Route) => {
    window.location.hash = formatRoute(route);
  }, []);
  return [parseRoute(hash), go];
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return '';
    throw error;
  }
}
