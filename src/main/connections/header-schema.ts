// Which tools may be shown over HTTP in 2026-07-28: a schema that misuses `x-mcp-header` makes its tool unusable,
// and the specification wants such a tool left out (Streamable HTTP, schema extension).
import type { Json, JsonObject } from '../../shared/model';

const KEY = 'x-mcp-header';
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/u;
const TYPES = ['string', 'integer', 'boolean'];
/** Keywords whose value is a schema or a list of schemas: a header declared below them is out of reach. */
const BRANCHES =
  'items prefixItems contains additionalProperties unevaluatedProperties unevaluatedItems propertyNames oneOf anyOf allOf not if then else'.split(
    ' ',
  );
/** Keywords whose value is a map of schemas. */
const MAPS = ['patternProperties', 'dependentSchemas', '$defs', 'definitions'];
/** Deeper than any schema a person writes; a guard against one that a program did. */
const MAX_DEPTH = 64;

/** True if every `x-mcp-header` in this input schema is a unique token on a primitive, reachable property. */
export function hasUsableHeaders(schema: JsonObject): boolean {
  return visit(schema, false, true, new Set(), 0);
}

function visit(
  node: Json | undefined,
  isProperty: boolean,
  reachable: boolean,
  seen: Set<string>,
  depth: number,
): boolean {
  if (!isObject(node)) return true;
  if (depth > MAX_DEPTH) return false;
  if (KEY in node && !(isProperty && reachable && isUsable(node, seen))) return false;
  const below = (child: Json | undefined, property: boolean, reach: boolean) =>
    visit(child, property, reach, seen, depth + 1);
  if (!members(node.properties).every((child) => below(child, true, reachable))) return false;
  if (!MAPS.every((key) => members(node[key]).every((child) => below(child, true, false)))) return false;
  return BRANCHES.every((key) => {
    const branch = node[key];
    return Array.isArray(branch)
      ? branch.every((child: Json) => below(child, true, false))
      : below(branch, true, false);
  });
}

function isUsable(node: JsonObject, seen: Set<string>): boolean {
  const name = node[KEY];
  if (typeof name !== 'string' || !TOKEN.test(name) || !TYPES.includes(String(node.type))) return false;
  const lower = name.toLowerCase();
  if (seen.has(lower)) return false;
  seen.add(lower);
  return true;
}

function members(value: Json | undefined): readonly Json[] {
  return isObject(value) ? Object.values(value) : [];
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
