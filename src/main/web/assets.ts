// The renderer's built files, read once: only what was there at the start is served, so no path can leave the folder.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { AppError, hasErrno } from '../../shared/errors';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};
/** Bundles under assets/ carry the hash of what they hold in their name. */
const HASHED = /^\/assets\/.+-[\w-]{8}\.\w+$/u;

interface Asset {
  readonly body: Buffer;
  readonly type: string;
  readonly etag: string;
  readonly cache: string;
}
export type Assets = ReadonlyMap<string, Asset>;

/** Reads the folder. Files of a type not known here are left out. @throws AppError file-failed without index.html */
export async function readAssets(folder: string): Promise<Assets> {
  const assets = new Map<string, Asset>();
  for (const file of await filesIn(folder)) {
    const type = TYPES[path.extname(file)];
    if (type === undefined) continue;
    const body = await readFile(file);
    const url = `/${path.relative(folder, file).split(path.sep).join('/')}`;
    const cache = HASHED.test(url) ? 'public, max-age=31536000, immutable' : 'no-cache';
    assets.set(url, { body, type, cache, etag: `"${createHash('sha256').update(body).digest('base64url')}"` });
  }
  const index = assets.get('/index.html');
  if (!index) throw new AppError('file-failed', { file: path.join(folder, 'index.html'), reason: 'ENOENT' });
  return assets.set('/', index);
}

/** Answers from the assets; false where there is no such file. */
export function sendAsset(assets: Assets, pathname: string, req: IncomingMessage, res: ServerResponse): boolean {
  const asset = assets.get(pathname);
  if (!asset) return false;
  res.setHeader('Cache-Control', asset.cache);
  res.setHeader('ETag', asset.etag);
  if (req.headers['if-none-match'] === asset.etag) {
    res.writeHead(304).end();
    return true;
  }
  res.writeHead(200, { 'Content-Type': asset.type, 'Content-Length': asset.body.length });
  res.end(req.method === 'HEAD' ? undefined : asset.body);
  return true;
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((e) => e.isFile()).map((e) => path.join(e.parentPath, e.name));
  } catch (error) {
    if (hasErrno(error, 'ENOENT'))
      throw new AppError('file-failed', { file: folder, reason: 'ENOENT' }, { cause: error });
    throw error;
  }
}
