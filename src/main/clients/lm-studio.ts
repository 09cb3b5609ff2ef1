// LM Studio: servers under "mcpServers" of ~/.lmstudio/mcp.json, in Cursor's notation. From its documentation
// (lmstudio.ai/docs/app/mcp), which names no variables, no SSE and no folder.
import type { Server } from '../../shared/model';
import type { BrokerDoor } from '../ports';
import type { ClientAdapter, ClientPlace, Said, Surroundings } from './adapter';
import { inHome } from './folders';
import { asObject, openJsonEntries } from './json-entries';
import { bearer, EMPTY, evenOut, keyIn, sayShort } from './parts';
import { hasProgram, isThere } from './programs';
import { readEntry } from './reading';
import type { Speech } from './variables';

export const lmStudio: ClientAdapter = {
  id: 'lm-studio',
  name: 'LM Studio',
  sees: 'next-session',
  evidence: 'documentation',
  place,
  installed: async (around) => (await isThere(inHome(around, '.lmstudio'))) || hasProgram('lms', around),
  entryOf,
  serverOf: (name, entry) => readEntry(name, entry, { hears: SPEECH, untyped: 'http' }),
  brokeredEntryOf: (_server, { url, key }: BrokerDoor) => ({ url, headers: bearer(key) }),
  localKeyIn: (entry) => keyIn(asObject(entry)?.headers),
  comparable: (entry) => evenOut(entry, EMPTY),
  open: (text, file, { emptyIsNew }) =>
    openJsonEntries(text, { file, path: ['mcpServers'], comments: false, empty: emptyIsNew }),
};

async function place(around: Surroundings): Promise<ClientPlace> {
  const file = inHome(around, '.lmstudio', 'mcp.json');
  return { file, watched: [file], emptyIsNew: false };
}

function entryOf(server: Server): Said {
  return server.type === 'sse' ? 'transport' : sayShort(server, SPEECH);
}

/** Cursor's notation has variables; whether they are read here is not said. */
const SPEECH: Speech = {
  variable: () => undefined,
  misread: (text) => text.includes('${'),
};
