import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromArguments, parseArguments, presetValues, toArguments } from '../../src/renderer/tools/form-values';
import { needsRawJson, schemaFields } from '../../src/renderer/tools/schema-fields';
import type { JsonObject } from '../../src/shared/model';

const SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    path: { type: 'string' },
    essay: { type: 'string', maxLength: 9000 },
    count: { type: 'integer' },
    ratio: { type: ['number', 'null'] },
    on: { type: 'boolean' },
    mode: { enum: ['a', 2, null] },
    tags: { type: 'array', items: { type: 'string' } },
    where: { type: 'object' },
    any: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
  },
  required: ['path', 'on'],
};
const fields = schemaFields(SCHEMA);

describe('the fields of a schema', () => {
  it('are of the simplest kind that can hold the values, in the order of the schema', () => {
    expect(fields.map(({ name, kind, required }) => [name, kind, required])).toEqual([
      ['path', 'text', true],
      ['essay', 'text', false],
      ['count', 'number', false],
      ['ratio', 'number', false],
      ['on', 'boolean', true],
      ['mode', 'choice', false],
      ['tags', 'json', false],
      ['where', 'json', false],
      ['any', 'json', false],
    ]);
    expect(fields[1]).toMatchObject({ long: true });
    expect(fields[2]).toMatchObject({ whole: true });
    expect(fields[6]).toMatchObject({ shape: 'array' });
  });

  it('take an optional choice for a choice', () => {
    const schema: JsonObject = { properties: { m: { anyOf: [{ enum: ['x', 'y'] }, { type: 'null' }] } } };
    expect(schemaFields(schema)).toMatchObject([{ kind: 'choice', values: ['x', 'y'] }]);
  });

  it('give way to raw JSON where the schema names none but allows some', () => {
    expect(needsRawJson({ type: 'object', additionalProperties: true })).toBe(true);
    expect(needsRawJson({ $ref: 'https://example.com/x' })).toBe(true);
    expect(needsRawJson({ type: 'object' })).toBe(false);
    expect(needsRawJson(SCHEMA)).toBe(false);
  });
});

describe('arguments from the form', () => {
  it('have the types of the schema and leave out what is empty', () => {
    const values = {
      path: 'x',
      count: '3',
      ratio: '0.5',
      on: undefined,
      mode: '1',
      tags: '["a"]',
      where: ' ',
      any: '7',
    };
    expect(toArguments(fields, values)).toEqual({
      ok: true,
      args: { path: 'x', count: 3, ratio: 0.5, on: false, mode: 2, tags: ['a'], any: 7 },
    });
  });

  it('name what is wrong with each field', () => {
    const values = { count: '1.5', ratio: 'many', mode: '9', tags: '{"a":1}', where: '[', any: 'plain' };
    expect(toArguments(fields, values)).toMatchObject({
      ok: false,
      errors: {
        path: { code: 'required' },
        count: { code: 'integer' },
        ratio: { code: 'number' },
        mode: { code: 'choice' },
        tags: { code: 'array' },
        where: { code: 'json' },
        any: { code: 'json' },
      },
    });
  });

  it('begin with the defaults of the schema', () => {
    const preset = schemaFields({
      properties: {
        a: { type: 'string', default: 'x' },
        b: { enum: [1, 2], default: 2 },
        c: { type: 'array', default: [1] },
        d: { type: 'integer' },
      },
    });
    const values = presetValues(preset);
    expect(values).toMatchObject({ a: 'x', b: '1', d: undefined });
    expect(toArguments(preset, values)).toEqual({ ok: true, args: { a: 'x', b: 2, c: [1] } });
  });

  it('treat a parameter called __proto__ like any other', () => {
    const odd = schemaFields(JSON.parse('{"properties":{"__proto__":{"type":"string"}}}'));
    const result = toArguments(odd, Object.fromEntries([['__proto__', 'v']]));
    expect(result.ok && Object.entries(result.args)).toEqual([['__proto__', 'v']]);
  });

  it('survive the way to raw JSON and back, whatever they are', () => {
    const args = fc.record(
      {
        path: fc.string({ minLength: 1 }),
        count: fc.integer(),
        ratio: fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
        on: fc.boolean(),
        mode: fc.constantFrom('a', 2, null),
        tags: fc.array(fc.string()),
        where: fc.dictionary(fc.string(), fc.integer()).map((o) => JSON.parse(JSON.stringify(o))),
        any: fc.oneof(fc.string(), fc.integer()),
      },
      { requiredKeys: ['path', 'on'] },
    );
    fc.assert(
      fc.property(args, (given) => {
        const parsed = parseArguments(JSON.stringify(given, null, 2));
        if (!('args' in parsed)) throw new Error('not parsed');
        const { values, unknown } = fromArguments(fields, parsed.args);
        expect(unknown).toEqual([]);
        expect(toArguments(fields, values)).toEqual({ ok: true, args: given });
      }),
      { numRuns: 200 },
    );
  });
});

describe('raw arguments', () => {
  it('must be one whole JSON object; nothing at all means none', () => {
    expect(parseArguments('  ')).toEqual({ args: {} });
    expect(parseArguments('[1]')).toEqual({ invalid: { code: 'object' } });
    expect(parseArguments('{"a":')).toMatchObject({ invalid: { code: 'json' } });
  });

  it('keep the form from dropping what it has no field for', () => {
    expect(fromArguments(fields, { path: 'x', extra: 1 }).unknown).toEqual(['extra']);
  });
});
