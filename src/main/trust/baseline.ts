// What is remembered of a server: of each tool as much as it takes to say what changed. Bounded, whatever is listed.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Catalog, JsonObject, Tool } from '../../shared/model';

const LONGEST_TEXT = 2000;
const LONGEST_SCHEMA = 300;
const MOST_PARAMETERS = 200;

const text = z.object({ hash: z.string(), shown: z.string() });
const tool = z.object({
  title: text,
  description: text,
  readOnly: z.boolean(),
  destructive: z.boolean(),
  /** By name; `hash` of the schema, `shown` of its beginning. */
  parameters: z.record(z.string(), text.extend({ required: z.boolean(), words: text })),
  /** Of the input schema without its parameters. */
  rest: z.string(),
  output: z.string(),
});
export const baseline = z.object({
  version: z.literal(1),
  server: z.string(),
  /** Epoch ms. */
  since: z.number(),
  address: z.string(),
  instructions: text,
  tools: z.record(z.string(), tool),
});
export type Baseline = Readonly<z.infer<typeof baseline>>;
export type KnownTool = Readonly<z.infer<typeof tool>>;
export type KnownText = Readonly<z.infer<typeof text>>;

/** `address` is free of secrets. `since` is epoch ms. */
export function baselineOf(server: string, address: string, catalog: Catalog, since: number): Baseline {
  const tools = Object.fromEntries(catalog.tools.map((one) => [one.name, rememberedTool(one)]));
  return { version: 1, server, since, address, instructions: known(catalog.instructions ?? ''), tools };
}

/** By identity: a tool that is listed again as it was is the same object. */
const remembered = new WeakMap<Tool, KnownTool>();

function rememberedTool(tool: Tool): KnownTool {
  const made = remembered.get(tool) ?? knownTool(tool);
  remembered.set(tool, made);
  return made;
}

function knownTool({ title = '', description, readOnly, destructive, inputSchema, outputSchema }: Tool): KnownTool {
  const { properties, required, ...rest } = inputSchema;
  const names = new Set(Array.isArray(required) ? required.map(String) : []);
  const parameters = Object.entries(isObject(properties) ? properties : {})
    .slice(0, MOST_PARAMETERS)
    .map(([name, schema]) => {
      const words = known(descriptionsIn(schema).join('\n'));
      return [name, { ...knownSchema(schema), required: names.has(name), words }] as const;
    });
  const all = isObject(properties) ? Object.keys(properties).slice(MOST_PARAMETERS) : [];
  return {
    title: known(title),
    description: known(description),
    readOnly,
    destructive,
    parameters: Object.fromEntries(parameters),
    rest: hashOf(canonical(all.length === 0 ? rest : inputSchema)),
    output: hashOf(canonical(outputSchema ?? null)),
  };
}

const known = (value: string): KnownText => ({ hash: hashOf(value), shown: value.slice(0, LONGEST_TEXT) });

function knownSchema(schema: unknown): KnownText {
  const whole = canonical(schema);
  return { hash: hashOf(whole), shown: whole.slice(0, LONGEST_SCHEMA) };
}

export const hashOf = (value: string): string => createHash('sha256').update(value).digest('hex').slice(0, 32);

/** One text per value, whatever the order of its keys; words that only describe are left out. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (key, member: unknown) => {
    if (key === 'description' && typeof member === 'string') return undefined;
    if (!isObject(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Everything a schema says in words, at any depth. */
function descriptionsIn(schema: unknown): string[] {
  const found: string[] = [];
  JSON.stringify(schema, (key, member: unknown) => {
    if (key === 'description' && typeof member === 'string') found.push(member);
    return member;
  });
  return found;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
