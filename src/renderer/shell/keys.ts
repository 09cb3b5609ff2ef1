// Keys that work everywhere: Ctrl or Cmd with 1 to 4 for the views, Esc to go back.
import { useEffect } from 'react';
import type { Route } from '../route';

const VIEWS: Readonly<Record<string, Route>> = {
  '1': { view: 'servers' },
  '2': { view: 'clients' },
  '3': { view: 'activity' },
  '4': { view: 'settings' },
};

/** What is open over the page; a closed list of choices stays in the document, so it is asked by its field. */
const OPEN = '[role="dialog"], [role="menu"], [aria-haspopup="listbox"][aria-expanded="true"]';

/** Where a key leads from here; undefined when it is not one of ours. */
export function viewForKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  route: Route,
): Route | undefined {
  if (event.altKey || event.shiftKey) return undefined;
  if (event.ctrlKey || event.metaKey) return VIEWS[event.key];
  if (event.key !== 'Escape') return undefined;
  const deeper =
    route.view === 'add' ||
    route.view === 'import' ||
    route.view === 'tools' ||
    (route.view === 'servers' && route.server !== undefined);
  return deeper ? { view: 'servers' } : undefined;
}

export function useViewKeys(route: Route, go: (route: Route) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // A menu, a dialog or a field that uses the key comes first.
      if (event.defaultPrevented || document.querySelector(OPEN)) return;
      const next = viewForKey(event, route);
      if (!next) return;
      event.preventDefault();
      go(next);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [route, go]);
}
