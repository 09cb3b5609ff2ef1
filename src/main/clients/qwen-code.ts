// Qwen Code: servers under "mcpServers" of settings.json. Every rule here was seen on the real program, 0.24.4;
// test/clients/qwen-code.real.test.ts sees it again.
import type { Server } from '../../shared/model';
import type { BrokerDoor } from '../ports';
import type { ClientAdapter, ClientPlace, Said, Surroundings } from './adapter';
import { inHome, movedToTilde, pathsOn } from './folders';
import { BRACED_OR_BARE, type Hearing } from './hearing';
import { asObject, openJsonEntries } from './json-entries';
import { bearer, EMPTY, evenOut, keyIn, sayCommand, sayRemote, timeoutOf } from './parts';
import { hasProgram, isThere } from './programs';
import { type Read, readEntry } from './reading';
import { type Speech, Wording } from './variables';

export const qwenCode: ClientAdapter = {
  id: 'qwen-code',
  name: 'Qwen Code',
  sees: 'at-once',
  evidence: 'program',
  keeps: ['includeTools', 'excludeTools', 'trust', 'description'],
  project: { files: ['.qwen/settings.json'], emptyIsNew: false },
  place,
  installed,
  entryOf,
  serverOf,
  brokeredEntryOf,
  localKeyIn: (entry) => keyIn(asObject(entry)?.headers),
  comparable: (entry) => evenOut(entry, EMPTY),
  open: (text, file, { emptyIsNew }) =>
    openJsonEntries(text, { file, path: ['mcpServers'], comments: true, empty: emptyIsNew }),
};

/** Qwen writes without a lock: a temp file, and for a moment no file at all. An empty file ends it with an error. */
async function place(around: Surroundings): Promise<ClientPlace> {
  const folder = movedToTilde(around, around.env.QWEN_HOME) ?? inHome(around, '.qwen');
  const file = pathsOn(around.platform).join(folder, 'settings.json');
  return { file, watched: [file], emptyIsNew: false };
}

async function installed(around: Surroundings, { file }: ClientPlace): Promise<boolean> {
  return (await isThere(file)) || hasProgram('qwen', around);
}

function entryOf(server: Server): Said {
  const words = new Wording();
  const said =
    server.type === 'stdio'
      ? sayCommand(server, words, SPEECH)
      : sayRemote(server, words, SPEECH, { address: ADDRESS[server.type] });
  return words.cannot ?? { ...said, ...timeoutOf(server) };
}

function brokeredEntryOf(server: Server, { url, key }: BrokerDoor): Said {
  return { httpUrl: url, headers: bearer(key), ...timeoutOf(server) };
}

/** The name of the address tells the transport; a "type" is not looked at. */
const ADDRESS = { http: 'httpUrl', sse: 'url' };

/** Qwen expands `$NAME` and `${NAME}`, and writes what they stand for back into the file: no reference may stand in it. */
const SPEECH: Speech = {
  variable: () => undefined,
  misread: (text) => /\$(?:\w|\{[^}])/u.test(text),
};

function serverOf(name: string, entry: unknown): Read {
  const { httpUrl, ...rest } = asObject(entry) ?? {};
  const plain = httpUrl === undefined ? rest : { ...rest, url: httpUrl, type: 'http' };
  return readEntry(name, plain, { hears: HEARING, also: ['cwd', 'timeout'], untyped: 'sse' });
}

const HEARING: Hearing = { variables: BRACED_OR_BARE, misread: SPEECH.misread };
