// What a text says to a parser that has nothing to do with the one its edits are made by.
import { runInThisContext } from 'node:vm';
import { CORE_SCHEMA, load, realMapTag } from 'js-yaml';
import { parse as parseToml } from 'smol-toml';

export const FORMATS = ['json', 'jsonc', 'toml', 'yaml'] as const;
export type Format = (typeof FORMATS)[number];

const SCHEMA = CORE_SCHEMA.withTags(realMapTag);

/** Objects as plain ones, a name as it was read. Throws for a text that cannot be read. */
export function said(format: Format, text: string): unknown {
  const plain = text.replace(/^\uFEFF/u, '');
  switch (format) {
    case 'json':
      return plain.trim() === '' ? {} : JSON.parse(plain);
    case 'jsonc':
      // Comments and trailing commas are no news to JavaScript; a text without any value is.
      return JSON.parse(runInThisContext(`JSON.stringify((${plain.includes('{') ? plain : '{}'}\n))`));
    case 'toml':
      return parseToml(plain);
    case 'yaml':
      // It calls a text that says nothing an error.
      return /^(?:\s*#.*)*\s*$/u.test(plain) ? {} : unmapped(load(plain, { schema: SCHEMA, json: true }));
  }
}

/** A name in YAML may be anything; two of them are told apart by how they look in JSON. */
function unmapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unmapped);
  if (!(value instanceof Map)) return value;
  const nameOf = (key: unknown) => (typeof key === 'string' ? key : JSON.stringify(unmapped(key)));
  return Object.fromEntries([...value].map(([key, inner]) => [nameOf(key), unmapped(inner)]));
}
