// Who may speak to the web face: pure checks of Host, Origin and secrets, so that no other page or host name gets in.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Bytes of randomness in a key, a session and a visit. */
export const SECRET_BYTES = 32;

/** True if the Host header names this server and no other: a rebound DNS name keeps its own name in it. */
export function isOurHost(host: string | undefined, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

/**
 * True unless a browser says that another page asks. Pages on other loopback ports are same-site and would bring our
 * cookie along, so `same-origin` (or `none`: typed by the person) is the only relation that may reach the contract.
 */
export function isOurOrigin(headers: IncomingHttpHeaders, port: number): boolean {
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://127.0.0.1:${port}` && origin !== `http://localhost:${port}`)
    return false;
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

/** Compares in constant time; hashing first makes the lengths equal. */
export function sameSecret(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

/** The value of `Authorization: Bearer …`, if any. */
export function bearerOf(headers: IncomingHttpHeaders): string | undefined {
  return /^Bearer ([\w-]{1,256})$/u.exec(headers.authorization ?? '')?.[1];
}

/** The value of one cookie, if any. */
export function cookieOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  for (const pair of (headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** Proves the key of an instance without showing it: an impostor on a port left behind cannot answer this. */
export function proofOf(key: string, nonce: string): string {
  return createHmac('sha256', key).update(`mcp-tray hello ${nonce}`).digest('base64url');
}
