// The page a person answers, on every authorization server of these tests: a heading, Approve and Deny.

const escapeHtml = (text: string) => text.replace(/[&<>"]/gu, (char) => `&#${char.charCodeAt(0)};`);

/** A form that posts `answer=approve` or `answer=deny` to `action`. */
export function consentPage(who: string, scopes: readonly string[], action: string): string {
  const list = scopes.map((scope) => `<li>${escapeHtml(scope)}</li>`).join('');
  return `<!doctype html><meta charset="utf-8"><title>Approve</title><h1>${escapeHtml(who)} asks for access</h1>
<ul>${list}</ul><form method="post" action="${escapeHtml(action)}">
<button name="answer" value="approve">Approve</button> <button name="answer" value="deny">Deny</button></form>`;
}
