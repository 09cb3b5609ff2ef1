// Many members of one object put in or changed in one pass, as one edit after the other would do it, byte for byte.
// Where that cannot be known beforehand there is no such pass, and it is one edit after the other.
import type { Json } from '../../shared/model';
import { hasMixedEnds, movedBy } from './blocks';
import { type Braces, type Comment, removeMember as removeBetween } from './braces';
import { bracesOf, renderValue, replaceValue } from './json-edit';
import { firstIndent, type JsonStyle, styleAt } from './json-style';
import type { JsonMember, JsonObjectNode, JsonTree } from './json-tree';
import type { NamedEntry } from './keyed-text';
import { applyChanges, type Change, opensLine } from './place';

/**
 * Adds members behind the last two of `object`, which were put in one after the other and so are the pattern for all
 * that follow: what is between them comes before each. Undefined if the style may change on the way.
 */
export function addMembers(
  text: string,
  tree: JsonTree,
  object: JsonObjectNode,
  added: readonly NamedEntry[],
): Change[] | undefined {
  const [previous, last] = object.members.slice(-2);
  if (!previous || !last || last.value.kind !== 'object' || previous.comma === undefined) return undefined;
  const ownLine = opensLine(text, last.offset);
  if (ownLine && firstIndent(text, tree.root) === undefined) return undefined;
  const blank = text.slice(previous.comma + 1, last.offset);
  // A comment may stand there; what comes behind it is of another pattern.
  if (/\S/u.test(blank)) return undefined;
  const style = styleAt(text, tree, last.value.end, last.value);
  const indent = ownLine ? blank.slice(blank.lastIndexOf('\n') + 1) : undefined;
  const offset = last.comma === undefined ? last.value.end : last.comma + 1;
  const [lead, tail] = last.comma === undefined ? [',', ''] : ['', ','];
  let before = text.slice(last.value.offset, last.value.end);
  const members = added.map(([name, value]) => {
    before = renderLike(before, value, style, indent);
    return lead + blank + JSON.stringify(name) + style.colon + before + tail;
  });
  return [{ offset, end: offset, text: members.join('') }];
}

/** On one line as what stands before it, or on lines of its own. */
function renderLike(before: string, value: Json, style: JsonStyle, indent: string | undefined): string {
  const inline = indent === undefined || (before !== '{}' && !/[\n\r]/u.test(before));
  const pad = style.comma === ',' || !/\s/u.test(before[1] ?? '') ? '' : ' ';
  return renderValue({ json: value }, { ...style, pad }, inline ? undefined : indent);
}

/** Replaces the values of several members; undefined if one change may be seen by the next. */
export function replaceValues(
  text: string,
  tree: JsonTree,
  changed: readonly { readonly member: JsonMember; readonly value: Json }[],
): Change[] | undefined {
  // On one line nothing is indented.
  const isOneLine = !/[\n\r]/u.test(text);
  if (hasMixedEnds(text) || (!isOneLine && firstIndent(text, tree.root) === undefined)) return undefined;
  const changes = changed.flatMap(({ member, value }) => replaceValue(text, tree, member, { json: value }));
  return changes.sort((a, b) => a.offset - b.offset);
}

/** The text without these members, as they would go one after the other; one more at least is left. */
export function withoutMembers(
  text: string,
  { comments }: JsonTree,
  object: JsonObjectNode,
  names: readonly string[],
): string {
  let now = { text, comments, braces: bracesOf(object) };
  const keys = object.members.map(({ key }) => key);
  for (const name of names) {
    const index = keys.indexOf(name);
    const changes = removeBetween(now.text, now.comments, now.braces, index);
    keys.splice(index, 1);
    now = afterCut(now, changes, index);
  }
  return now.text;
}

interface Cut {
  readonly text: string;
  readonly comments: readonly Comment[];
  readonly braces: Braces;
}

/** Everything at its new place, but for what was taken out. */
function afterCut({ text, comments, braces }: Cut, changes: readonly Change[], index: number): Cut {
  const move = (offset: number) => movedBy(changes, offset);
  const isGone = (offset: number) => changes.some((change) => change.offset <= offset && offset < change.end);
  const members = braces.members.toSpliced(index, 1).map(({ offset, end, comma }) => ({
    offset: move(offset),
    end: move(end),
    ...(comma !== undefined && !isGone(comma) && { comma: move(comma) }),
  }));
  return {
    text: applyChanges(text, changes),
    comments: comments
      .filter(({ offset }) => !isGone(offset))
      .map((comment) => ({ ...comment, offset: move(comment.offset), end: move(comment.end) })),
    braces: { offset: braces.offset, end: move(braces.end), members },
  };
}
