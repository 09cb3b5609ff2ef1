// A schema as the fields of a form: one per top-level property, each of the simplest kind that can hold its values.
import type { Json, JsonObject } from '../../shared/model';
import { alternatives, choices, isObject, known, listOf, properties, typeName } from './schema';

export type FieldKind =
  | { readonly kind: 'text'; readonly long: boolean }
  | { readonly kind: 'number'; readonly whole: boolean }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'choice'; readonly values: readonly Json[] }
  | { readonly kind: 'json'; readonly shape: 'array' | 'object' | 'any' };

export type Field = FieldKind & {
  readonly name: string;
  readonly required: boolean;
  readonly preset: Json | undefined;
};

const LONG_TEXT = 300;

/** Fields in the order of the schema. Empty where the schema names no properties. */
export function schemaFields(schema: JsonObject): readonly Field[] {
  const root = known(schema, schema);
  if (root === 'elsewhere') return [];
  const required = listOf(root.required);
  return properties(root).map(([name, raw]) => {
    const property = known(raw, schema);
    const preset = isObject(property) ? property.default : undefined;
    return { name, required: required.includes(name), preset, ...fieldKind(property, schema) };
  });
}

/** True where only raw JSON can say what the schema wants: no named properties, yet others are allowed. */
export function needsRawJson(schema: JsonObject): boolean {
  const root = known(schema, schema);
  if (root === 'elsewhere') return true;
  if (properties(root).length > 0) return false;
  const open = root.additionalProperties;
  return open === true || isObject(open) || root.anyOf !== undefined || root.oneOf !== undefined;
}

function fieldKind(property: ReturnType<typeof known>, root: JsonObject): FieldKind {
  if (property === 'elsewhere') return { kind: 'json', shape: 'any' };
  const values = choices(property, root);
  if (values) return { kind: 'choice', values };
  const [only, ...more] = alternatives(property, root);
  if (only === undefined || only === 'elsewhere' || more.length > 0) return { kind: 'json', shape: 'any' };
  const inner = choices(only, root);
  if (inner) return { kind: 'choice', values: inner };
  switch (typeName(only)) {
    case 'string':
      return { kind: 'text', long: Number(only.maxLength ?? 0) > LONG_TEXT };
    case 'integer':
      return { kind: 'number', whole: true };
    case 'number':
      return { kind: 'number', whole: false };
    case 'boolean':
      return { kind: 'boolean' };
    case 'array':
      return { kind: 'json', shape: 'array' };
    case 'object':
      return { kind: 'json', shape: 'object' };
    default:
      return { kind: 'json', shape: 'any' };
  }
}
