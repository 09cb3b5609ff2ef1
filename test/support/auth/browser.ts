// The person of these tests: a real headless Chromium that opens a link, answers the questions and reads the last page.
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, errors, type Page } from 'playwright-core';

const CANDIDATES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
// Consent, the upstream's consent, the way back; more is a loop.
const MOST_ANSWERS = 6;
const PAGE_MS = 15_000;

const executablePath = CANDIDATES.find((file) => file !== undefined && existsSync(file));

/** Why no browser can be driven here, with the command that brings one; undefined where it can. */
export const whyNoBrowser = (): string | undefined =>
  executablePath === undefined ? 'Chromium is not installed; on Debian: sudo apt-get install chromium' : undefined;

export type Decision = 'approve' | 'deny' | 'look';

export interface Visit {
  /** Where the browser ended, with its query. */
  readonly url: string;
  readonly status: number | undefined;
  readonly title: string;
  /** The text of the page. */
  readonly text: string;
  /** Headings of the pages on which a button was pressed, in order. */
  readonly answered: readonly string[];
}

export interface Person {
  /** Opens `url` in a fresh profile; `look` presses nothing. @throws Error when a page does not come within 15 s */
  visit(url: string, decision: Decision): Promise<Visit>;
  /** Requests that were stopped because they left loopback. */
  blocked(): readonly string[];
  stop(): Promise<void>;
}

/** Starts Chromium; nothing but loopback resolves in it. */
export async function startPerson(): Promise<Person> {
  if (executablePath === undefined) throw new Error(whyNoBrowser());
  const browser: Browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      // Redirects are not offered to a route handler; a name that does not resolve stops them all the same.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE [::1]',
    ],
  });
  const blocked: string[] = [];
  return {
    visit: async (url, decision) => {
      const context = await browser.newContext({ serviceWorkers: 'block' });
      try {
        await keepInside(context, blocked);
        return await visit(await context.newPage(), url, decision);
      } finally {
        await context.close();
      }
    },
    blocked: () => [...blocked],
    stop: () => browser.close(),
  };
}

async function keepInside(context: BrowserContext, blocked: string[]): Promise<void> {
  await context.route('**/*', async (route) => {
    const { hostname, href } = new URL(route.request().url());
    if (LOOPBACK.has(hostname)) return route.continue();
    blocked.push(href);
    return route.abort('blockedbyclient');
  });
}

async function visit(page: Page, url: string, decision: Decision): Promise<Visit> {
  page.setDefaultTimeout(PAGE_MS);
  let status: number | undefined;
  page.on('response', (response) => {
    if (response.request().isNavigationRequest()) status = response.status();
  });
  await page.goto(url, { waitUntil: 'load' });
  const answered: string[] = [];
  while (decision !== 'look') {
    const button = page.getByRole('button', { name: decision, exact: false });
    if ((await button.count()) === 0) break;
    if (answered.length === MOST_ANSWERS) throw new Error(`still asked after ${MOST_ANSWERS} answers: ${page.url()}`);
    answered.push((await page.locator('h1').first().textContent()) ?? '');
    await press(page, () => button.first().click());
  }
  const text = (await page.locator('body').textContent()) ?? '';
  return { url: page.url(), status, title: await page.title(), text, answered };
}

/** Presses and waits for the page that follows. */
async function press(page: Page, click: () => Promise<void>): Promise<void> {
  const next = page.waitForEvent('load', { timeout: PAGE_MS });
  await Promise.all([next, click()]).catch((error: unknown) => {
    if (error instanceof errors.TimeoutError) throw new Error(`no page followed ${page.url()}`, { cause: error });
    throw error;
  });
}
