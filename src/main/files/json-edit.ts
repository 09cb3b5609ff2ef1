// The two edits of an object's text: put a member in, take a member out. They are inverse to each other byte for byte,
// which is what lets a removal leave a file as if we had never been there.
import type { Json } from '../../shared/model';
import { type Braces, gapIn, pointAfter, removeMember as removeBetween } from './braces';
import { type JsonStyle, renderInline, renderLines, styleAt } from './json-style';
import type { JsonMember, JsonNode, JsonObjectNode, JsonTree } from './json-tree';
import { type Change, eolAt, indentAt, opensLine, startOf } from './place';

/** What a member is to say: a value to render in the style around it, or source text taken as it is. */
export type NewValue = { readonly json: Json } | { readonly source: string };

/** The whole object of a text that has none. Blanks stay behind it, comments before it. */
export function createRoot(text: string, tree: JsonTree, key: string, value: NewValue): Change[] {
  const last = tree.comments.at(-1);
  const offset = last?.end ?? startOf(text);
  const style: JsonStyle = { eol: eolAt(text, offset), unit: '  ', colon: ': ', comma: ', ', pad: ' ' };
  const lead = last ? style.eol : '';
  const member = `${JSON.stringify(key)}: ${renderValue(value, style, style.unit)}`;
  return [{ offset, end: offset, text: `${lead}{${style.eol}${style.unit}${member}${style.eol}}` }];
}

/** Takes the object `createRoot` made out again. */
export function removeRoot(text: string, tree: JsonTree, root: JsonObjectNode): Change[] {
  const before = tree.comments.findLast((c) => c.end <= root.offset);
  const oneLine = before !== undefined && /^\r?\n$/u.test(text.slice(before.end, root.offset));
  return [{ offset: oneLine ? before.end : root.offset, end: root.end, text: '' }];
}

/** Adds a member after the last one of `object`. */
export function addMember(text: string, tree: JsonTree, object: JsonObjectNode, key: string, value: NewValue) {
  const last = object.members.at(-1);
  return last ? addAfter(text, tree, object, last, key, value) : addFirst(text, tree, object, key, value);
}

function addAfter(
  text: string,
  tree: JsonTree,
  object: JsonObjectNode,
  last: JsonMember,
  key: string,
  value: NewValue,
): Change[] {
  const style = styleAt(text, tree, last.value.end, last.value);
  const gap = gapIn(text, bracesOf(object), style.comma === ',' ? '' : ' ');
  const point = pointAfter(text, tree.comments, object, memberOf(last), { ...style, gap });
  const inline = !point.ownLine || (last.value.kind === 'object' && isInline(text, last.value));
  return point.put(JSON.stringify(key) + style.colon + renderValue(value, style, inline ? undefined : point.indent));
}

function addFirst(text: string, tree: JsonTree, object: JsonObjectNode, key: string, value: NewValue): Change[] {
  const style = styleAt(text, tree, object.offset, undefined);
  const comment = tree.comments.findLast((c) => c.offset > object.offset && c.end < object.end);
  const outer = indentAt(text, object.offset);
  const inner = outer + style.unit;
  const at = comment?.end ?? object.end - 1;
  const blank = text.slice(object.offset + 1, at);
  const name = JSON.stringify(key) + style.colon;
  const put = (t: string): Change[] => [{ offset: at, end: at, text: t }];
  if (comment) return put(style.eol + inner + name + renderValue(value, style, inner));
  const roomy = /[\n\r]/u.test(blank) || (blank === '' && (object === tree.root || hasLines(text, tree)));
  if (!roomy) return put(name + renderValue(value, { ...style, pad: blank === '' ? '' : ' ' }, undefined) + blank);
  const eol = blank.endsWith('\r') ? '\r\n' : style.eol;
  return put(eol + inner + name + renderValue(value, { ...style, eol }, inner) + eol + outer);
}

/** Takes a member out with its separator and the blank before it. */
export function removeMember(text: string, tree: JsonTree, object: JsonObjectNode, index: number): Change[] {
  return removeBetween(text, tree.comments, bracesOf(object), index);
}

export const bracesOf = ({ offset, end, members }: JsonObjectNode): Braces => ({
  offset,
  end,
  members: members.map(memberOf),
});
const memberOf = ({ offset, value, comma }: JsonMember) => ({
  offset,
  end: value.end,
  ...(comma !== undefined && { comma }),
});

/** Replaces a member's value where it stands, on one line if the old value or its neighbours stand on one. */
export function replaceValue(text: string, tree: JsonTree, member: JsonMember, value: NewValue): Change[] {
  const old = member.value;
  const style = styleAt(text, tree, member.offset, old.kind === 'literal' ? undefined : old);
  const oneLine = !/[\n\r]/u.test(text.slice(old.offset, old.end));
  const inline = oneLine && (isInline(text, old) || !opensLine(text, member.offset));
  const indent = inline ? undefined : indentAt(text, member.offset);
  return [{ offset: old.offset, end: old.end, text: renderValue(value, style, indent) }];
}

export const renderValue = (value: NewValue, style: JsonStyle, indent: string | undefined): string => {
  if ('source' in value) return value.source;
  return indent === undefined ? renderInline(value.json, style) : renderLines(value.json, style, indent);
};

/** True for a filled object or array that stands on one line. */
function isInline(text: string, node: JsonNode): boolean {
  if (node.kind === 'literal') return false;
  const filled = node.kind === 'object' ? node.members.length > 0 : node.items.length > 0;
  return filled && !/[\n\r]/u.test(text.slice(node.offset, node.end));
}

const hasLines = (text: string, tree: JsonTree): boolean =>
  tree.root !== undefined && /[\n\r]/u.test(text.slice(tree.root.offset, tree.root.end));
