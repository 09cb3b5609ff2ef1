import { describe, expect, it } from 'vitest';
import { parameterTable, typeWords } from '../../src/renderer/tools/schema-words';
import { texts } from '../../src/shared/messages';
import type { JsonObject } from '../../src/shared/model';

const t = texts('en');
const words = (schema: JsonObject, root: JsonObject = schema) => typeWords(schema, root, t);

describe('a type in words', () => {
  it.each<[JsonObject, string]>([
    [{ type: 'string' }, 'text'],
    [{ type: 'integer' }, 'whole number'],
    [{ type: 'boolean' }, 'yes or no'],
    [{ type: ['number', 'null'] }, 'number'],
    [{ type: 'array', items: { type: 'string' } }, 'list of text'],
    [{ type: 'array', items: { type: 'array', items: { type: 'integer' } } }, 'list of list of whole numbers'],
    [{ type: 'array' }, 'list'],
    [{ items: { type: 'object' } }, 'list of objects'],
    [{ enum: ['a', 'b', 3] }, 'one of a, b, 3'],
    [{ const: 'x' }, 'always x'],
    [{ oneOf: [{ const: 'a', title: 'A' }, { const: 'b' }] }, 'one of a, b'],
    [{ anyOf: [{ type: 'string' }, { type: 'integer' }] }, 'text or whole number'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'text'],
    [{ type: 'null' }, 'nothing'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, 'object of numbers'],
    [{ type: 'object', additionalProperties: false }, 'object'],
    [{}, 'anything'],
  ])('%j is "%s"', (schema, said) => {
    expect(words(schema)).toBe(said);
  });

  it('says how many values it leaves out', () => {
    expect(words({ enum: Array.from({ length: 11 }, (_, i) => i) })).toBe('one of 0, 1, 2, 3, 4, 5, 6, 7, 3 more');
  });

  it('ends for a schema that contains itself', () => {
    const root: JsonObject = {
      $defs: { node: { anyOf: [{ type: 'array', items: { $ref: '#/$defs/node' } }, { type: 'string' }] } },
    };
    expect(words({ $ref: '#/$defs/node' } as JsonObject, root)).toBe('anything');
    expect(parameterTable({ ...root, properties: { tree: { $ref: '#/$defs/node' } } }, t).rows[0]?.type).toContain(
      'text',
    );
  });
});

describe('a schema as rows', () => {
  it('follows local references and lists what is nested after its parent, with full paths', () => {
    const { rows, cut } = parameterTable(
      {
        type: 'object',
        $defs: { tag: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } },
        properties: {
          tags: { type: 'array', items: { $ref: '#/$defs/tag' }, description: 'Labels' },
          filter: { type: 'object', properties: { deep: { $ref: '#/$defs/tag' } } },
        },
        required: ['tags'],
      },
      t,
    );
    expect(rows.map((r) => [r.path, r.depth, r.type, r.required])).toEqual([
      ['tags', 0, 'list of objects', true],
      ['tags[].name', 1, 'text', true],
      ['filter', 0, 'object', false],
      ['filter.deep', 1, 'object', false],
      ['filter.deep.name', 2, 'text', true],
    ]);
    expect(rows[0]?.meaning).toBe('Labels');
    expect(cut).toBe(false);
  });

  it('never follows a reference to another document', () => {
    const { rows } = parameterTable({ properties: { x: { $ref: 'https://example.com/schema.json' } } }, t);
    expect(rows).toMatchObject([{ path: 'x', type: 'defined elsewhere', meaning: '' }]);
  });

  it('folds allOf into one object', () => {
    const { rows } = parameterTable(
      {
        allOf: [{ properties: { a: { type: 'string' } }, required: ['a'] }, { $ref: '#/$defs/more' }],
        $defs: { more: { properties: { b: { type: 'integer' } }, required: ['b'] } },
      },
      t,
    );
    expect(rows.map((r) => [r.path, r.required])).toEqual([
      ['a', true],
      ['b', true],
    ]);
  });

  it('tells the limits as figures', () => {
    const { rows } = parameterTable(
      {
        properties: {
          n: { type: 'integer', minimum: 1, maximum: 9, default: 3 },
          s: { type: 'string', minLength: 1, format: 'date' },
        },
      },
      t,
    );
    expect(rows.map((r) => r.limits)).toEqual([
      ['1 to 9', 'default: 3'],
      ['at least 1 character', 'format date'],
    ]);
  });

  it('stops at a depth and a length, and says so', () => {
    const deep = (n: number): JsonObject => (n === 0 ? { type: 'string' } : { properties: { in: deep(n - 1) } });
    expect(parameterTable(deep(12), t)).toMatchObject({ cut: true });
    const wide = {
      properties: Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`p${i}`, { type: 'string' }])),
    };
    const { rows, cut } = parameterTable(wide, t);
    expect([rows.length, cut]).toEqual([200, true]);
  });

  it.each<JsonObject>([
    {},
    { properties: [] },
    { properties: { x: true, y: null } },
    { $ref: '#' },
    { $ref: '#/nowhere' },
  ])('survives %j', (schema) => {
    expect(() => parameterTable(schema, t)).not.toThrow();
  });
});
