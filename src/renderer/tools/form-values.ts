// From what stands in the form to the arguments of the call, and back when the person changes to raw JSON.
import { assertNever } from '../../shared/errors';
import type { Json, JsonObject } from '../../shared/model';
import { isObject } from './schema';
import type { Field } from './schema-fields';

/** Text as typed; a number field keeps its text too. `undefined` means untouched or cleared. A choice holds the index of its value. */
export type FormValue = string | boolean | undefined;
export type FormValues = Readonly<Record<string, FormValue>>;

export type Invalid =
  | { readonly code: 'required' | 'number' | 'integer' | 'array' | 'object' | 'choice' }
  | { readonly code: 'json'; readonly problem: string };
export type Arguments =
  | { readonly ok: true; readonly args: JsonObject }
  | { readonly ok: false; readonly errors: Readonly<Record<string, Invalid>> };

type Read = { readonly value: Json } | { readonly invalid: Invalid } | 'absent';

/** What the form shows at first: the defaults of the schema. */
export function presetValues(fields: readonly Field[]): FormValues {
  return Object.fromEntries(
    fields.map((field) => [field.name, field.preset === undefined ? undefined : formValueOf(field, field.preset)]),
  );
}

/** The arguments of the call, or what is wrong with which field. What is empty and not required is left out. */
export function toArguments(fields: readonly Field[], values: FormValues): Arguments {
  const args: [string, Json][] = [];
  const errors: [string, Invalid][] = [];
  for (const field of fields) {
    const read = readField(field, values[field.name]);
    if (read === 'absent') {
      if (field.required) errors.push([field.name, { code: 'required' }]);
    } else if ('invalid' in read) errors.push([field.name, read.invalid]);
    else args.push([field.name, read.value]);
  }
  // fromEntries defines own properties, so an argument called __proto__ is an argument like any other.
  return errors.length > 0
    ? { ok: false, errors: Object.fromEntries(errors) }
    : { ok: true, args: Object.fromEntries(args) };
}

/** The form that gives these arguments, and the names it has no field for. */
export function fromArguments(
  fields: readonly Field[],
  args: JsonObject,
): { readonly values: FormValues; readonly unknown: readonly string[] } {
  const names = new Set(fields.map((f) => f.name));
  const values = fields.map((field) => {
    const value = Object.hasOwn(args, field.name) ? args[field.name] : undefined;
    return [field.name, value === undefined ? undefined : formValueOf(field, value)] as const;
  });
  return { values: Object.fromEntries(values), unknown: Object.keys(args).filter((name) => !names.has(name)) };
}

/** Reads raw JSON that must be an object. */
export function parseArguments(text: string): { readonly args: JsonObject } | { readonly invalid: Invalid } {
  const read = readJson(text.trim() === '' ? '{}' : text, 'object');
  if ('invalid' in read) return read;
  return isObject(read.value) ? { args: read.value } : { invalid: { code: 'object' } };
}

function readField(field: Field, value: FormValue): Read {
  switch (field.kind) {
    case 'text':
      return value === undefined || value === '' ? 'absent' : { value: String(value) };
    case 'number':
      return value === undefined || value === '' ? 'absent' : readNumber(String(value), field.whole);
    case 'boolean':
      if (value === undefined) return field.required ? { value: false } : 'absent';
      return { value: value === true };
    case 'choice': {
      if (value === undefined || value === '') return 'absent';
      const chosen = field.values[Number(value)];
      return chosen === undefined ? { invalid: { code: 'choice' } } : { value: chosen };
    }
    case 'json':
      return value === undefined || String(value).trim() === '' ? 'absent' : readJson(String(value), field.shape);
    default:
      return assertNever(field);
  }
}

function readNumber(text: string, whole: boolean): Read {
  const value = Number(text);
  if (!Number.isFinite(value)) return { invalid: { code: 'number' } };
  return whole && !Number.isInteger(value) ? { invalid: { code: 'integer' } } : { value };
}

function readJson(text: string, shape: 'array' | 'object' | 'any'): Exclude<Read, 'absent'> {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { invalid: { code: 'json', problem: error.message } };
  }
  if (shape === 'array' && !Array.isArray(value)) return { invalid: { code: 'array' } };
  if (shape === 'object' && !isObject(value)) return { invalid: { code: 'object' } };
  return { value };
}

function formValueOf(field: Field, value: Json): FormValue {
  switch (field.kind) {
    case 'text':
      return typeof value === 'string' ? value : JSON.stringify(value);
    case 'number':
      return String(value);
    case 'boolean':
      return value === true;
    case 'choice': {
      const text = JSON.stringify(value);
      const index = field.values.findIndex((v) => JSON.stringify(v) === text);
      return index < 0 ? undefined : String(index);
    }
    case 'json':
      return JSON.stringify(value, null, 2);
    default:
      return assertNever(field);
  }
}
