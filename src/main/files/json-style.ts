// How the text around an edit is written (line ends, indentation, spaces), and a value rendered that way.
import type { Json } from '../../shared/model';
import type { JsonMember, JsonNode, JsonObjectNode, JsonTree } from './json-tree';
import { eolAt, indentAt, opensLine } from './place';

export interface JsonStyle {
  readonly eol: string;
  /** One step of indentation. */
  readonly unit: string;
  readonly colon: ': ' | ':';
  readonly comma: ', ' | ',';
  /** Blank inside the braces of a value on one line. */
  readonly pad: ' ' | '';
}

/** One step of indentation, taken from the first member on a line of its own; two blanks where there is none. */
function indentUnit(text: string, root: JsonObjectNode | undefined): string {
  if (!/[\n\r]/u.test(text)) return '  ';
  const open: JsonNode[] = root ? [root] : [];
  for (let at = 0; at < open.length && at < 1000; at++) {
    const node = open[at];
    if (!node) break;
    const unit = indentIn(text, node);
    if (unit !== undefined) return unit;
    for (const child of childrenOf(node)) open.push('key' in child ? child.value : child);
  }
  return '  ';
}

/** By which the first member of the root stands farther in; what is put in anywhere else does not change that. */
export const firstIndent = (text: string, root: JsonObjectNode | undefined): string | undefined =>
  root && indentIn(text, root);

function indentIn(text: string, node: JsonNode): string | undefined {
  const first = childrenOf(node)[0];
  if (!first || !opensLine(text, first.offset)) return undefined;
  const outer = indentAt(text, node.offset);
  const inner = indentAt(text, first.offset);
  return inner.length > outer.length && inner.startsWith(outer) ? inner.slice(outer.length) : undefined;
}

function childrenOf(node: JsonNode): readonly (JsonMember | JsonNode)[] {
  if (node.kind === 'object') return node.members;
  return node.kind === 'array' ? node.items : [];
}

/** Style for a new member of `object`; `like` is the value whose spacing is followed. */
export function styleAt(text: string, tree: JsonTree, offset: number, like: JsonNode | undefined): JsonStyle {
  const member = firstMember(tree.root);
  const tight = member !== undefined && /:\S/u.test(text.slice(member.colon, member.colon + 2));
  const unpadded = like !== undefined && like.kind !== 'literal' && !/\s/u.test(text[like.offset + 1] ?? '');
  return {
    eol: eolAt(text, offset),
    unit: indentUnit(text, tree.root),
    colon: tight ? ':' : ': ',
    comma: tight ? ',' : ', ',
    pad: tight || like === undefined || unpadded ? '' : ' ',
  };

  function firstMember(root: JsonObjectNode | undefined): { colon: number } | undefined {
    const first = root?.members[0];
    if (!first) return undefined;
    return { colon: text.lastIndexOf(':', first.value.offset - 1) };
  }
}

/** Renders over several lines; `indent` is that of the line the value begins on. */
export function renderLines(value: Json, style: JsonStyle, indent: string): string {
  const inner = indent + style.unit;
  const block = (open: string, parts: string[], close: string) =>
    parts.length === 0
      ? open + close
      : `${open}${style.eol}${parts.map((p) => inner + p).join(`,${style.eol}`)}${style.eol}${indent}${close}`;
  if (isArray(value))
    return block(
      '[',
      value.map((v) => renderLines(v, style, inner)),
      ']',
    );
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([k, v]) => `${JSON.stringify(k)}${style.colon}${renderLines(v, style, inner)}`,
  );
  return block('{', members, '}');
}

/** Renders on one line. */
export function renderInline(value: Json, style: JsonStyle): string {
  const block = (open: string, parts: string[], close: string, pad: string) =>
    parts.length === 0 ? open + close : `${open}${pad}${parts.join(style.comma)}${pad}${close}`;
  if (isArray(value))
    return block(
      '[',
      value.map((v) => renderInline(v, style)),
      ']',
      '',
    );
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([k, v]) => `${JSON.stringify(k)}${style.colon}${renderInline(v, style)}`);
  return block('{', members, '}', style.pad);
}

const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);
