// What an import does to the shared config, and how it is taken back: pure functions from text to text, and what a
// person is shown of the difference.
import { diffArrays } from 'diff';
import type { PlanLine } from '../../shared/model';
import type { JsonText } from '../files/json-text';
import type { ConfigImport, ConfigTakeBack } from '../ports';
import { addServers, chooseDelivery, removeServer } from './edits';

/** @throws AppError server-name-*, url-invalid, entry-invalid, server-unknown */
export function importServers(text: JsonText, { add, deliveries }: ConfigImport): JsonText {
  return deliveries.reduce(
    (current, { client, server, delivery }) => chooseDelivery(current, [client], server, delivery),
    addServers(text, add),
  );
}

/** What was taken out or changed since by hand stays so. */
export function takeBackImport(text: JsonText, { servers, deliveries }: ConfigTakeBack): JsonText {
  const standing = (current: JsonText, name: string) => current.keys(['mcpServers']).includes(name);
  const without = servers.reduce((t, name) => (standing(t, name) ? removeServer(t, name) : t), text);
  return deliveries.reduce(
    (t, { client, server, delivery }) => (standing(t, server) ? chooseDelivery(t, [client], server, delivery) : t),
    without,
  );
}

/** Unchanged lines shown around a change. */
const CONTEXT = 2;
const LINE_END = /,?\r?$/u;
/** A comma comes and goes with what stands behind it. */
const BUT_COMMA = {
  comparator: (a: string, b: string) => a === b || a.replace(LINE_END, '') === b.replace(LINE_END, ''),
};

/** The changed lines with some around them. Of what stood there before nothing but the shape is shown. */
export function configLines(before: string, after: string): PlanLine[] {
  const rows: PlanLine[] = [];
  let [oldLine, newLine] = [0, 0];
  let replaced: readonly string[] = [];
  for (const part of diffArrays(linesOf(before), linesOf(after), BUT_COMMA)) {
    for (const text of part.value) {
      if (part.added) rows.push({ kind: 'added', newLine: ++newLine, text: withoutTheirs(text, replaced) });
      else if (part.removed) rows.push({ kind: 'removed', oldLine: ++oldLine, text: shapeOf(text) });
      else rows.push({ kind: 'same', oldLine: ++oldLine, newLine: ++newLine, text: shapeOf(text) });
    }
    replaced = part.removed ? part.value : [];
  }
  const near = (at: number) => rows.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some((r) => r.kind !== 'same');
  return rows.filter((_, at) => near(at));
}

const linesOf = (text: string): string[] => text.replace(/\r?\n$/u, '').split(/\r?\n/u);

const DOTS = '••••••••';
/** A text, with the colon where it is a name; or a comment to the end of its line. */
const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|\/[/*].*/gu;
/** Words of the shared config itself. */
const OWN_WORDS = /^"(?:http|sse|stdio|direct|brokered|off)"$/u;
const MEMBER = /^\s*(?:"[^"\\]*"\s*:\s*)?(?:"[•a-z]+"|[{[\]}]+|true|false|null|-?[\d.]+)?[\s,\]}]*$/u;

/** Names and brackets stay; values and comments are a person's own and may be secrets. */
function shapeOf(line: string): string {
  const hidden = dotted(line.replace(/^\uFEFF/u, ''), () => true);
  return MEMBER.test(hidden) ? hidden : `${/^\s*/u.exec(line)?.[0] ?? ''}${DOTS}`;
}

/** A line that takes the place of others may hold what stood in them: a comma came in, or all of it is one line. */
function withoutTheirs(line: string, replaced: readonly string[]): string {
  if (replaced.length === 0) return line;
  const theirs = new Set(replaced.flatMap((old) => [...old.matchAll(TOKENS)].map(([, text]) => text)));
  return dotted(line, (text) => theirs.has(text));
}

function dotted(line: string, isHidden: (text: string) => boolean): string {
  return line.replace(TOKENS, (all: string, text: string | undefined, colon: string | undefined) => {
    if (text === undefined) return `${all.slice(0, 2)} ${DOTS}`;
    return colon !== undefined || OWN_WORDS.test(text) || !isHidden(text) ? all : `"${DOTS}"`;
  });
}
