// A remote entry made ready to connect: its URL checked, its references resolved, its key header recognised.
import { AppError } from '../../shared/errors';
import type { RemoteServer } from '../../shared/model';
import type { ResolveReferences } from '../ports';
import { SecretFinder } from './secrets';

export interface Remote {
  readonly url: URL;
  /** By the name the entry gives; values resolved. */
  readonly headers: ReadonlyMap<string, string>;
  /** The header that shows who we are, if the entry sets one. */
  readonly keyHeader: string | undefined;
  /** To keep out of everything that is shown or kept. */
  readonly secrets: readonly string[];
}

const KEY_HEADER = /key|token|auth|secret|password|cookie/iu;

/** @throws AppError url-invalid, header-invalid, and whatever resolving a reference throws */
export async function prepareRemote(server: RemoteServer, resolve: ResolveReferences): Promise<Remote> {
  const finder = new SecretFinder(resolve);
  const url = parseUrl(await finder.expand(server.url), server.url);
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(server.headers))
    headers.set(name, checked(name, await finder.expand(value, name)));
  moveUserInfo(url, headers);
  const names = [...headers.keys()];
  const keyHeader = names.find((n) => n.toLowerCase() === 'authorization') ?? names.find((n) => KEY_HEADER.test(n));
  return { url, headers, keyHeader, secrets: finder.secrets };
}

function parseUrl(text: string, shown: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '')
    throw new AppError('url-invalid', { url: shown });
  return url;
}

/** fetch refuses `https://user:password@host`, so what it means is sent the way browsers do. */
function moveUserInfo(url: URL, headers: Map<string, string>): void {
  if (url.username === '' && url.password === '') return;
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  const isSet = [...headers.keys()].some((name) => name.toLowerCase() === 'authorization');
  if (!isSet) headers.set('Authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
}

function checked(name: string, value: string): string {
  try {
    new Headers([[name, value]]);
    return value;
  } catch (error) {
    // The message of a refused header quotes its value, which may be the secret: the cause is left out.
    if (error instanceof TypeError) throw new AppError('header-invalid', { header: name });
    throw error;
  }
}
