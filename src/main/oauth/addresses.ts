// Which addresses a sign-in may talk to, and how addresses are compared. Pure.
import { AppError } from '../../shared/errors';

/** True for the names and literals that never leave this machine. */
export function isLoopback(url: URL): boolean {
  return /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/u.test(url.hostname);
}

/**
 * An address the server named, if it may be used: https, or http where both it and the server are on this machine.
 * A remote server that points to http on loopback would make us probe local services.
 * @throws AppError sign-in-insecure, sign-in-settings-unreadable
 */
export function safeUrl(text: string, server: URL): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.username !== '' || url.password !== '')
    throw new AppError('sign-in-settings-unreadable', { host: server.host, url: text.slice(0, 200) });
  if (url.protocol === 'https:') return url;
  if (url.protocol === 'http:' && isLoopback(url) && isLoopback(server)) return url;
  throw new AppError('sign-in-insecure', { host: server.host, url: shown(url) });
}

/** An address without what may be secret or long in it. */
export function shown(url: URL): string {
  return `${url.origin === 'null' ? url.protocol : url.origin}${url.pathname}`.slice(0, 200);
}

/**
 * RFC 9728: whether a protected resource is, or contains, the server's URL: same origin, and its path is a prefix by
 * whole segments. Real servers name their origin for several endpoints.
 */
export function covers(resource: string, server: URL): boolean {
  if (!URL.canParse(resource)) return false;
  const url = new URL(resource);
  if (url.origin !== server.origin || url.hash !== '') return false;
  if (url.search !== '' && url.search !== server.search) return false;
  const prefix = url.pathname.replace(/\/+$/u, '');
  return server.pathname === prefix || server.pathname.startsWith(`${prefix}/`);
}

/** RFC 8707: how a resource is named in requests: no fragment, no trailing slash. */
export function resourceName(resource: string): string {
  const url = new URL(resource);
  const path = url.pathname.replace(/\/+$/u, '');
  return `${url.origin}${path}${url.search}`;
}
