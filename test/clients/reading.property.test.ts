// What an adapter writes it reads again as the same server, whatever the server is.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashOf } from '../../src/main/clients/records';
import { ADAPTERS } from '../../src/main/clients/registry';
import { AppError } from '../../src/shared/errors';
import type { Server, ServerDraft } from '../../src/shared/model';

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/u);
const piece = fc.oneof(
  word,
  fc.constantFrom('$', '{', '}', '%', ' ', '~', '\\', '`', '$HOME', '${X}', '{env:X}', '日本'),
);
const plain = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
const variable = word.map((name) => `\${env:${name}}`);
const text = fc.oneof(
  { weight: 9, arbitrary: word },
  { weight: 3, arbitrary: plain },
  variable,
  fc.tuple(plain, variable).map((t) => t.join('/')),
);
const filled = text.filter((one) => one !== '');
const map = fc.dictionary(word, text, { maxKeys: 3 });
const passed = word.map((name) => ({ [name]: `\${env:${name}}` }));
const common = { name: fc.constant('a'), disabled: fc.constant(false) };
const timeout = fc.option(
  fc.integer({ min: 1, max: 600 }).map((s) => s * 1000),
  { nil: undefined },
);

const remote = fc.record({
  ...common,
  type: fc.constantFrom('http' as const, 'sse' as const),
  url: text.map((one) => `https://example.com/${one}`),
  headers: map,
  timeout,
});
const command = fc.record({
  ...common,
  type: fc.constant('stdio' as const),
  command: filled,
  args: fc.array(text, { maxLength: 4 }),
  env: fc.oneof({ weight: 3, arbitrary: map }, passed),
  cwd: fc.option(filled, { nil: undefined, freq: 1 }),
  timeout,
});
const server: fc.Arbitrary<Server> = fc.oneof(remote, command).map(withoutUndefined);

function withoutUndefined<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** The members that say something, as a server has them. */
function meant(one: Server | ServerDraft) {
  const { disabled = false, headers = {}, args = [], env = {}, ...rest } = one as ServerDraft;
  return rest.type === 'stdio' ? { ...rest, disabled, args, env } : { ...rest, disabled, headers };
}

it.each(ADAPTERS.map((adapter) => [adapter.name, adapter] as const))('%s', (_name, adapter) => {
  let said = 0;
  fc.assert(
    fc.property(server, (given) => {
      const entry = adapter.entryOf(given);
      if (typeof entry === 'string') return;
      said++;
      const read = adapter.serverOf('a', entry);
      if (read === undefined || read instanceof AppError) throw read ?? new Error('taken for a part of the client');
      // A client that does not say the transport or a time limit cannot give it back; what it says of the server, it does.
      const type = read.guessed ? given.type : read.draft.type;
      const { timeout: limit = undefined } = read.draft.timeout === undefined ? {} : given;
      const back = { ...meant(read.draft), type, timeout: read.draft.timeout };
      expect(hashOf(withoutUndefined(back))).toBe(hashOf(withoutUndefined({ ...meant(given), timeout: limit })));
      const again = adapter.entryOf({ ...given, ...meant(read.draft) } as Server);
      expect(hashOf(adapter.comparable(again))).toBe(hashOf(adapter.comparable(entry)));
    }),
    { numRuns: 400 },
  );
  expect(said).toBeGreaterThan(20);
});
