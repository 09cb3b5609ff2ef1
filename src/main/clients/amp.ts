// Amp: servers under "amp.mcpServers", one key with a dot in it, of settings.json. File, shape and names were seen on the
// real program, 0.0.1790142911; test/clients/amp.real.test.ts sees them again. Its sessions need an account: that it
// reaches a server was not seen, nor what it does with variables.
import type { BrokerDoor } from '../ports';
import type { ClientAdapter, ClientPlace, Surroundings } from './adapter';
import { movedTo, xdgConfig } from './folders';
import { BRACED, type Hearing } from './hearing';
import { asObject, openJsonEntries } from './json-entries';
import { bearer, EMPTY, evenOut, keyIn, sayShort } from './parts';
import { hasProgram, isThere } from './programs';
import { readEntry } from './reading';
import type { Speech } from './variables';

export const amp: ClientAdapter = {
  id: 'amp',
  name: 'Amp',
  sees: 'next-session',
  evidence: 'program',
  keeps: ['includeTools'],
  place,
  installed: async (around, { file }) => (await isThere(file)) || hasProgram('amp', around),
  entryOf: (server) => sayShort(server, SPEECH),
  serverOf: (name, entry) => readEntry(name, entry, { hears: HEARING, also: ['disabled'] }),
  brokeredEntryOf: (_server, { url, key }: BrokerDoor) => ({ url, headers: bearer(key) }),
  localKeyIn: (entry) => keyIn(asObject(entry)?.headers),
  comparable: (entry) => evenOut(entry, { ...EMPTY, disabled: false }),
  open: (text, file, { emptyIsNew }) =>
    openJsonEntries(text, { file, path: ['amp.mcpServers'], comments: true, empty: emptyIsNew }),
};

/** On every platform below .config. A settings.jsonc is used where there is no settings.json. */
async function place(around: Surroundings): Promise<ClientPlace> {
  const moved = movedTo(around, around.env.AMP_SETTINGS_FILE);
  if (moved !== undefined) return { file: moved, watched: [moved], emptyIsNew: false };
  const json = xdgConfig(around, 'amp', 'settings.json');
  const jsonc = xdgConfig(around, 'amp', 'settings.jsonc');
  const isJsonc = !(await isThere(json)) && (await isThere(jsonc));
  return { file: isJsonc ? jsonc : json, watched: [json, jsonc], emptyIsNew: false };
}

/** Some `$` stands for a variable, says its manual; which ones was not seen. */
const SPEECH: Speech = {
  variable: () => undefined,
  misread: (text) => text.includes('$'),
};

/** `${NAME}` is what its manual shows; what else a `$` may stand for was not seen. */
const HEARING: Hearing = { variables: BRACED, misread: SPEECH.misread };
