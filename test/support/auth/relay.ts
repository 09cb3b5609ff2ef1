// In front of a worker: a port known before it starts, and a record of what passes. Streams stay streams.
import http from 'node:http';
import { type Loopback, readBody } from './loopback';
import type { Exchange, Recorder } from './recorder';

export interface RelayPaths {
  readonly token: string;
  readonly registration: string;
}

/** Answers every request of `front` from `target`; the `Host` the caller used goes with it. */
export function relay(front: Loopback, target: { readonly port: number }, paths: RelayPaths, recorder: Recorder): void {
  front.answerWith(async (request, response) => {
    const path = new URL(request.url ?? '/', front.origin).pathname;
    if (path.startsWith('/test/')) return response.writeHead(404).end();
    const isForm = request.method === 'POST' && (path === paths.token || path === paths.registration);
    const body = isForm ? await readBody(request) : undefined;
    const form = body === undefined || path === paths.registration ? {} : Object.fromEntries(new URLSearchParams(body));
    const seen = { method: request.method ?? 'GET', path, role: roleOf(isForm, path, paths, form), form };

    const upstream = http.request({
      host: '127.0.0.1',
      port: target.port,
      method: request.method,
      path: request.url,
      headers: request.headers,
      agent: false,
    });
    response.once('close', () => upstream.destroy());
    const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
      upstream.once('response', resolve).once('error', reject);
    });
    if (body === undefined) request.pipe(upstream);
    else upstream.end(body);
    const answer = await answered.catch((error: Error) => {
      if (response.destroyed) return undefined;
      throw error;
    });
    if (answer !== undefined) await pass(answer, response, seen, isForm, recorder);
  });
}

function roleOf(isForm: boolean, path: string, paths: RelayPaths, form: Record<string, string>): Exchange['role'] {
  if (!isForm) return 'other';
  if (path === paths.registration) return 'registration';
  // Cloudflare's library revokes at its token endpoint: a form with a token and no grant type.
  return form.grant_type === undefined && form.token !== undefined ? 'revocation' : 'token';
}

async function pass(
  answer: http.IncomingMessage,
  response: http.ServerResponse,
  seen: Omit<Exchange, 'status'>,
  isForm: boolean,
  recorder: Recorder,
): Promise<void> {
  const status = answer.statusCode ?? 502;
  const { location } = answer.headers;
  if (!isForm) {
    recorder.exchange({ ...seen, status, ...(location === undefined ? {} : { location }) });
    response.writeHead(status, answer.headers);
    response.flushHeaders();
    answer.pipe(response);
    return;
  }
  const text = await readBody(answer);
  const isJson = answer.headers['content-type']?.includes('json') ?? false;
  recorder.exchange({ ...seen, status, ...(isJson && text !== '' ? { answer: JSON.parse(text) } : {}) });
  response.writeHead(status, answer.headers).end(text);
}
