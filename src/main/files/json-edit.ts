// The two edits of an object's text: put a member in, take a member out. They are inverse to each other byte for byte,
// which is what lets a removal leave a file as if we had never been there.
import type { Json } from '../../shared/model';
import { eolAt, indentAt, type JsonStyle, opensLine, renderInline, renderLines, styleAt } from './json-style';
import type { JsonMember, JsonNode, JsonObjectNode, JsonTree } from './json-tree';

/** What a member is to say: a value to render in the style around it, or source text taken as it is. */
export type NewValue = { readonly json: Json } | { readonly source: string };

/** One replacement of a range of the text. Ranges of one edit never overlap and are in order. */
export interface Change {
  readonly offset: number;
  readonly end: number;
  readonly text: string;
}

export function applyChanges(text: string, changes: readonly Change[]): string {
  let out = '';
  let at = 0;
  for (const change of changes) {
    out += text.slice(at, change.offset) + change.text;
    at = change.end;
  }
  return out + text.slice(at);
}

/** The whole object of a text that has none. Blanks stay behind it, comments before it. */
export function createRoot(text: string, tree: JsonTree, key: string, value: NewValue): Change[] {
  const last = tree.comments.at(-1);
  const bom = text.startsWith('\uFEFF') ? 1 : 0;
  const offset = last?.end ?? bom;
  const style: JsonStyle = { eol: eolAt(text, offset), unit: '  ', colon: ': ', comma: ', ', pad: ' ' };
  const lead = last ? style.eol : '';
  const member = `${JSON.stringify(key)}: ${render(value, style, style.unit)}`;
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
  const lines = opensLine(text, last.offset);
  const at = afterSameLineComments(text, tree, last.comma === undefined ? last.value.end : last.comma + 1, object.end);
  const indent = lines ? indentAt(text, last.offset) : indentAt(text, object.offset) + style.unit;
  const gap = lines || at.lineComment ? style.eol + indent : sameLineGap(text, object, style);
  const inline = !lines || (last.value.kind === 'object' && isInline(text, last.value));
  const member = JSON.stringify(key) + style.colon + render(value, style, inline ? undefined : indent);
  const comma: Change[] =
    last.comma === undefined && at.offset > last.value.end
      ? [{ offset: last.value.end, end: last.value.end, text: ',' }]
      : [];
  const lead = last.comma === undefined && comma.length === 0 ? ',' : '';
  const tail = last.comma === undefined ? '' : ',';
  return [...comma, { offset: at.offset, end: at.offset, text: lead + gap + member + tail }];
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
  if (comment) return put(style.eol + inner + name + render(value, style, inner));
  const roomy = /[\n\r]/u.test(blank) || (blank === '' && (object === tree.root || hasLines(text, tree)));
  if (!roomy) return put(name + render(value, { ...style, pad: blank === '' ? '' : ' ' }, undefined) + blank);
  const eol = blank.endsWith('\r') ? '\r\n' : style.eol;
  return put(eol + inner + name + render(value, { ...style, eol }, inner) + eol + outer);
}

/** Takes a member out with its separator and the blank before it. */
export function removeMember(text: string, tree: JsonTree, object: JsonObjectNode, index: number): Change[] {
  const member = object.members[index];
  if (!member) return [];
  const previous = object.members[index - 1];
  const after = member.comma === undefined ? undefined : { offset: member.comma, end: member.comma + 1, text: '' };
  const tail = after && after.offset === member.value.end ? after.end : member.value.end;
  const separate = after && tail !== after.end ? [after] : [];
  if (object.members.length === 1) return removeOnly(text, tree, object, member, tail, separate);
  if (index === 0) {
    const end = separate.length > 0 ? tail : blankEnd(text, tail);
    return [{ offset: member.offset, end, text: '' }, ...separate];
  }
  const comma = previous?.comma;
  const dropped =
    member.comma === undefined && comma !== undefined ? [{ offset: comma, end: comma + 1, text: '' }] : [];
  const blank = blankStart(text, member.offset);
  if (staysInComment(text, tree, blank, tail)) {
    return [...dropped, { offset: member.offset, end: tail, text: '' }, ...separate];
  }
  const whole = { offset: blank, end: tail, text: '' };
  return dropped[0]?.end === blank
    ? [{ ...whole, offset: dropped[0].offset }, ...separate]
    : [...dropped, whole, ...separate];
}

function removeOnly(
  text: string,
  tree: JsonTree,
  object: JsonObjectNode,
  member: JsonMember,
  tail: number,
  separate: Change[],
): Change[] {
  const start = blankStart(text, member.offset);
  const end = blankEnd(text, tail);
  const before = text.slice(start, member.offset);
  const closes = separate.length === 0 && end === object.end - 1;
  if (start > object.offset + 1) {
    // A comment stands before the member; the blank after it belongs to whoever wrote the comment.
    const offset = staysInComment(text, tree, start, tail) ? member.offset : start;
    return [{ offset, end: tail, text: '' }, ...separate];
  }
  const lead = /(?:\r\n|\n|\r)[ \t]*$/u.exec(before);
  const rest = closes ? text.slice(tail, end) : '';
  if (lead) {
    const line = /(?:\r\n|\n|\r)[ \t]*$/u.exec(rest);
    return [{ offset: start + lead.index, end: line ? end : tail, text: rest.slice(0, line?.index ?? 0) }, ...separate];
  }
  return [{ offset: member.offset, end: closes && rest === before ? end : tail, text: '' }, ...separate];
}

/** Replaces a member's value where it stands, on one line if the old value or its neighbours stand on one. */
export function replaceValue(text: string, tree: JsonTree, member: JsonMember, value: NewValue): Change[] {
  const old = member.value;
  const style = styleAt(text, tree, member.offset, old.kind === 'literal' ? undefined : old);
  const oneLine = !/[\n\r]/u.test(text.slice(old.offset, old.end));
  const inline = oneLine && (isInline(text, old) || !opensLine(text, member.offset));
  const indent = inline ? undefined : indentAt(text, member.offset);
  return [{ offset: old.offset, end: old.end, text: render(value, style, indent) }];
}

const render = (value: NewValue, style: JsonStyle, indent: string | undefined): string => {
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

/** The blank between the members of an object on one line. */
function sameLineGap(text: string, object: JsonObjectNode, style: JsonStyle): string {
  const [last, previous] = [object.members.at(-1), object.members.at(-2)];
  if (last && previous?.comma !== undefined) {
    const gap = text.slice(previous.comma + 1, last.offset);
    if (/^[ \t]*$/u.test(gap)) return gap;
  }
  return style.comma === ',' ? '' : ' ';
}

/** Where a new member goes so that a comment behind the last one stays with it. */
function afterSameLineComments(text: string, tree: JsonTree, from: number, limit: number) {
  let offset = from;
  let lineComment = false;
  for (const comment of tree.comments) {
    if (comment.offset < offset || comment.end > limit) continue;
    if (!/^[ \t]*$/u.test(text.slice(offset, comment.offset))) break;
    offset = comment.end;
    lineComment = comment.line;
  }
  return { offset, lineComment };
}

function blankStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

function blankEnd(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}

const isBlank = (c: number): boolean => c === 32 || c === 9 || c === 10 || c === 13;

/** True if cutting `[start, end)` would pull what follows into a line comment that ends at `start`. */
function staysInComment(text: string, tree: JsonTree, start: number, end: number): boolean {
  if (!tree.comments.some((c) => c.line && c.end === start)) return false;
  let at = end;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at < text.length && text[at] !== '\n' && text[at] !== '\r';
}
