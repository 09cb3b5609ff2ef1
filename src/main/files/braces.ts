// Members between braces, divided by commas: JSON objects, the inline tables of TOML, the flow mappings of YAML.
// Putting a member in and taking it out again are inverse to each other byte for byte.
import { type Change, indentAt, opensLine } from './place';

export interface Braces {
  /** Offset of the opening brace. */
  readonly offset: number;
  /** Behind the closing brace. */
  readonly end: number;
  readonly members: readonly BracesMember[];
}
interface BracesMember {
  readonly offset: number;
  readonly end: number;
  /** Offset of the comma that follows, if one does. */
  readonly comma?: number;
}
export interface Comment {
  readonly offset: number;
  readonly end: number;
  /** True for a comment that needs a line end after it. */
  readonly line: boolean;
}

/** Blanks and line ends a new member is set off with. */
export interface Spacing {
  readonly eol: string;
  /** One step of indentation. */
  readonly unit: string;
  /** Between members on one line. */
  readonly gap: string;
}

/** Where a member goes behind the last one. */
export interface PointAfter {
  /** True if the last member has a line of its own, and so will the new one. */
  readonly ownLine: boolean;
  /** Of the line the new member begins on, if it begins one. */
  readonly indent: string;
  put(member: string): Change[];
}

/** The place behind `last`, the last member, and behind the comments that belong to it. */
export function pointAfter(
  text: string,
  comments: readonly Comment[],
  braces: Omit<Braces, 'members'>,
  last: BracesMember,
  { eol, unit, gap }: Spacing,
): PointAfter {
  const ownLine = opensLine(text, last.offset);
  const at = afterSameLineComments(text, comments, last.comma === undefined ? last.end : last.comma + 1, braces.end);
  const indent = ownLine ? indentAt(text, last.offset) : indentAt(text, braces.offset) + unit;
  const blank = ownLine || at.lineComment ? eol + indent : gap;
  const comma: Change[] =
    last.comma === undefined && at.offset > last.end ? [{ offset: last.end, end: last.end, text: ',' }] : [];
  const lead = last.comma === undefined && comma.length === 0 ? ',' : '';
  const tail = last.comma === undefined ? '' : ',';
  return {
    ownLine,
    indent,
    put: (member) => [...comma, { offset: at.offset, end: at.offset, text: lead + blank + member + tail }],
  };
}

/** The blank between the members on one line; `usual` where there are not two. */
export function gapIn(text: string, { members }: Braces, usual: string): string {
  const [last, previous] = [members.at(-1), members.at(-2)];
  if (last && previous?.comma !== undefined) {
    const gap = text.slice(previous.comma + 1, last.offset);
    if (/^[ \t]*$/u.test(gap)) return gap;
  }
  return usual;
}

/** Adds a member on one line, after the last one or between the empty braces. */
export function addInline(
  text: string,
  comments: readonly Comment[],
  braces: Braces,
  member: string,
  spacing: Spacing,
): Change[] {
  const last = braces.members.at(-1);
  if (last) return pointAfter(text, comments, braces, last, spacing).put(member);
  const comment = comments.findLast((c) => c.offset > braces.offset && c.end < braces.end);
  const at = comment?.end ?? braces.end - 1;
  const put = (t: string): Change[] => [{ offset: at, end: at, text: t }];
  if (comment) return put(spacing.eol + indentAt(text, braces.offset) + spacing.unit + member);
  return put(member + text.slice(braces.offset + 1, at));
}

/** Takes a member out with its separator and the blank before it. */
export function removeMember(text: string, comments: readonly Comment[], braces: Braces, index: number): Change[] {
  const { members } = braces;
  const member = members[index];
  if (!member) return [];
  const previous = members[index - 1];
  const after = member.comma === undefined ? undefined : { offset: member.comma, end: member.comma + 1, text: '' };
  const tail = after && after.offset === member.end ? after.end : member.end;
  const separate = after && tail !== after.end ? [after] : [];
  if (members.length === 1) return removeOnly(text, comments, braces, member, tail, separate);
  if (index === 0) {
    const end = separate.length > 0 ? tail : blankEnd(text, tail);
    return [{ offset: member.offset, end, text: '' }, ...separate];
  }
  const comma = previous?.comma;
  const dropped =
    member.comma === undefined && comma !== undefined ? [{ offset: comma, end: comma + 1, text: '' }] : [];
  const blank = blankStart(text, comments, member.offset);
  if (staysInComment(text, comments, blank, tail)) {
    return [...dropped, { offset: member.offset, end: tail, text: '' }, ...separate];
  }
  const whole = { offset: blank, end: tail, text: '' };
  return dropped[0]?.end === blank
    ? [{ ...whole, offset: dropped[0].offset }, ...separate]
    : [...dropped, whole, ...separate];
}

function removeOnly(
  text: string,
  comments: readonly Comment[],
  braces: Braces,
  member: BracesMember,
  tail: number,
  separate: Change[],
): Change[] {
  const start = blankStart(text, comments, member.offset);
  const end = blankEnd(text, tail);
  const before = text.slice(start, member.offset);
  const closes = separate.length === 0 && end === braces.end - 1;
  if (start > braces.offset + 1) {
    // A comment stands before the member; the blank after it belongs to whoever wrote the comment.
    const offset = staysInComment(text, comments, start, tail) ? member.offset : start;
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

/** Where a new member goes so that a comment behind the last one stays with it. */
function afterSameLineComments(text: string, comments: readonly Comment[], from: number, limit: number) {
  let offset = from;
  let lineComment = false;
  for (const comment of comments) {
    if (comment.offset < offset || comment.end > limit) continue;
    if (!/^[ \t]*$/u.test(text.slice(offset, comment.offset))) break;
    offset = comment.end;
    lineComment = comment.line;
  }
  return { offset, lineComment };
}

/** Blanks at the end of a line comment are part of the comment. */
function blankStart(text: string, comments: readonly Comment[], offset: number): number {
  const start = comments.findLast((c) => c.end <= offset)?.end ?? 0;
  let at = offset;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

function blankEnd(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}

const isBlank = (c: number): boolean => c === 32 || c === 9 || c === 10 || c === 13;

/** True if cutting `[start, end)` would pull what follows into a line comment that ends at `start`. */
function staysInComment(text: string, comments: readonly Comment[], start: number, end: number): boolean {
  if (!comments.some((c) => c.line && c.end === start)) return false;
  let at = end;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at < text.length && text[at] !== '\n' && text[at] !== '\r';
}
