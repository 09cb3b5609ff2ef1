// What a window may not do, whatever runs in it: leave our page, open another, ask for the machine, load from anywhere.
import type { Session, WebContents } from 'electron';

/** Copying text is the one thing a page may do besides being shown. */
const ALLOWED = 'clipboard-sanitized-write';
/** What the page gives to be saved: plain text, made by itself. */
const OWN_TEXT = 'data:text/plain;';
/** The page is files and talks by IPC: nothing of it comes from a network, not even where its own policy were gone. */
const NETWORK = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*'];

type Guarded = Pick<WebContents, 'setWindowOpenHandler' | 'on'> & {
  readonly session: Pick<
    Session,
    'setPermissionCheckHandler' | 'setPermissionRequestHandler' | 'setDevicePermissionHandler' | 'on'
  > & { readonly webRequest: Pick<Session['webRequest'], 'onBeforeRequest'> };
};

/** Nothing navigates, nothing opens, nothing is permitted, nothing is loaded or saved; links go to the browser. */
export function guard(contents: Guarded, openLink: (url: string) => void): void {
  contents.setWindowOpenHandler(({ url }) => {
    openLink(url);
    return { action: 'deny' };
  });
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  const { session } = contents;
  session.setPermissionCheckHandler((_contents, permission) => permission === ALLOWED);
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === ALLOWED));
  session.setDevicePermissionHandler(() => false);
  // A report that the person saves is text of the page itself; nothing else is ever saved.
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(OWN_TEXT)) event.preventDefault();
  });
  session.webRequest.onBeforeRequest({ urls: NETWORK }, (_details, answer) => answer({ cancel: true }));
}
