// A web face on a temporary page folder, and raw requests to it (fetch would set Host and Origin by itself).
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { startWeb, type Web, type WebLimits } from '../../src/main/web/web';
import type { Handlers } from '../../src/shared/contract';
import { texts } from '../../src/shared/messages';
import type { Snapshot } from '../../src/shared/model';
import { fakeHandlers, snapshot } from '../support/fake-handlers';
import { keptLog, realClock } from '../support/fakes';

export interface TestWeb extends Web {
  port: number;
  calls: [string, unknown][];
  log: string[];
  now: { at: number };
  change(next: Partial<Snapshot>): void;
  listeners(): number;
}

export async function openWeb(
  given: Partial<Handlers> = {},
  limits: Partial<WebLimits> = {},
  onYield?: () => void,
): Promise<TestWeb> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-web-'));
  await mkdir(path.join(folder, 'page/assets'), { recursive: true });
  await writeFile(path.join(folder, 'page/index.html'), '<!doctype html><title>Tray</title>');
  await writeFile(path.join(folder, 'page/assets/index-Ab12Cd34.js'), 'export {};');
  await writeFile(path.join(folder, 'secret.json'), 'SECRET');
  let current = snapshot();
  const listeners = new Set<() => void>();
  const log = keptLog();
  const now = { at: 0 };
  const { handlers, calls } = fakeHandlers({ 'app:snapshot': async () => current, ...given });
  const web = await startWeb({
    handlers,
    snapshot: () => current,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    translate: () => texts('en'),
    staticFolder: path.join(folder, 'page'),
    port: 0,
    log,
    clock: { ...realClock, now: () => Date.now() + now.at },
    limits,
    ...(onYield && { onYield }),
  });
  return {
    ...web,
    port: Number(new URL(web.address).port),
    calls,
    log: log.lines,
    now,
    listeners: () => listeners.size,
    change: (next) => {
      current = { ...current, ...next };
      for (const listener of listeners) listener();
    },
    stop: async () => {
      await web.stop();
      await rm(folder, { recursive: true });
    },
  };
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}
export interface Ask {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

export function ask(web: { port: number }, pathname: string, { method = 'GET', headers, body }: Ask = {}) {
  return new Promise<Answer>((resolve, reject) => {
    const options = { host: '127.0.0.1', port: web.port, path: pathname, method, headers, agent: false };
    const req = request(options, (res) => {
      let text = '';
      res.setEncoding('utf8');
      res.on('data', (chunk) => {
        text += chunk;
      });
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, text }));
      res.on('error', reject);
    });
    req.on('error', reject);
    req.end(body);
  });
}

/** Follows a visit link and gives back the cookie. */
export async function visit(web: TestWeb): Promise<string> {
  const link = new URL(web.newVisitLink());
  const { headers } = await ask(web, link.pathname + link.search);
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

export const snapshotRequest = (headers: Record<string, string>): Ask => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify({ name: 'app:snapshot' }),
});
