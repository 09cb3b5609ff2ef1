// Which headers pass the relay, in both directions.
import type { IncomingMessage } from 'node:http';
import { headerOf, WireResponse } from './wire-fetch';

/** Of one connection only (RFC 9110, 7.6.1), and what would forge or multiply a length. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'http2-settings',
]);
/** What belongs to the caller and this machine, and is not the upstream's business. */
const OURS = new Set(['host', 'origin', 'cookie', 'authorization', 'content-length', 'referer', 'via', 'x-real-ip']);
const OURS_BY_PREFIX = /^(forwarded|x-forwarded-|sec-fetch-|access-control-)/u;
/** What would set up a client of ours against the upstream's own sign-in, or store its cookies. */
const THEIRS = new Set(['set-cookie', 'set-cookie2', 'www-authenticate', 'authentication-info', 'alt-svc']);
const THEIRS_BY_PREFIX = /^(strict-transport-|access-control-|clear-site-)/u;

export type HeaderPairs = [string, string][];

/** The caller's headers as the upstream gets them. */
export function headersUp(request: IncomingMessage): HeaderPairs {
  const named = tokens(request.headers.connection);
  return pairs(request.rawHeaders, (name) => OURS.has(name) || OURS_BY_PREFIX.test(name) || named.has(name));
}

/** The upstream's headers as the caller gets them. */
export function headersDown(response: Response): HeaderPairs {
  const named = tokens(headerOf(response, 'connection'));
  const isTheirs = (name: string) => THEIRS.has(name) || THEIRS_BY_PREFIX.test(name) || named.has(name);
  if (response instanceof WireResponse) return pairs(response.incoming.rawHeaders, isTheirs);
  // The built-in fetch has decompressed the body already.
  const decoded = (name: string) => name === 'content-encoding' || name === 'content-length';
  return pairs([...response.headers].flat(), (name) => isTheirs(name) || decoded(name));
}

/** `pairs` without these names; lower case. */
export function without(headers: HeaderPairs, ...names: string[]): HeaderPairs {
  return headers.filter(([name]) => !names.includes(name));
}

export function isEventStream(response: Response): boolean {
  return /^\s*text\/event-stream\s*(;|$)/iu.test(headerOf(response, 'content-type') ?? '');
}

/** What Node tells as one list of names and values, without those of one connection only and those `dropped`. */
function pairs(raw: readonly string[], dropped: (name: string) => boolean): HeaderPairs {
  const list: HeaderPairs = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    if (!HOP_BY_HOP.has(name) && !dropped(name)) list.push([name, raw[i + 1] ?? '']);
  }
  return list;
}

function tokens(connection: string | undefined): ReadonlySet<string> {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return NONE;
  return new Set(connection.split(',').map((t) => t.trim().toLowerCase()));
}
const NONE: ReadonlySet<string> = new Set();
