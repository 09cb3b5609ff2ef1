// From what a server lists to what we show: each entry parsed by itself, so that one bad entry costs only itself.
import { estimateTokenCount } from 'tokenx';
import { z } from 'zod';
import type { JsonObject, Prompt, Resource, ResourceTemplate, Tool } from '../../shared/model';

const json: z.ZodType<JsonObject> = z.record(z.string(), z.json());
/** What a server adds that is not of the expected type is ignored, not a reason to lose the entry. */
const text = z.string().optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);

const toolSchema = z.object({
  name: z.string().min(1),
  title: text,
  description: text,
  inputSchema: json,
  outputSchema: json.optional().catch(undefined),
  annotations: z.object({ title: text, readOnlyHint: flag, destructiveHint: flag }).optional().catch(undefined),
});
const resourceSchema = z.object({ uri: z.string(), name: z.string(), title: text, description: text, mimeType: text });
const templateSchema = resourceSchema.omit({ uri: true }).extend({ uriTemplate: z.string() });
const promptSchema = z.object({
  name: z.string().min(1),
  title: text,
  description: text,
  arguments: z
    .array(z.object({ name: z.string(), description: text, required: flag }))
    .optional()
    .catch(undefined),
});

/** A tool as the window shows it, or undefined if the entry is no tool. */
export function toTool(entry: unknown): Tool | undefined {
  const { data } = toolSchema.safeParse(entry);
  if (!data) return undefined;
  const { name, description = '', inputSchema, outputSchema, annotations } = data;
  const title = data.title ?? annotations?.title;
  const readOnly = annotations?.readOnlyHint === true;
  return {
    name,
    ...(title !== undefined && { title }),
    description,
    inputSchema,
    ...(outputSchema && { outputSchema }),
    readOnly,
    // Absent means "maybe" in the specification; only a server that says so is marked.
    destructive: !readOnly && annotations?.destructiveHint === true,
    tokens: tokensOfTool(name, description, inputSchema),
  };
}

/** A resource, or undefined if the entry is none. */
export function toResource(entry: unknown): Resource | undefined {
  return withoutUndefined(resourceSchema.safeParse(entry).data);
}

/** A resource template, or undefined if the entry is none. */
export function toTemplate(entry: unknown): ResourceTemplate | undefined {
  return withoutUndefined(templateSchema.safeParse(entry).data);
}

/** A prompt, or undefined if the entry is none. */
export function toPrompt(entry: unknown): Prompt | undefined {
  const { data } = promptSchema.safeParse(entry);
  if (!data) return undefined;
  const given = (data.arguments ?? []).map(({ required, ...rest }) => ({
    ...withoutUndefined(rest),
    required: required === true,
  }));
  return { ...withoutUndefined(data), arguments: given };
}

/** Estimated tokens of a tool definition as a model gets it: name, description and input schema. */
function tokensOfTool(name: string, description: string, inputSchema: JsonObject): number {
  return estimateTokenCount(JSON.stringify({ name, description, input_schema: inputSchema }));
}

type Defined<T> = { [K in keyof T]: T[K] };

/** Optional members that are absent stay absent: a snapshot travels as JSON and is compared by it. */
function withoutUndefined<T extends object>(value: T): Defined<T>;
function withoutUndefined<T extends object>(value: T | undefined): Defined<T> | undefined;
function withoutUndefined<T extends object>(value: T | undefined): Defined<T> | undefined {
  if (!value) return undefined;
  const copy = { ...value };
  for (const key of Object.keys(copy) as (keyof T)[]) if (copy[key] === undefined) delete copy[key];
  return copy;
}
