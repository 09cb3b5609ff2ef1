// `${env:NAME}` and `${keychain:NAME}`: found in text, checked, and resolved when a value is used.
import { AppError } from '../../shared/errors';
import type { ResolveReferences } from '../ports';

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'env' | 'keychain'; readonly name: string };

const REFERENCE = /\$\{(env|keychain):([^{}]*)\}/gu;
/** Parentheses occur in Windows, as in ProgramFiles(x86). */
const NAMES = { env: /^[A-Za-z_][A-Za-z0-9_()]{0,254}$/u, keychain: /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/u };

/** Splits a value at its references. Everything that is no reference is text, `$` and braces included. */
export function parseReferences(value: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of value.matchAll(REFERENCE)) {
    const [whole, kind, name = ''] = match;
    if (match.index > at) pieces.push({ kind: 'text', text: value.slice(at, match.index) });
    pieces.push({ kind: kind === 'env' ? 'env' : 'keychain', name });
    at = match.index + whole.length;
  }
  if (at < value.length) pieces.push({ kind: 'text', text: value.slice(at) });
  return pieces;
}

/**
 * The first thing in `value` that looks like a reference and is none, if any. Where `strict`, every `${...}` has to be
 * one; else only what begins with `${env:` or `${keychain:`, for commands may hold shell text of their own.
 */
export function badReference(value: string, strict: boolean): string | undefined {
  for (const piece of parseReferences(value)) {
    if (piece.kind !== 'text') {
      if (!NAMES[piece.kind].test(piece.name)) return `\${${piece.kind}:${piece.name}}`;
      continue;
    }
    const found = (strict ? /\$\{[^}]*\}?/u : /\$\{(?:env|keychain):[^}]*\}?/u).exec(piece.text);
    if (found) return found[0];
  }
  return undefined;
}

/**
 * Resolves references from the environment and the secret store, each looked up when it is needed.
 * The returned function throws AppError reference-invalid, env-missing, secret-missing and what the store throws.
 */
export function createResolver(sources: {
  readonly env: (name: string) => string | undefined | Promise<string | undefined>;
  readonly secrets: { get(name: string): Promise<string | undefined> };
}): ResolveReferences {
  return async (value) => {
    const bad = badReference(value, false);
    if (bad !== undefined) throw new AppError('reference-invalid', { reference: bad });
    let out = '';
    for (const piece of parseReferences(value)) {
      if (piece.kind === 'text') {
        out += piece.text;
        continue;
      }
      const found = await (piece.kind === 'env' ? sources.env(piece.name) : sources.secrets.get(piece.name));
      if (found === undefined) {
        throw new AppError(piece.kind === 'env' ? 'env-missing' : 'secret-missing', { name: piece.name });
      }
      out += found;
    }
    return out;
  };
}
