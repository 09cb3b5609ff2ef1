// The page a browser ends on after a sign-in: words only, no script, nothing that leaves this machine.
import { createHash } from 'node:crypto';
import type { Translate } from '../../shared/messages';

export type PageOutcome =
  | { readonly kind: 'done'; readonly server: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'used' };

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1.5rem;color-scheme:light dark}' +
  'h1{font-size:1.4rem}';
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Headers of every answer of the listener: the address holds the code, so nothing may keep it or pass it on. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  connection: 'close',
};

/** The whole page as HTML. */
export function resultPage(t: Translate, outcome: PageOutcome): string {
  const [title, ...lines] = words(t, outcome).map(escaped);
  const paragraphs = lines.map((line) => `<p>${line}</p>`).join('');
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · ${escaped(t('common.app'))}</title><style>${STYLE}</style></head><body><h1>${title}</h1>${paragraphs}</body></html>`;
}

function words(t: Translate, outcome: PageOutcome): string[] {
  if (outcome.kind === 'done') return [t('signIn.page.doneTitle'), t('signIn.page.done', { server: outcome.server })];
  if (outcome.kind === 'used') return [t('signIn.page.usedTitle'), t('signIn.page.used')];
  return [t('signIn.page.failedTitle'), outcome.message, t('signIn.page.failed')];
}

function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/gu, (c) => entities[c] ?? c);
}
