// Which authorization server to use where a server names several, and whether a browser sign-in can work there. Pure.
import { AppError } from '../../shared/errors';
import type { ServerMetadata } from './server-metadata';

/** One issuer the server names, with what reading its metadata gave. */
export type Candidate =
  | {
      readonly issuer: string;
      readonly metadata: ServerMetadata;
      /** True if this machine has a client ID there, or may get one without the person. */
      readonly canRegister: boolean;
    }
  | { readonly issuer: string; readonly problem: AppError };

export interface ChoiceContext {
  readonly host: string;
  /** `oauth.issuer` of the entry. */
  readonly wanted: string | undefined;
  /** The issuer of the sign-in we have. */
  readonly current: string | undefined;
}

/** True if the service advertises S256. Absent means no, for OpenID providers too. */
export function hasPkce(metadata: ServerMetadata): boolean {
  return metadata.code_challenge_methods_supported?.includes('S256') === true;
}

/**
 * The entry's issuer; else the one we are signed in with; else the first that can sign a person in without more work;
 * else the first that can at all. If none can be used, the problem of the first.
 * @throws AppError issuer-not-offered and the problem of the candidate
 */
export function chooseServer(candidates: readonly Candidate[], context: ChoiceContext): ServerMetadata {
  const { host, wanted, current } = context;
  if (wanted !== undefined && !candidates.some((c) => c.issuer === wanted)) {
    const offered = candidates.map((c) => c.issuer).join(', ');
    throw new AppError('issuer-not-offered', { host, issuer: wanted, offered: offered.slice(0, 500) });
  }
  const allowed = wanted === undefined ? candidates : candidates.filter((c) => c.issuer === wanted);
  const usable = allowed.filter((c) => 'metadata' in c);
  const safe = usable.filter((c) => hasPkce(c.metadata));
  const known = safe.find((c) => c.issuer === current);
  const chosen = known ?? safe.find((c) => c.canRegister) ?? safe[0] ?? usable[0];
  if (chosen) return chosen.metadata;
  const problem = allowed.find((c) => 'problem' in c)?.problem;
  throw problem ?? new AppError('api-key-needed', { host });
}
