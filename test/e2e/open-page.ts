// The built web face open in a real Chromium: its page, its own API, and everything that came over the wire.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Answer, Arguments, Reply, RequestName } from '../../src/shared/contract';
import type { ServerSummary, Snapshot } from '../../src/shared/model';
import { chromiumPath } from '../support/chromium';
import type { Home, Serving } from './command-line';

export interface OpenPage {
  readonly page: Page;
  /** Asks as the page itself does. @throws Error with the code of a refusal */
  ask<K extends RequestName>(name: K, args: Arguments<K>): Promise<Answer<K>>;
  /** Every snapshot the page was sent, oldest first. */
  snapshots(): readonly Snapshot[];
  /** What the page was sent: bodies of answers, events, and the addresses it asked for. */
  traffic(): Promise<string>;
  /** Errors of the page and broken policies. */
  readonly mishaps: readonly string[];
  stop(): Promise<void>;
}

/** Opens the link `serve` has printed. */
export async function openPage(serving: Serving): Promise<OpenPage> {
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  const context = await browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  const mishaps: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') mishaps.push(message.text());
  });
  page.on('pageerror', (error) => mishaps.push(String(error)));
  const wire = await recorded(page);
  await page.goto(serving.link);
  await page.waitForFunction(() => window.bridge !== undefined);
  return {
    page,
    ask: async (name, args) => {
      // The bridge is typed by name; what goes through `evaluate` is data.
      const reply = (await page.evaluate(
        ([request, given]) => window.bridge?.request(request as RequestName, given as never),
        [name, args] as const,
      )) as Reply<never> | undefined;
      return unwrapped(reply, name);
    },
    snapshots: () => wire.events.map((text) => JSON.parse(text) as Snapshot),
    traffic: async () => [...wire.addresses, ...wire.events, ...(await Promise.all(wire.bodies))].join('\n'),
    mishaps,
    stop: () => closed(browser),
  };
}

async function closed(browser: Browser): Promise<void> {
  await browser.close();
}

async function recorded(page: Page) {
  const addresses: string[] = [];
  const bodies: Promise<string>[] = [];
  const events: string[] = [];
  page.on('request', (request) => void addresses.push(request.url()));
  page.on('response', (response) => {
    // A stream of events never ends; what comes over it is heard below.
    if (new URL(response.url()).pathname === '/api/events' || response.status() === 303) return;
    const body = response.body().then(
      (bytes) => bytes.toString('utf8'),
      (error: unknown) => `no body: ${String(error)}`,
    );
    bodies.push(body.then((text) => `${JSON.stringify(response.headers())}\n${text}`));
  });
  const devtools = await page.context().newCDPSession(page);
  devtools.on('Network.eventSourceMessageReceived', ({ data }) => void events.push(data));
  await devtools.send('Network.enable');
  return { addresses, bodies, events };
}

/**
 * The same API with the key of the running instance, as the command line asks: many requests at once, where a browser
 * would make the seventh wait.
 */
export async function asker(home: Home) {
  const text = await readFile(path.join(home.folder, 'mcp-tray/state/instance.json'), 'utf8');
  const { address, key } = JSON.parse(text) as { address: string; key: string };
  return async <K extends RequestName>(name: K, args: Arguments<K>): Promise<Answer<K>> => {
    const response = await fetch(`${address}/api/request`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name, args }),
    });
    return unwrapped((await response.json()) as Reply<Answer<K>>, name);
  };
}

/** The newest summary of a server, from what the page was told. */
export function summaryOf({ snapshots }: OpenPage, name: string): ServerSummary | undefined {
  return snapshots()
    .at(-1)
    ?.servers.find((server) => server.name === name);
}

function unwrapped<T>(reply: Reply<T> | undefined, name: string): T {
  if (reply === undefined) throw new Error(`${name}: the page has no bridge`);
  if (!reply.ok) throw new Error(`${name}: ${reply.error.code}: ${reply.error.message}`);
  return reply.value;
}
