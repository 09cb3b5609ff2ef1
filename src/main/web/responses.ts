// How the web face answers: JSON replies, the headers every answer carries, and bodies read within a limit.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Reply } from '../../shared/contract';
import { AppError, toWire } from '../../shared/errors';
import type { Translate } from '../../shared/messages';

/** Nothing from elsewhere, no inline script, no text as markup. Of inline styles the page itself allows only its own. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  'media-src data:',
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default',
].join('; ');

/** Headers of every answer, whatever it is. */
export function protect(res: ServerResponse): void {
  res.setHeader('Content-Security-Policy', POLICY);
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('X-Frame-Options', 'DENY');
  res.setHeader('Referrer-Policy', 'no-referrer');
  res.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  res.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  res.setHeader('Cache-Control', 'no-store');
}

/** An answer that refuses: thrown anywhere on the way, sent in one place. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly error: AppError;

  constructor(status: number, error: AppError) {
    super(error.message);
    this.status = status;
    this.error = error;
  }
}

/** Answers with a Reply as JSON. */
export function sendReply<T>(res: ServerResponse, status: number, reply: Reply<T>): void {
  const body = JSON.stringify(reply);
  res.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  res.end(body);
}

/** Answers with a failure in the reader's language. */
export function sendError(res: ServerResponse, status: number, error: unknown, t: Translate): void {
  sendReply(res, status, { ok: false, error: toWire(error, t) });
}

/** Answers with a page or a sentence. */
export function sendHtml(res: ServerResponse, status: number, html: string): void {
  res.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': Buffer.byteLength(html) });
  res.end(html);
}

/**
 * Reads a JSON body of at most `limit` bytes. On a larger one reading stops.
 * @throws Refused 413, 400
 */
export async function readJson(req: IncomingMessage, limit: number): Promise<unknown> {
  const body = await readBody(req, limit);
  if (body === undefined) {
    throw new Refused(413, new AppError('bad-request', { request: 'POST', problem: `body over ${limit} bytes` }));
  }
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new Refused(400, notJson(error));
  }
}

/** The body as text, or undefined when it is over the limit. */
function readBody(req: IncomingMessage, limit: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        req.pause();
        resolve(undefined);
      } else chunks.push(chunk);
    });
    req.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    req.once('error', reject);
  });
}

/** A body that is not JSON. */
export function notJson(cause?: unknown): AppError {
  return new AppError('bad-request', { request: 'POST', problem: 'body is not JSON' }, { cause });
}
