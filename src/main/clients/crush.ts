// Crush: servers under "mcp" of crush.json. From its documentation (github.com/charmbracelet/crush) and its source.
import type { Server } from '../../shared/model';
import type { BrokerDoor } from '../ports';
import type { ClientAdapter, ClientPlace, Said, Surroundings } from './adapter';
import { localAppData, movedTo, pathsOn, xdgConfig } from './folders';
import { BRACED_OR_BARE, type Hearing } from './hearing';
import { asObject, openJsonEntries } from './json-entries';
import { bearer, EMPTY, evenOut, keyIn, sayCommand, sayRemote, secondsOf } from './parts';
import { hasProgram, isThere } from './programs';
import { inMilliseconds, readEntry } from './reading';
import { type Speech, Wording } from './variables';

export const crush: ClientAdapter = {
  id: 'crush',
  name: 'Crush',
  sees: 'next-session',
  evidence: 'documentation',
  keeps: ['disabled_tools'],
  place,
  installed: async (around, { file }) => (await isThere(file)) || hasProgram('crush', around),
  entryOf,
  serverOf: (name, entry) =>
    readEntry(name, inMilliseconds(entry), { hears: HEARING, also: ['timeout', 'disabled'], untyped: 'http' }),
  brokeredEntryOf: (server, { url, key }: BrokerDoor) => ({
    type: 'http',
    url,
    headers: bearer(key),
    ...secondsOf(server),
  }),
  localKeyIn: (entry) => keyIn(asObject(entry)?.headers),
  comparable: (entry) => evenOut(entry, { ...EMPTY, disabled: false, disabled_tools: [] }),
  open: (text, file, { emptyIsNew }) =>
    openJsonEntries(text, { file, path: ['mcp'], comments: false, empty: emptyIsNew }),
};

/** The variable names a folder. What Crush writes itself goes to a file below .local/share, not to this one. */
async function place(around: Surroundings): Promise<ClientPlace> {
  const own = around.platform === 'win32' ? localAppData(around, 'crush') : xdgConfig(around, 'crush');
  const folder = movedTo(around, around.env.CRUSH_GLOBAL_CONFIG) ?? own;
  const file = pathsOn(around.platform).join(folder, 'crush.json');
  return { file, watched: [file], emptyIsNew: false };
}

function entryOf(server: Server): Said {
  if (server.type === 'stdio' && server.cwd !== undefined) return 'folder';
  const words = new Wording();
  const said = server.type === 'stdio' ? sayCommand(server, words, SPEECH) : sayRemote(server, words, SPEECH);
  return words.cannot ?? { type: server.type, ...said, ...secondsOf(server) };
}

/** A small shell reads the values: it would also run what stands in `$(...)` or backquotes. */
const SPEECH: Speech = {
  variable: (name) => `\${${name}}`,
  misread: (text) => /[$`\\]/u.test(text),
};

const HEARING: Hearing = { variables: BRACED_OR_BARE, misread: SPEECH.misread };
