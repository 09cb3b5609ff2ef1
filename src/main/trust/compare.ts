// What changed between two looks at a server, and what of it has to be asked. Pure.
import type { TrustChange, TrustItem } from '../../shared/trust';
import { type Baseline, hashOf, type KnownText, type KnownTool } from './baseline';

/** Whatever lets a tool do more, take more, or speak for another server is asked; less, and other words, is not. */
const ASKS: ReadonlySet<TrustChange['kind']> = new Set([
  'address',
  'may-change',
  'may-destroy',
  'parameter-added',
  'parameter-changed',
  'parameter-required',
  'schema',
]);
const asks = (change: TrustChange) => ASKS.has(change.kind) || (change.kind === 'tool-added' && !change.readOnly);

/** In the order of the server's list; what is gone comes last. */
export function compare(before: Baseline, now: Baseline): readonly TrustItem[] {
  const whole: TrustChange[] = [];
  if (before.address !== now.address) whole.push({ kind: 'address', before: before.address, after: now.address });
  whole.push(...wording('instructions', before.instructions, now.instructions));
  const tools = Object.entries(now.tools).map(([name, tool]): [string, TrustChange[]] => {
    const old = Object.hasOwn(before.tools, name) ? before.tools[name] : undefined;
    return [name, old ? toolChanges(old, tool) : [{ kind: 'tool-added', readOnly: tool.readOnly }]];
  });
  const gone = Object.keys(before.tools)
    .filter((name) => !Object.hasOwn(now.tools, name))
    .map((name): [string, TrustChange[]] => [name, [{ kind: 'tool-removed' }]]);
  const items = [...tools, ...gone]
    .filter(([, changes]) => changes.length > 0)
    .map(([tool, changes]) => ({ tool, asks: changes.some(asks), changes }));
  return whole.length === 0 ? items : [{ asks: whole.some(asks), changes: whole }, ...items];
}

/** Of these changes and no others. */
export const idOf = (items: readonly TrustItem[]): string => hashOf(JSON.stringify(items));

/** The old baseline with these tools as they are now; all of them, and the server itself, where none is named. */
export function accepted(before: Baseline, now: Baseline, tools: readonly string[] | undefined): Baseline {
  if (tools === undefined) return now;
  const kept = new Map(Object.entries(before.tools));
  for (const name of tools) {
    const tool = Object.hasOwn(now.tools, name) ? now.tools[name] : undefined;
    if (tool) kept.set(name, tool);
    else kept.delete(name);
  }
  return { ...before, tools: Object.fromEntries(kept) };
}

function toolChanges(before: KnownTool, now: KnownTool): TrustChange[] {
  const changes: TrustChange[] = [];
  if (before.readOnly && !now.readOnly) changes.push({ kind: 'may-change' });
  if (!before.destructive && now.destructive) changes.push({ kind: 'may-destroy' });
  if ((!before.readOnly && now.readOnly) || (before.destructive && !now.destructive)) changes.push({ kind: 'tamer' });
  changes.push(...parameterChanges(before.parameters, now.parameters));
  if (before.rest !== now.rest) changes.push({ kind: 'schema' });
  if (before.output !== now.output) changes.push({ kind: 'output' });
  return [
    ...changes,
    ...wording('title', before.title, now.title),
    ...wording('description', before.description, now.description),
  ];
}

type Parameters = KnownTool['parameters'];

function parameterChanges(before: Parameters, now: Parameters): TrustChange[] {
  const added = Object.entries(now).flatMap(([parameter, schema]): TrustChange[] => {
    const old = Object.hasOwn(before, parameter) ? before[parameter] : undefined;
    if (!old) return [{ kind: 'parameter-added', parameter, required: schema.required }];
    const changes: TrustChange[] = [];
    if (old.hash !== schema.hash)
      changes.push({ kind: 'parameter-changed', parameter, before: old.shown, after: schema.shown });
    if (old.required !== schema.required)
      changes.push({ kind: schema.required ? 'parameter-required' : 'parameter-optional', parameter });
    if (old.words.hash !== schema.words.hash)
      changes.push({
        kind: 'wording',
        what: 'parameter',
        parameter,
        before: old.words.shown,
        after: schema.words.shown,
      });
    return changes;
  });
  const removed = Object.entries(before)
    .filter(([parameter]) => !Object.hasOwn(now, parameter))
    .map(([parameter, { required }]): TrustChange => ({ kind: 'parameter-removed', parameter, required }));
  return [...added, ...removed];
}

function wording(what: 'title' | 'description' | 'instructions', before: KnownText, now: KnownText): TrustChange[] {
  return before.hash === now.hash ? [] : [{ kind: 'wording', what, before: before.shown, after: now.shown }];
}
