// Which scopes a sign-in asks for. Pure.

export interface ScopeSources {
  /** What the person wrote in mcp.json. */
  readonly entry: readonly string[] | undefined;
  readonly challenge: readonly string[] | undefined;
  /** `scopes_supported` of the protected resource metadata. */
  readonly resource: readonly string[] | undefined;
  /** `scopes_supported` of the authorization server metadata. */
  readonly service: readonly string[] | undefined;
  /** What an earlier sign-in was given; kept when more is asked for. */
  readonly granted: readonly string[];
}

/**
 * The challenge's scopes, else what the server lists, else none; what the entry says replaces the list, never the
 * challenge. Scopes already given stay. `offline_access` only where the authorization server lists it.
 */
export function wantedScopes({ entry, challenge, resource, service, granted }: ScopeSources): readonly string[] {
  const asked = challenge ? [...(entry ?? []), ...challenge] : (entry ?? resource ?? []);
  const wanted = [...new Set([...granted, ...asked])];
  const isListed = service?.includes('offline_access') === true;
  const withoutOffline = wanted.filter((s) => s !== 'offline_access');
  if (isListed) return [...withoutOffline, 'offline_access'];
  return challenge?.includes('offline_access') || entry?.includes('offline_access') ? wanted : withoutOffline;
}
