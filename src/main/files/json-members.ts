// Members of an object of JSON by their names, found without walking through all of them each time.
import type { JsonMember, JsonNode, JsonObjectNode } from './json-tree';

/** From here on it takes less time to know all members by name than to look for some of them. */
const MANY = 16;
/** Members never change. */
const INDEXES = new WeakMap<readonly JsonMember[], ReadonlyMap<string, JsonMember>>();

/** The member of that name, the last one where there are several. */
export function findMember({ members }: JsonObjectNode, key: string | undefined): JsonMember | undefined {
  if (key === undefined) return undefined;
  if (members.length < MANY) return members.findLast((m) => m.key === key);
  return indexOf(members).get(key);
}

/** By name; undefined where one stands twice, or there is no object. */
export function membersOf(node: JsonNode | undefined): ReadonlyMap<string, JsonMember> | undefined {
  if (node?.kind !== 'object') return undefined;
  const members = indexOf(node.members);
  return members.size === node.members.length ? members : undefined;
}

function indexOf(members: readonly JsonMember[]): ReadonlyMap<string, JsonMember> {
  const known = INDEXES.get(members);
  if (known) return known;
  const index = new Map(members.map((m) => [m.key, m]));
  INDEXES.set(members, index);
  return index;
}
