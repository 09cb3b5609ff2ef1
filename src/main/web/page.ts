// The two small pages the web face makes itself: the sentence without access, and one step from a foreign page to ours.
import type { Language, Translate } from '../../shared/messages';

/** Says how to get a link. It holds nothing but catalogue text. */
export function noAccessPage(t: Translate, language: Language): string {
  const heading = escapeHtml(t('cli.visit.heading'));
  return page(
    language,
    escapeHtml(t('common.app')),
    `<h1>${heading}</h1><p>${escapeHtml(t('cli.visit.explain'))}</p><p><code>mcp-tray serve</code></p>`,
  );
}

/**
 * A strict cookie does not come along when the person arrives from another site; asking again from here brings it.
 */
export function stepInsidePage(t: Translate, language: Language): string {
  return page(language, escapeHtml(t('common.app')), '', '<meta http-equiv="refresh" content="0; url=/">');
}

function page(language: Language, title: string, body: string, head = ''): string {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">${head}<title>${title}</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:36rem;margin:20vh auto;padding:0 1.5rem}h1{font-size:1.25rem}code{font-size:1rem}</style>
</head><body><main>${body}</main></body></html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
