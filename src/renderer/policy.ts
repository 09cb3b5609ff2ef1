// Tightens the page's own policy before anything is drawn. The policy in index.html has to allow inline styles, for it stands
// in a file and cannot name a nonce; a second policy can only take away, and this one is made anew at every start.

interface TrustedTypes {
  createPolicy(name: string, rules: { readonly createHTML: (text: string) => string | null }): unknown;
}

declare global {
  interface Window {
    readonly trustedTypes?: TrustedTypes;
    /** Where react-remove-scroll, which Mantine's dialogs use, looks for it. */
    __webpack_nonce__?: string;
  }
}

const NONCE_BYTES = 16;

/** From now on only style elements with the nonce count, and no text becomes markup. Gives the nonce. */
export function tightenPolicy(): string {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(NONCE_BYTES))));
  window.__webpack_nonce__ = nonce;
  const meta = document.createElement('meta');
  meta.httpEquiv = 'Content-Security-Policy';
  meta.content = `style-src 'self' 'nonce-${nonce}'`;
  document.head.append(meta);
  // index.html demands trusted types; this is the one policy it lets be made. Mantine gives style sheets as HTML, and a
  // style sheet has no `<`; a browser without trusted types goes on as before.
  window.trustedTypes?.createPolicy('default', { createHTML: (text) => (text.includes('<') ? null : text) });
  return nonce;
}
