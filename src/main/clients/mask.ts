// What a review may show: secrets become dots before a line of a client's file leaves the main process.
import type { ValuePath } from './adapter';

export const DOTS = '••••••••';

/** A reference says where a secret is, never what it is; a default inside of it might. */
const REFERENCE = /^(?:[A-Za-z]+ )?(?:\$\{(?:(?!:-)[^}])+\}|\{env:[^}]+\})$/u;
/** Members whose values name variables, and are no values of their own. */
const NAMES_VARIABLES = new Set<unknown>(['bearer_token_env_var', 'env_http_headers', 'env_vars', 'env_keys']);
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/u;
const ADDRESSES = new Set<unknown>(['url', 'httpUrl', 'serverUrl', 'uri']);
const SECRET_NAME = /key|token|secret|passw|auth|credential|cookie|bearer|session|signature/iu;
/** Long and mixed, as keys are and paths, addresses and package names are not. */
const SECRET_VALUE =
  /^(?:sk|pk|rk|gh[a-z]|github_pat|glpat|xox[a-z]|AKIA|AIza|ya29|eyJ)[-_.A-Za-z0-9]{8,}|^(?=.*[A-Za-z])(?=.*\d)[A-Za-z0-9_+=-]{24,}$/u;

/**
 * A text value as a review shows it. Outside of server entries nothing is shown; in entries of others the values of
 * headers and variables are not; in ours only what looks like a secret is not: the shared config has none. `path` is inside
 * the entry; `ours` names the servers whose entries are the ones we write.
 */
export function maskValue(
  server: string | undefined,
  path: ValuePath,
  value: string,
  ours: ReadonlySet<string>,
): string {
  if (value === '') return value;
  if (server === undefined) return DOTS;
  const [field, ...deeper] = fieldsOf(path);
  if (REFERENCE.test(value)) return value;
  if (field === 'type' || (isCommand(field) && deeper.length === 0)) return value;
  if (ADDRESSES.has(field)) return maskUrl(value, ours.has(server));
  if (isArgument(path)) return maskArgument(value);
  if (NAMES_VARIABLES.has(field)) return VARIABLE_NAME.test(value) && !SECRET_VALUE.test(value) ? value : DOTS;
  const looksSecret = SECRET_VALUE.test(value) || path.some((p) => typeof p === 'string' && SECRET_NAME.test(p));
  return ours.has(server) && !looksSecret ? value : DOTS;
}

/**
 * `maskValue` for the strings of a text in their order: an argument behind one that names a secret (`--api-key abc`)
 * is one too.
 */
export function masker(
  ours: ReadonlySet<string>,
): (server: string | undefined, path: ValuePath, value: string) => string {
  let namesSecret = false;
  return (server, path, value) => {
    const follows = namesSecret && isArgument(path) && path.at(-1) !== 0;
    namesSecret = isArgument(path) && /^-{1,2}[^=\s]+$/u.test(value) && SECRET_NAME.test(value);
    return follows && !REFERENCE.test(value) ? DOTS : maskValue(server, path, value, ours);
  };
}

/** Cline puts all that says how to reach a server into a member of its own. */
const fieldsOf = (path: ValuePath): ValuePath => (path[0] === 'transport' ? path.slice(1) : path);
const isCommand = (field: unknown) => field === 'command' || field === 'cmd';
/** opencode puts the command before its arguments, in one list. */
const isArgument = (path: ValuePath): boolean => {
  const [field, place] = fieldsOf(path);
  return field === 'args' || (isCommand(field) && typeof place === 'number');
};

/** Host and path stay; a password, and what a query says, do not. */
function maskUrl(value: string, ours: boolean): string {
  const hidden = value.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#@]*@/iu, `$1${DOTS}@`);
  return hidden.replace(/([?&#][^=&#]*=)([^&#]*)/gu, (all, name: string, said: string) =>
    REFERENCE.test(said) || (ours && !SECRET_NAME.test(name) && !SECRET_VALUE.test(said)) ? all : name + DOTS,
  );
}

function maskArgument(value: string): string {
  const [, name, said] = /^(-{1,2}[^=]*[=:]|[A-Za-z_][A-Za-z0-9_-]*[=:] ?)(.+)$/su.exec(value) ?? [];
  if (name !== undefined && said !== undefined && !said.startsWith('//')) {
    return REFERENCE.test(said) || !(SECRET_NAME.test(name) || SECRET_VALUE.test(said)) ? value : name + DOTS;
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//iu.test(value)) return maskUrl(value, false);
  return SECRET_VALUE.test(value) ? DOTS : value;
}
