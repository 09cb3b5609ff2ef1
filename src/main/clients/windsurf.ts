// Windsurf, by now Devin Desktop: servers under "mcpServers" of mcp_config.json. From its documentation
// (docs.windsurf.com/windsurf/cascade/mcp, docs.devin.ai). The older Windsurf has a file and a word of its own.
import path from 'node:path';
import type { JsonObject } from '../../shared/model';
import type { BrokerDoor } from '../ports';
import type { ClientAdapter, ClientPlace, EntriesFile, Surroundings } from './adapter';
import { appData, inHome, pathsOn, xdgConfig } from './folders';
import { type Hearing, NAMED_ENV } from './hearing';
import { asObject, openJsonEntries } from './json-entries';
import { bearer, EMPTY, evenOut, keyIn, sayShort } from './parts';
import { hasProgram, isThere } from './programs';
import { type Read, readEntry } from './reading';
import type { Speech } from './variables';

export const windsurf: ClientAdapter = {
  id: 'windsurf',
  name: 'Windsurf',
  sees: 'when-asked',
  evidence: 'documentation',
  keeps: ['disabledTools', 'alwaysAllow'],
  place,
  installed,
  entryOf: (server) => sayShort(server, SPEECH),
  serverOf,
  brokeredEntryOf: (_server, { url, key }: BrokerDoor) => ({ url, headers: bearer(key) }),
  localKeyIn: (entry) => keyIn(asObject(entry)?.headers),
  comparable,
  open,
};

const OLDER = ['.codeium', 'windsurf'] as const;

async function place(around: Surroundings): Promise<ClientPlace> {
  const folder = around.platform === 'win32' ? appData(around, 'devin') : xdgConfig(around, 'devin');
  const current = pathsOn(around.platform).join(folder, 'mcp_config.json');
  const older = inHome(around, ...OLDER, 'mcp_config.json');
  const isOlder = !(await isThere(folder)) && (await isThere(inHome(around, ...OLDER)));
  return { file: isOlder ? older : current, watched: [current, older], emptyIsNew: false };
}

async function installed(around: Surroundings, { file }: ClientPlace): Promise<boolean> {
  if (await isThere(path.dirname(file))) return true;
  return (await hasProgram('devin', around)) || hasProgram('windsurf', around);
}

/** The older one expands `${env:NAME}`; of the current one that is not known. */
const SPEECH: Speech = {
  variable: () => undefined,
  misread: (text) => text.includes('${'),
};

function comparable(entry: unknown): unknown {
  return evenOut(entry, { ...EMPTY, disabled: false, transport: 'http' }, ({ serverUrl, ...rest }) =>
    serverUrl === undefined ? rest : { url: serverUrl, ...rest },
  );
}

function open(text: string, file: string, { emptyIsNew }: ClientPlace): EntriesFile {
  const entries = openJsonEntries(text, { file, path: ['mcpServers'], comments: true, empty: emptyIsNew });
  return file.includes(OLDER[0]) ? withServerUrl(entries) : entries;
}

/** The older file calls an address "serverUrl", whatever is written into it. */
function withServerUrl(entries: EntriesFile): EntriesFile {
  const inItsWords = ({ url, ...rest }: JsonObject): JsonObject =>
    url === undefined ? rest : { serverUrl: url, ...rest };
  return {
    text: entries.text,
    names: () => entries.names(),
    entry: (name) => entries.entry(name),
    source: (name) => entries.source(name),
    lines: (name) => entries.lines(name),
    wouldMake: () => entries.wouldMake(),
    set: (name, entry) => withServerUrl(entries.set(name, inItsWords(entry))),
    setAll: (all) => withServerUrl(entries.setAll(all.map(([name, entry]) => [name, inItsWords(entry)]))),
    setSource: (name, source) => withServerUrl(entries.setSource(name, source)),
    remove: (name, made) => withServerUrl(entries.remove(name, made)),
    removeAll: (names, made) => withServerUrl(entries.removeAll(names, made)),
    masked: (dots, range) => entries.masked(dots, range),
  };
}

function serverOf(name: string, entry: unknown): Read {
  const { serverUrl, transport, ...rest } = asObject(entry) ?? {};
  const url = serverUrl !== undefined && { url: serverUrl };
  const plain = { ...rest, ...url, ...(transport !== undefined && { type: transport }) };
  return readEntry(name, plain, { hears: HEARING, also: ['disabled'] });
}

const HEARING: Hearing = { variables: NAMED_ENV, misread: SPEECH.misread };
