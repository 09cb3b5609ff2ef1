// The web face: the contract over HTTP on loopback, for the browser (by cookie) and for the command line (by key).
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Handlers, RequestName } from '../../shared/contract';
import { AppError, hasErrno } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import type { Snapshot } from '../../shared/model';
import type { AsyncStop, Clock, Logger, Stop } from '../ports';
import { type Assets, readAssets, sendAsset } from './assets';
import { createEvents, type EventStreams } from './events';
import { bearerOf, cookieOf, isOurHost, isOurOrigin, proofOf, SECRET_BYTES, sameSecret } from './gate';
import { noAccessPage, stepInsidePage } from './page';
import { notJson, protect, Refused, readJson, sendError, sendHtml, sendReply } from './responses';
import { createVisits, type Visits } from './visits';

/** Times in milliseconds, sizes in bytes. */
export interface WebLimits {
  readonly visitLifetime: number;
  readonly heartbeat: number;
  /** For the head of a request, and for all of it. */
  readonly headTimeout: number;
  readonly requestTimeout: number;
  readonly idleTimeout: number;
  readonly body: number;
  readonly readers: number;
  readonly connections: number;
}
const LIMITS: WebLimits = {
  visitLifetime: 5 * 60_000,
  heartbeat: 15_000,
  headTimeout: 10_000,
  requestTimeout: 30_000,
  idleTimeout: 10_000,
  body: 4 * 1024 * 1024,
  readers: 16,
  connections: 128,
};

export interface WebOptions {
  readonly handlers: Handlers;
  readonly snapshot: () => Snapshot;
  readonly onChange: (listener: () => void) => Stop;
  readonly translate: () => Translate;
  /** Folder of the built renderer. */
  readonly staticFolder: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly log: Logger;
  readonly clock: Clock;
  /** Called when the tray app, or a person's own `serve`, wants to be the instance. Absent: this one stays. */
  readonly onYield?: () => void;
  readonly limits?: Partial<WebLimits>;
}
export interface Web {
  /** For example http://127.0.0.1:41234 */
  readonly address: string;
  /** What the command line shows in `Authorization: Bearer`. */
  readonly key: string;
  /** A link that opens the page once. */
  newVisitLink(): string;
  /** Pages that are open, and how often something was asked for so far: how one sees that nobody uses it. */
  readers(): number;
  requests(): number;
  stop: AsyncStop;
}

interface Site extends WebOptions {
  readonly key: string;
  readonly port: number;
  readonly all: WebLimits;
  readonly assets: Assets;
  readonly visits: Visits;
  readonly events: EventStreams;
  requests: number;
}

/**
 * Serves the contract and the page on 127.0.0.1 until stopped.
 * @throws AppError port-taken, file-failed (the page is not built)
 */
export async function startWeb(options: WebOptions): Promise<Web> {
  const all = { ...LIMITS, ...options.limits };
  const assets = await readAssets(options.staticFolder);
  const server = createServer({
    headersTimeout: all.headTimeout,
    requestTimeout: all.requestTimeout,
    keepAliveTimeout: all.idleTimeout,
    connectionsCheckingInterval: Math.min(1000, all.headTimeout),
    maxHeaderSize: 16 * 1024,
  });
  server.maxConnections = all.connections;
  const port = await listen(server, options.port);
  const { snapshot, onChange, clock } = options;
  const events = createEvents({ snapshot, onChange, clock, heartbeat: all.heartbeat, mostReaders: all.readers });
  const visits = createVisits(clock, all.visitLifetime);
  const key = randomBytes(SECRET_BYTES).toString('base64url');
  const site: Site = { ...options, key, port, all, assets, visits, events, requests: 0 };
  server.on('request', (req, res) => void answer(site, req, res));
  const address = `http://127.0.0.1:${port}`;
  return {
    address,
    key,
    newVisitLink: () => `${address}/?visit=${visits.issue()}`,
    readers: events.count,
    requests: () => site.requests,
    stop: () =>
      new Promise((resolve) => {
        events.stop();
        // Fails only where it was stopped before, which is as good.
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const taken = hasErrno(error, 'EADDRINUSE', 'EACCES');
      reject(taken ? new AppError('port-taken', { port }, { cause: error }) : error);
    });
    server.listen(port, '127.0.0.1', () => {
      // A TCP server that listens has an AddressInfo; only pipes have a string.
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function answer(site: Site, req: IncomingMessage, res: ServerResponse): Promise<void> {
  try {
    protect(res);
    await route(site, req, res);
  } catch (error) {
    if (res.destroyed || req.errored) return; // the caller went away; nobody is left to tell
    if (!(error instanceof Refused)) site.log.error('web request failed', { error: String(error) });
    // What was not read of a refused body is not read at all: the connection ends with the answer.
    if (!req.complete && !res.headersSent) res.setHeader('Connection', 'close');
    if (res.headersSent) res.destroy();
    else if (error instanceof Refused) sendError(res, error.status, error.error, site.translate());
    else sendError(res, 500, error, site.translate());
  }
}

async function route(site: Site, req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (!isOurHost(req.headers.host, site.port)) throw notTrusted();
  const url = URL.parse(req.url ?? '/', `http://127.0.0.1:${site.port}`);
  const pathname = url?.pathname ?? '';
  if (pathname.startsWith('/api/')) {
    if (!isOurOrigin(req.headers, site.port)) throw notTrusted();
    await routeApi(site, req, res, pathname);
  } else {
    if (req.headers.origin !== undefined && !isOurOrigin(req.headers, site.port)) throw notTrusted();
    servePage(site, req, res, pathname, url?.searchParams.get('visit') ?? undefined);
  }
}

async function routeApi(site: Site, req: IncomingMessage, res: ServerResponse, pathname: string): Promise<void> {
  const door = `${req.method} ${pathname}`;
  const who = callerOf(site, req);
  if (door !== 'GET /api/hello' && who === 'nobody') throw new Refused(401, new AppError('visit-needed'));
  // A cookie comes along by itself; this header does not, and another origin may not set it. EventSource cannot either.
  if (who === 'session' && req.method === 'POST' && req.headers['x-mcp-tray'] !== '1') throw notTrusted();
  switch (door) {
    case 'GET /api/hello':
      hello(site, req, res);
      break;
    case 'GET /api/events':
      if (!site.events.open(res)) throw new Refused(503, new AppError('too-many-pages', { limit: site.all.readers }));
      break;
    case 'POST /api/request':
      site.requests += 1;
      await handle(site, req, res);
      break;
    case 'POST /api/visit':
      // A page must not be able to let others in.
      if (who !== 'key') throw notTrusted();
      sendReply(res, 200, { ok: true, value: visitLink(site) });
      break;
    case 'POST /api/yield':
      if (who !== 'key' || !site.onYield) throw notTrusted();
      sendReply(res, 200, { ok: true, value: undefined });
      site.onYield();
      break;
    default:
      throw notFound(req);
  }
}

function callerOf(site: Site, req: IncomingMessage): 'key' | 'session' | 'nobody' {
  const bearer = bearerOf(req.headers);
  if (bearer !== undefined) return sameSecret(bearer, site.key) ? 'key' : 'nobody';
  const session = cookieOf(req.headers, cookieName(site));
  return session !== undefined && site.visits.knows(session) ? 'session' : 'nobody';
}

function servePage(site: Site, req: IncomingMessage, res: ServerResponse, pathname: string, visit?: string): void {
  if (req.method !== 'GET' && req.method !== 'HEAD') throw notFound(req);
  if (pathname === '/favicon.ico' && !site.assets.has(pathname)) {
    // Browsers ask for it unasked; a refusal would only be noise in their console.
    res.writeHead(204).end();
    return;
  }
  const arriving = pathname === '/' && req.method === 'GET';
  const session = arriving && visit !== undefined ? site.visits.exchange(visit) : undefined;
  if (session !== undefined) {
    res.setHeader('Set-Cookie', `${cookieName(site)}=${session}; HttpOnly; SameSite=Strict; Path=/`);
    res.writeHead(303, { Location: '/' }).end();
  } else if (callerOf(site, req) !== 'nobody') {
    if (!sendAsset(site.assets, pathname, req, res)) throw notFound(req);
  } else if (arriving) {
    const { language } = site.snapshot();
    const fromElsewhere = req.headers['sec-fetch-site'] === 'cross-site';
    if (fromElsewhere) sendHtml(res, 200, stepInsidePage(site.translate(), language));
    else sendHtml(res, 401, noAccessPage(site.translate(), language));
  } else {
    throw new Refused(401, new AppError('visit-needed'));
  }
}

/** Shows that this is the instance whose key the caller has read, without either side sending the key. */
function hello(site: Site, req: IncomingMessage, res: ServerResponse): void {
  const nonce = req.headers['x-mcp-tray-nonce'];
  if (typeof nonce !== 'string' || nonce.length > 128) throw notFound(req);
  const { version } = site.snapshot();
  sendReply(res, 200, { ok: true, value: { version, proof: proofOf(site.key, nonce) } });
}

async function handle(site: Site, req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (!/^application\/json\b/iu.test(req.headers['content-type'] ?? '')) throw new Refused(415, notJson());
  const { name, args } = envelope(await readJson(req, site.all.body));
  if (name === undefined || !isRequest(site.handlers, name)) {
    const request = String(name).slice(0, 64);
    throw new Refused(404, new AppError('bad-request', { request, problem: 'unknown request' }));
  }
  // Each handler parses its own arguments, so what it takes here is unknown to the compiler.
  const run = site.handlers[name] as (args: unknown) => Promise<unknown>;
  const outcome = await run(args).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (res.destroyed) return;
  if ('value' in outcome) {
    sendReply(res, 200, { ok: true, value: outcome.value });
    return;
  }
  if (!(outcome.error instanceof AppError)) site.log.error('request failed', { name, error: String(outcome.error) });
  sendError(res, 200, outcome.error, site.translate());
}

function envelope(body: unknown): { readonly name?: string; readonly args?: unknown } {
  if (typeof body !== 'object' || body === null || !('name' in body) || typeof body.name !== 'string') return {};
  return { name: body.name, args: 'args' in body ? body.args : undefined };
}

function isRequest(handlers: Handlers, name: string): name is RequestName {
  return Object.hasOwn(handlers, name);
}

function notFound(req: IncomingMessage): Refused {
  const request = `${req.method} ${(req.url ?? '').split('?')[0]?.slice(0, 64)}`;
  return new Refused(404, new AppError('bad-request', { request, problem: 'unknown address' }));
}

const notTrusted = () => new Refused(403, new AppError('not-trusted'));
const visitLink = (site: Site) => `http://127.0.0.1:${site.port}/?visit=${site.visits.issue()}`;
/** Cookies do not know ports: two instances on one host must not overwrite each other's. */
const cookieName = (site: Site) => `mcp-tray-${site.port}`;
