// VS Code: servers under "servers" of mcp.json in the default profile. From its documentation
// (code.visualstudio.com/docs/copilot/reference/mcp-configuration) and its source; a changed server is started by the next
// message, unless that is switched off.
import type { Server } from '../../shared/model';
import type { BrokerDoor } from '../ports';
import type { ClientAdapter, ClientPlace, Said, Surroundings } from './adapter';
import { appData, movedTo, pathsOn } from './folders';
import { type Hearing, NAMED_ENV } from './hearing';
import { asObject, openJsonEntries } from './json-entries';
import { bearer, EMPTY, evenOut, keyIn, sayCommand, sayRemote } from './parts';
import { hasProgram, isThere } from './programs';
import { readEntry } from './reading';
import { type Speech, Wording } from './variables';

export const vscode: ClientAdapter = {
  id: 'vscode',
  name: 'VS Code',
  sees: 'at-once',
  evidence: 'documentation',
  project: { files: ['.vscode/mcp.json'], emptyIsNew: true },
  place,
  installed: async (around) => (await isThere(profileOf(around))) || hasProgram('code', around),
  entryOf,
  serverOf: (name, entry) =>
    readEntry(name, entry, { hears: HEARING, also: ['cwd'], ignored: FROM_GALLERY, untyped: 'http' }),
  brokeredEntryOf: (_server, { url, key }: BrokerDoor) => ({ type: 'http', url, headers: bearer(key) }),
  localKeyIn: (entry) => keyIn(asObject(entry)?.headers),
  comparable,
  open: (text, file, { emptyIsNew }) =>
    openJsonEntries(text, { file, path: ['servers'], comments: true, empty: emptyIsNew }),
};

function profileOf(around: Surroundings): string {
  const portable = movedTo(around, around.env.VSCODE_PORTABLE);
  if (portable !== undefined) return pathsOn(around.platform).join(portable, 'user-data', 'User');
  return appData(around, 'Code', 'User');
}

async function place(around: Surroundings): Promise<ClientPlace> {
  const file = pathsOn(around.platform).join(profileOf(around), 'mcp.json');
  return { file, watched: [file], emptyIsNew: true };
}

function entryOf(server: Server): Said {
  const words = new Wording();
  const said = server.type === 'stdio' ? sayCommand(server, words, SPEECH) : sayRemote(server, words, SPEECH);
  return words.cannot ?? { type: server.type, ...said };
}

/** Every `${...}` is a variable of the editor's own. */
const SPEECH: Speech = {
  variable: (name) => `\${env:${name}}`,
  misread: (text) => text.includes('${'),
};

function comparable(entry: unknown): unknown {
  return evenOut(entry, EMPTY, (rest) => {
    return { type: rest.command === undefined ? 'http' : 'stdio', ...rest };
  });
}

const HEARING: Hearing = { variables: NAMED_ENV, misread: SPEECH.misread };
/** Where the editor had the entry from. */
const FROM_GALLERY = ['gallery', 'version'];
