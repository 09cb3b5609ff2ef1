// What a window may not do, whatever runs in it: leave our page, open another, ask for the machine, load from anywhere.
import type { Session, WebContents } from 'electron';

/** Copying text is the one thing a page may do besides being shown. */
const ALLOWED = 'clipboard-sanitized-write';
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
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest({ urls: NETWORK }, (_details, answer) => answer({ cancel: true }));
}
