// Where the window is, kept in the address after #, so that Back, reload and a link from the tray all work.
import { useCallback, useSyncExternalStore } from 'react';
import { assertNever } from '../shared/errors';

export const SERVER_TABS = ['overview', 'tools', 'resources', 'prompts', 'log', 'doctor'] as const;
export type ServerTab = (typeof SERVER_TABS)[number];

export type Route =
  /** `tab` of the server's page; `item` of the tab, such as a tool. */
  | { readonly view: 'servers'; readonly server?: string; readonly tab?: ServerTab; readonly item?: string }
  /** `offer`: the number of an install link that was opened. */
  | { readonly view: 'add'; readonly offer?: number }
  | { readonly view: 'import' }
  /** Every tool of every server. */
  | { readonly view: 'tools' }
  | { readonly view: 'clients' }
  | { readonly view: 'activity' }
  | { readonly view: 'settings' };

/** Reads `#/servers/notes`, `#/servers/notes/tools/read_note`; what it does not know leads to the list of servers. */
export function parseRoute(hash: string): Route {
  const [view, name, tabName, itemName] = hash.replace(/^#\/?/u, '').split('/');
  if (view === 'add') return /^\d{1,9}$/u.test(name ?? '') ? { view, offer: Number(name) } : { view };
  if (isPlain(view)) return { view };
  const server = name ? decode(name) : '';
  if (server === '') return { view: 'servers' };
  const tab = SERVER_TABS.find((one) => one === tabName);
  const item = tab && itemName ? decode(itemName) : '';
  return { view: 'servers', server, ...(tab && { tab }), ...(item !== '' && { item }) };
}

const PLAIN = ['import', 'tools', 'clients', 'activity', 'settings'] as const;
const isPlain = (view: string | undefined): view is (typeof PLAIN)[number] => PLAIN.some((one) => one === view);

export function formatRoute(route: Route): string {
  switch (route.view) {
    case 'servers':
      return `#/servers${[route.server, route.tab, route.item].map((part) => (part === undefined ? '' : `/${encodeURIComponent(part)}`)).join('')}`;
    case 'add':
      return route.offer === undefined ? '#/add' : `#/add/${route.offer}`;
    case 'import':
    case 'tools':
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

/** `instead`: the place before is not come back to. */
export type Go = (route: Route, how?: 'instead') => void;

export function useRoute(): readonly [Route, Go] {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  const go: Go = useCallback((route, how) => {
    if (how === 'instead') window.location.replace(formatRoute(route));
    else window.location.hash = formatRoute(route);
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
