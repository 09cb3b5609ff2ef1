// The worker's side of the upstream sign-in, and the page that asks whether to go there.

const escapeHtml = (text) => String(text).replace(/[&<>"]/gu, (char) => `&#${char.charCodeAt(0)};`);

/** The page a person answers: one form, Approve and Deny. */
export function consentPage(client, handle, headers = new Headers()) {
  headers.set('content-type', 'text/html; charset=utf-8');
  const page = `<!doctype html><title>Approve</title><h1>${escapeHtml(client)} asks for access</h1>
<form method="post" action="/authorize"><input type="hidden" name="handle" value="${escapeHtml(handle)}">
<button name="answer" value="approve">Approve</button> <button name="answer" value="deny">Deny</button></form>`;
  return new Response(page, { headers });
}

export function upstreamAuthorizeUrl(env, origin, state) {
  const url = new URL('/login/oauth/authorize', env.UPSTREAM);
  url.searchParams.set('client_id', 'upstream-app');
  url.searchParams.set('redirect_uri', `${origin}/callback`);
  url.searchParams.set('state', state);
  return url.href;
}

/** Exchanges the upstream's code and asks who signed in. */
export async function upstreamUser(env, callback) {
  const body = new URLSearchParams({ code: callback.searchParams.get('code') ?? '', client_id: 'upstream-app' });
  const token = await fetch(new URL('/login/oauth/access_token', env.UPSTREAM), { method: 'POST', body });
  if (!token.ok) throw new Error(`the upstream refused the code: ${token.status}`);
  const { access_token } = await token.json();
  const user = await fetch(new URL('/user', env.UPSTREAM), { headers: { authorization: `Bearer ${access_token}` } });
  if (!user.ok) throw new Error(`the upstream refused its token: ${user.status}`);
  return user.json();
}
