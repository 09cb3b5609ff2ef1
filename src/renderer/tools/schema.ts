// Reads JSON Schema the way servers write it: local references followed, references to elsewhere never fetched.
import type { Json, JsonObject } from '../../shared/model';

/** A schema whose references are followed, or the news that it is defined somewhere we do not go. */
export type Known = JsonObject | 'elsewhere';

const MAX_HOPS = 16;

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** Follows `$ref` inside the document and folds `allOf` into one schema. A circle ends as `elsewhere`. */
export function known(node: Json | undefined, root: JsonObject): Known {
  let current = isObject(node) ? node : {};
  for (let hop = 0; hop < MAX_HOPS; hop += 1) {
    const { $ref: ref, ...rest } = current;
    if (typeof ref !== 'string') return fold(current, root, hop);
    const target = ref.startsWith('#') ? pointer(root, ref) : undefined;
    if (!target) return 'elsewhere';
    current = { ...target, ...rest };
  }
  return 'elsewhere';
}

function fold(schema: JsonObject, root: JsonObject, hops: number): JsonObject {
  const { allOf, ...own } = schema;
  if (!Array.isArray(allOf) || hops >= MAX_HOPS) return schema;
  return listOf(allOf).reduce<JsonObject>((sum, part) => {
    const next = known(part, root);
    return next === 'elsewhere' ? sum : merge(sum, next);
  }, own);
}

function merge(left: JsonObject, right: JsonObject): JsonObject {
  const properties = { ...asObject(left.properties), ...asObject(right.properties) };
  const required = [...new Set([...listOf(left.required), ...listOf(right.required)])];
  return {
    ...right,
    ...left,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
}

/** JSON Pointer (RFC 6901) in a URI fragment. */
function pointer(root: JsonObject, ref: string): JsonObject | undefined {
  const parts = ref.slice(1).split('/').slice(1).map(unescapeToken);
  let node: Json | undefined = root;
  for (const part of parts) node = isObject(node) && Object.hasOwn(node, part) ? node[part] : undefined;
  return isObject(node) ? node : undefined;
}

const unescapeToken = (part: string) => part.replaceAll('%25', '%').replaceAll('~1', '/').replaceAll('~0', '~');

export const asObject = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** The alternatives of `anyOf`, `oneOf` or a list of types, without `null`; one where there is no choice. */
export function alternatives(schema: JsonObject, root: JsonObject): readonly Known[] {
  const { type } = schema;
  if (Array.isArray(type)) return withoutNull(listOf(type).map((one) => ({ ...schema, type: one })));
  const choice = listOf(schema.anyOf ?? schema.oneOf);
  if (choice.length === 0) return [schema];
  return withoutNull(choice.map((one) => known(one, root)));
}

function withoutNull(all: readonly Known[]): readonly Known[] {
  const some = all.filter((one) => one === 'elsewhere' || one.type !== 'null');
  return some.length > 0 ? some : all;
}

/** The values of an `enum`, a `const`, or a choice between `const`s; undefined where anything else is possible. */
export function choices(schema: JsonObject, root: JsonObject): readonly Json[] | undefined {
  if (Array.isArray(schema.enum)) return listOf(schema.enum);
  const fixed = schema.const;
  if (fixed !== undefined) return [fixed];
  const all = alternatives(schema, root);
  if (all.length < 2) return undefined;
  const values = all.map((one) => (one === 'elsewhere' ? undefined : one.const));
  return values.every((v): v is Json => v !== undefined) ? values : undefined;
}

/** The type a schema names or implies. */
export function typeName(schema: JsonObject): string | undefined {
  const { type } = schema;
  if (typeof type === 'string') return type;
  if (schema.properties !== undefined) return 'object';
  return schema.items === undefined ? undefined : 'array';
}

/** Properties in the order the server wrote them. */
export function properties(schema: JsonObject): readonly (readonly [string, Json])[] {
  return Object.entries(asObject(schema.properties));
}
