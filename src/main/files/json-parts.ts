// The strings and comments of a JSON text, for those who show it.
import type { JsonNode, JsonTree } from './json-tree';
import type { TextPart } from './keyed-text';

type ValuePath = readonly (string | number)[];

/** Strings that reach into `[from, to)`, and comments, in the order of the text. */
export function jsonParts({ root, comments }: JsonTree, from: number, to: number): readonly TextPart[] {
  const parts: TextPart[] = comments.map(({ offset, end }) => ({ offset, end }));
  if (root) gather(root, []);
  return parts.sort((a, b) => a.offset - b.offset);

  function gather(node: JsonNode, path: ValuePath): void {
    const { offset, end } = node;
    // Of a large file little is shown; the rest is not even looked at.
    if (end <= from || offset >= to) return;
    if (node.kind === 'object') for (const { key, value } of node.members) gather(value, [...path, key]);
    else if (node.kind === 'array') for (const [i, item] of node.items.entries()) gather(item, [...path, i]);
    else if (typeof node.value === 'string') {
      parts.push({ offset, end, string: { path, value: node.value, written: (shown) => JSON.stringify(shown) } });
    }
  }
}
