// GitHub Copilot CLI: servers under "mcpServers" of mcp-config.json. Every rule here was seen on the real program, 1.0.102;
// test/clients/copilot-cli.real.test.ts sees it again.
import type { JsonObject, Server } from '../../shared/model';
import type { BrokerDoor } from '../ports';
import type { ClientAdapter, ClientPlace, Said, Surroundings } from './adapter';
import { inHome, movedTo, pathsOn } from './folders';
import { BRACED_OR_BARE, type Hearing } from './hearing';
import { asObject, openJsonEntries } from './json-entries';
import { bearer, EMPTY, evenOut, keyIn, sayCommand, sayRemote, timeoutOf } from './parts';
import { hasProgram, isThere } from './programs';
import { readEntry } from './reading';
import { type Speech, Wording } from './variables';

export const copilotCli: ClientAdapter = {
  id: 'copilot-cli',
  name: 'GitHub Copilot CLI',
  sees: 'at-once',
  evidence: 'program',
  keeps: ['tools'],
  // It reads the second only where the first is not there; the first is Claude Code's too.
  project: { files: ['.mcp.json', '.github/mcp.json'], emptyIsNew: false },
  place,
  installed,
  entryOf,
  serverOf: (name, entry) => readEntry(name, comparable(entry), { hears: HEARING, also: ['cwd', 'timeout'] }),
  brokeredEntryOf,
  localKeyIn: (entry) => keyIn(asObject(entry)?.headers),
  comparable,
  open: (text, file, { emptyIsNew }) =>
    openJsonEntries(text, { file, path: ['mcpServers'], comments: true, empty: emptyIsNew, stays: true }),
};

const folderOf = (around: Surroundings) => movedTo(around, around.env.COPILOT_HOME) ?? inHome(around, '.copilot');

/** Copilot holds flock on .mcp-writer.lock while it writes, which Node cannot take; its own write is one rename, as ours. */
async function place(around: Surroundings): Promise<ClientPlace> {
  const file = pathsOn(around.platform).join(folderOf(around), 'mcp-config.json');
  return { file, watched: [file], emptyIsNew: false };
}

async function installed(around: Surroundings, { file }: ClientPlace): Promise<boolean> {
  const settings = pathsOn(around.platform).join(folderOf(around), 'config.json');
  return (await isThere(file)) || (await isThere(settings)) || hasProgram('copilot', around);
}

function entryOf(server: Server): Said {
  const words = new Wording();
  const said = server.type === 'stdio' ? sayCommand(server, words, SPEECH) : sayRemote(server, words, SPEECH);
  return words.cannot ?? { type: server.type, ...said, ...ALL_TOOLS, ...timeoutOf(server) };
}

function brokeredEntryOf(server: Server, { url, key }: BrokerDoor): Said {
  return { type: 'http', url, headers: bearer(key), ...ALL_TOOLS, ...timeoutOf(server) };
}

/** As Copilot writes it. */
const ALL_TOOLS: JsonObject = { tools: ['*'] };

/** `$NAME` and `${NAME}` go anywhere in an entry; a variable that is not set leaves the text as it stands. */
const SPEECH: Speech = {
  variable: (name) => `\${${name}}`,
  misread: (text) => /\$\{?[A-Za-z_]/u.test(text),
};

const ALIASES: Readonly<Record<string, string>> = { local: 'stdio', 'streamable-http': 'http' };

function comparable(entry: unknown): unknown {
  return evenOut(entry, { ...EMPTY, ...ALL_TOOLS }, (rest) => {
    const type = rest.type ?? (rest.command === undefined ? 'http' : 'stdio');
    return { ...rest, type: typeof type === 'string' ? (ALIASES[type] ?? type) : type };
  });
}

const HEARING: Hearing = { variables: BRACED_OR_BARE, misread: SPEECH.misread };
