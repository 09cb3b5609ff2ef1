// An entry as a draft: what adding it again, here or elsewhere, would take.
import type { OauthEntry, RemoteServer, Server, ServerDraft } from '../../shared/model';

/** The draft that adding would turn into this entry; what it does not say is left out. */
export function draftOf(server: Server, disabledTools: readonly string[] = []): ServerDraft {
  const { name, type, timeout, disabled } = server;
  const common = {
    ...(timeout !== undefined && { timeout }),
    ...(disabled && { disabled }),
    ...(disabledTools.length > 0 && { disabledTools }),
  };
  if (server.type !== 'stdio') {
    const { url, headers } = server;
    const oauth = oauthOf(server);
    return {
      name,
      type,
      url,
      ...(Object.keys(headers).length > 0 && { headers }),
      ...(Object.keys(oauth).length > 0 && { oauth }),
      ...common,
    };
  }
  const { command, args, env, cwd, perClient } = server;
  return {
    name,
    type,
    command,
    ...(args.length > 0 && { args }),
    ...(Object.keys(env).length > 0 && { env }),
    ...(cwd !== undefined && { cwd }),
    ...(perClient === true && { perClient }),
    ...common,
  };
}

/** What an entry of ours may say about signing in; what other programs keep there besides stays behind. */
function oauthOf({ oauth = {} }: RemoteServer): OauthEntry {
  const { clientId, clientSecret, callbackPort, scopes, issuer, grant } = oauth;
  return {
    ...(clientId !== undefined && { clientId }),
    ...(clientSecret !== undefined && { clientSecret }),
    ...(callbackPort !== undefined && { callbackPort }),
    ...(scopes !== undefined && { scopes }),
    ...(issuer !== undefined && { issuer }),
    ...(grant !== undefined && { grant }),
  };
}

/** The draft with every text in which a reference may stand changed. */
export function mapDraftTexts(draft: ServerDraft, change: (text: string) => string): ServerDraft {
  const all = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
  const { url, headers, command, args, env, cwd, oauth } = draft;
  return {
    ...draft,
    ...(url !== undefined && { url: change(url) }),
    ...(headers && { headers: all(headers) }),
    ...(command !== undefined && { command: change(command) }),
    ...(args && { args: args.map(change) }),
    ...(env && { env: all(env) }),
    ...(cwd !== undefined && { cwd: change(cwd) }),
    ...(oauth?.clientSecret !== undefined && { oauth: { ...oauth, clientSecret: change(oauth.clientSecret) } }),
  };
}
