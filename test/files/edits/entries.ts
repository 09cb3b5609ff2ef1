// Entries as adapters write them, and entries nobody would.
import fc from 'fast-check';
import type { JsonObject } from '../../../src/shared/model';
import type { Format } from './second-opinion';

const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    ' ',
    '#',
    'a: b',
    'a #b',
    '- x',
    '~',
    'no',
    '1',
    '0x1F',
    '1e3',
    '.nan',
    '2020-01-01',
    "it's",
    '"',
    "'''",
  ),
  fc.constantFrom(
    '\\',
    'C:\\x',
    '\n',
    '\r\n',
    '\t',
    '\u0000',
    '\u007F',
    '\u0085',
    '\u2028',
    '\uFEFF',
    '日本',
    '😀',
    '{',
    '[',
    '<<',
  ),
);
const text = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('npx', '-y', '/home/ada/notes', 'Bearer k_1', '${env:KEY}') },
  anyText,
);
// Once V8 13.6 has read a name that is a backslash alone, JSON.parse reads other names of one escaped character as one.
const name = fc
  .oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom('command', 'args', 'env', 'url', 'type', 'enabled', 'X-Team', 'a b', 'a.b'),
    },
    anyText,
  )
  .filter((n) => n !== '\\');
const texts = fc.dictionary(name, text, { maxKeys: 3 });

const http = fc.record(
  {
    type: fc.constantFrom('http', 'streamable_http'),
    url: fc.webUrl(),
    uri: fc.webUrl(),
    headers: texts,
    http_headers: texts,
    timeout: fc.nat(100_000),
    enabled: fc.boolean(),
  },
  { requiredKeys: ['url'] },
);
const stdio = fc.record(
  {
    command: text,
    args: fc.array(text, { maxLength: 4 }),
    env: texts,
    envs: texts,
    enabled: fc.boolean(),
    startup_timeout_sec: fc.constantFrom(10, 20.5, 0),
  },
  { requiredKeys: ['command', 'args'] },
);
const { wild } = fc.letrec((tie) => ({
  leaf: fc.oneof(
    text,
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(1e21, -0, 0.1),
  ),
  list: fc.array(fc.oneof({ maxDepth: 2 }, tie('leaf'), tie('list'), tie('wild')), { maxLength: 3 }),
  wild: fc.dictionary(name, fc.oneof({ maxDepth: 3 }, tie('leaf'), tie('list'), tie('wild')), { maxKeys: 4 }),
}));

/** As JSON: what TOML has no word for, and what JavaScript reads in its own way, is left out. */
export function entryOf(format: Format): fc.Arbitrary<JsonObject> {
  const entry = fc.oneof({ weight: 3, arbitrary: http }, { weight: 3, arbitrary: stdio }, wild);
  return entry
    .map((value): JsonObject => JSON.parse(JSON.stringify(value)))
    .filter((value) => format !== 'jsonc' || !JSON.stringify(value).includes('__proto__'));
}

/** None of them stands in a file of the corpus. */
export const ourName = fc.constantFrom('ours', 'ours-2', 'our.third', 'our fourth', 'ünser "fünfter"', 'constructor');
