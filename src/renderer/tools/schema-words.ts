// A schema as rows a person can read: name, type in words, what it means, what bounds it.
import type { MessageKey, Translate } from '../../shared/messages';
import type { Json, JsonObject } from '../../shared/model';
import { alternatives, asObject, choices, type Known, known, listOf, properties, typeName } from './schema';

export interface ParameterRow {
  /** Full path, such as `filter.tags[].name`; unique in a table. */
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly type: string;
  readonly required: boolean;
  readonly meaning: string;
  readonly limits: readonly string[];
}
export interface ParameterTable {
  readonly rows: readonly ParameterRow[];
  /** True when the schema is deeper or longer than a table should be. */
  readonly cut: boolean;
}

const MAX_DEPTH = 4;
const MAX_ROWS = 200;
const MAX_VALUES = 8;

/** All parameters of an object schema, nested ones after their parent. */
export function parameterTable(schema: JsonObject, t: Translate): ParameterTable {
  const rows: ParameterRow[] = [];
  const walk = (node: Known, prefix: string, depth: number): boolean => {
    if (node === 'elsewhere') return false;
    const required = listOf(node.required);
    let cut = false;
    for (const [name, raw] of properties(node)) {
      if (depth > MAX_DEPTH || rows.length >= MAX_ROWS) return true;
      const property = known(raw, schema);
      const path = `${prefix}${name}`;
      rows.push({ path, name, depth, required: required.includes(name), ...tell(property, schema, t) });
      const inner = inside(property, schema);
      if (inner) cut = walk(inner.schema, `${path}${inner.suffix}`, depth + 1) || cut;
    }
    return cut;
  };
  const cut = walk(known(schema, schema), '', 0);
  return { rows, cut };
}

function tell(property: Known, root: JsonObject, t: Translate): Pick<ParameterRow, 'type' | 'meaning' | 'limits'> {
  if (property === 'elsewhere') return { type: t('window.tools.types.elsewhere'), meaning: '', limits: [] };
  const { description, title } = property;
  const meaning = typeof description === 'string' ? description : typeof title === 'string' ? title : '';
  return { type: typeWords(property, root, t), meaning, limits: limitWords(property, t) };
}

/** What stands inside an object, a list of objects, or the one alternative that is either. */
function inside(property: Known, root: JsonObject): { schema: Known; suffix: string } | undefined {
  if (property === 'elsewhere') return undefined;
  const [only, ...more] = alternatives(property, root);
  if (only === undefined || only === 'elsewhere' || more.length > 0) return undefined;
  if (properties(only).length > 0) return { schema: only, suffix: '.' };
  if (typeName(only) !== 'array') return undefined;
  const items = known(only.items, root);
  return items !== 'elsewhere' && properties(items).length > 0 ? { schema: items, suffix: '[].' } : undefined;
}

/** The type of a schema in words: "text", "list of text", "one of a, b". */
export function typeWords(schema: Known, root: JsonObject, t: Translate, depth = 0): string {
  if (schema === 'elsewhere') return t('window.tools.types.elsewhere');
  const values = choices(schema, root);
  if (values) return choiceWords(values, t);
  const all = alternatives(schema, root);
  if (all.length > 1 && depth < MAX_DEPTH) {
    const words = [...new Set(all.map((one) => typeWords(one, root, t, depth + 1)))];
    return words.reduce((left, right) => t('window.tools.types.or', { left, right }));
  }
  return plainWords(all[0] ?? schema, root, t, depth);
}

const PLAIN: Readonly<Record<string, MessageKey>> = {
  string: 'window.tools.types.text',
  number: 'window.tools.types.number',
  integer: 'window.tools.types.integer',
  boolean: 'window.tools.types.boolean',
  null: 'window.tools.types.nothing',
};
const PLURAL: Readonly<Record<string, MessageKey>> = {
  string: 'window.tools.types.plural.text',
  number: 'window.tools.types.plural.number',
  integer: 'window.tools.types.plural.integer',
  boolean: 'window.tools.types.plural.boolean',
  object: 'window.tools.types.plural.object',
  array: 'window.tools.types.plural.list',
};

function plainWords(schema: Known, root: JsonObject, t: Translate, depth: number): string {
  if (schema === 'elsewhere') return t('window.tools.types.elsewhere');
  const type = typeName(schema);
  if (type === undefined) return t('window.tools.types.anything');
  const plain = PLAIN[type];
  if (plain) return t(plain);
  if (depth >= MAX_DEPTH) return t(type === 'array' ? 'window.tools.types.list' : 'window.tools.types.object');
  if (type === 'array') {
    return schema.items === undefined
      ? t('window.tools.types.list')
      : t('window.tools.types.listOf', { items: itemWords(schema.items, root, t, depth) });
  }
  const values = schema.additionalProperties;
  const isMap = properties(schema).length === 0 && Object.keys(asObject(values)).length > 0;
  return isMap
    ? t('window.tools.types.mapOf', { items: itemWords(values, root, t, depth) })
    : t('window.tools.types.object');
}

function itemWords(node: Json | undefined, root: JsonObject, t: Translate, depth: number): string {
  const item = known(node, root);
  if (item === 'elsewhere' || choices(item, root) || alternatives(item, root).length > 1) {
    return typeWords(item, root, t, depth + 1);
  }
  const type = typeName(item);
  const plural = type === undefined || type === 'array' ? undefined : PLURAL[type];
  return plural ? t(plural) : typeWords(item, root, t, depth + 1);
}

function choiceWords(values: readonly Json[], t: Translate): string {
  const said = values.map(sayValue);
  const [only] = said;
  if (said.length === 1 && only !== undefined) return t('window.tools.types.exactly', { value: only });
  const shown = said.slice(0, MAX_VALUES);
  if (said.length > MAX_VALUES) shown.push(t('window.tools.types.more', { count: said.length - MAX_VALUES }));
  return t('window.tools.types.oneOf', { values: shown.join(t('common.listSeparator')) });
}

/** Text as it is, anything else as JSON. */
export function sayValue(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const COUNTED: readonly (readonly [keyword: string, key: MessageKey])[] = [
  ['minLength', 'window.tools.limits.minLength'],
  ['maxLength', 'window.tools.limits.maxLength'],
  ['minItems', 'window.tools.limits.minItems'],
  ['maxItems', 'window.tools.limits.maxItems'],
];
const NAMED: readonly (readonly [keyword: string, key: MessageKey])[] = [
  ['format', 'window.tools.limits.format'],
  ['pattern', 'window.tools.limits.pattern'],
];

function limitWords(schema: JsonObject, t: Translate): readonly string[] {
  const { minimum: min, maximum: max, default: preset } = schema;
  const limits: string[] = [];
  if (typeof min === 'number' && typeof max === 'number') limits.push(t('window.tools.limits.range', { min, max }));
  else if (typeof min === 'number') limits.push(t('window.tools.limits.min', { value: min }));
  else if (typeof max === 'number') limits.push(t('window.tools.limits.max', { value: max }));
  for (const [keyword, key] of COUNTED) {
    const count = schema[keyword];
    if (typeof count === 'number') limits.push(t(key, { count }));
  }
  for (const [keyword, key] of NAMED) {
    const value = schema[keyword];
    if (typeof value === 'string') limits.push(t(key, { value }));
  }
  if (preset !== undefined) limits.push(t('window.tools.limits.default', { value: sayValue(preset) }));
  return limits;
}
