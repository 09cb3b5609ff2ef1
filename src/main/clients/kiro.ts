// Kiro: servers under "mcpServers" of ~/.kiro/settings/mcp.json, which its command line reads too. From its documentation
// (kiro.dev/docs/mcp/configuration). It connects anew when the file is saved.
import type { BrokerDoor } from '../ports';
import type { ClientAdapter, ClientPlace, Surroundings } from './adapter';
import { inHome } from './folders';
import { BRACED, type Hearing } from './hearing';
import { asObject, openJsonEntries } from './json-entries';
import { bearer, EMPTY, evenOut, keyIn, sayShort } from './parts';
import { hasProgram, isThere } from './programs';
import { readEntry } from './reading';
import type { Speech } from './variables';

export const kiro: ClientAdapter = {
  id: 'kiro',
  name: 'Kiro',
  sees: 'at-once',
  evidence: 'documentation',
  keeps: ['autoApprove', 'disabledTools'],
  project: { files: ['.kiro/settings/mcp.json'], emptyIsNew: false },
  place,
  installed,
  entryOf: (server) => sayShort(server, SPEECH),
  serverOf: (name, entry) => readEntry(name, entry, { hears: HEARING, also: ['disabled'] }),
  brokeredEntryOf: (_server, { url, key }: BrokerDoor) => ({ url, headers: bearer(key) }),
  localKeyIn: (entry) => keyIn(asObject(entry)?.headers),
  comparable: (entry) => evenOut(entry, { ...EMPTY, disabled: false, autoApprove: [], disabledTools: [] }),
  open: (text, file, { emptyIsNew }) =>
    openJsonEntries(text, { file, path: ['mcpServers'], comments: true, empty: emptyIsNew }),
};

async function place(around: Surroundings): Promise<ClientPlace> {
  const file = inHome(around, '.kiro', 'settings', 'mcp.json');
  return { file, watched: [file], emptyIsNew: false };
}

async function installed(around: Surroundings): Promise<boolean> {
  if (await isThere(inHome(around, '.kiro'))) return true;
  return (await hasProgram('kiro', around)) || hasProgram('kiro-cli', around);
}

/** `${NAME}` stays as it stands until the person has approved that variable in Kiro, without an error: none is written. */
const SPEECH: Speech = {
  variable: () => undefined,
  misread: (text) => text.includes('${'),
};

const HEARING: Hearing = { variables: BRACED, misread: SPEECH.misread };
