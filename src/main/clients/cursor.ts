// Cursor: servers under "mcpServers" of ~/.cursor/mcp.json, which its command line reads too. From its documentation
// (cursor.com/docs/mcp). It does not send the headers of an entry to a server whose sign-in it can discover; the broker
// has none to discover.
import type { BrokerDoor } from '../ports';
import type { ClientAdapter, ClientPlace, Surroundings } from './adapter';
import { inHome } from './folders';
import { type Hearing, NAMED_ENV } from './hearing';
import { asObject, openJsonEntries } from './json-entries';
import { bearer, EMPTY, evenOut, keyIn, sayShort } from './parts';
import { hasProgram, isThere } from './programs';
import { readEntry } from './reading';
import type { Speech } from './variables';

export const cursor: ClientAdapter = {
  id: 'cursor',
  name: 'Cursor',
  sees: 'next-session',
  evidence: 'documentation',
  project: { files: ['.cursor/mcp.json'], emptyIsNew: false },
  place,
  installed: async (around) => (await isThere(inHome(around, '.cursor'))) || hasProgram('cursor', around),
  entryOf: (server) => sayShort(server, SPEECH),
  serverOf: (name, entry) => readEntry(name, entry, { hears: HEARING }),
  brokeredEntryOf: (_server, { url, key }: BrokerDoor) => ({ url, headers: bearer(key) }),
  localKeyIn: (entry) => keyIn(asObject(entry)?.headers),
  comparable: (entry) => evenOut(entry, EMPTY, ({ type: _type, ...rest }) => rest),
  open: (text, file, { emptyIsNew }) =>
    openJsonEntries(text, { file, path: ['mcpServers'], comments: true, empty: emptyIsNew }),
};

async function place(around: Surroundings): Promise<ClientPlace> {
  const file = inHome(around, '.cursor', 'mcp.json');
  return { file, watched: [file], emptyIsNew: false };
}

/** Documented for command, arguments, variables, address and headers; `${userHome}` and the like are read as well. */
const SPEECH: Speech = {
  variable: (name) => `\${env:${name}}`,
  misread: (text) => text.includes('${'),
};

const HEARING: Hearing = { variables: NAMED_ENV, misread: SPEECH.misread };
