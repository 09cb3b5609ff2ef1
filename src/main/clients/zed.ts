// Zed: servers under "context_servers" of settings.json. From its documentation (zed.dev/docs/ai/mcp) and its source; it
// restarts what has changed when the file is saved. A time limit is not told: its unit has changed between versions.
import type { Server } from '../../shared/model';
import type { BrokerDoor } from '../ports';
import type { ClientAdapter, ClientPlace, Said, Surroundings } from './adapter';
import { appData, inHome, pathsOn, xdgConfig } from './folders';
import { asObject, openJsonEntries } from './json-entries';
import { bearer, evenOut, keyIn, sayShort } from './parts';
import { hasProgram, isThere } from './programs';
import { type Read, readEntry, withDisabled } from './reading';
import { PLAIN } from './variables';

export const zed: ClientAdapter = {
  id: 'zed',
  name: 'Zed',
  sees: 'at-once',
  evidence: 'documentation',
  place,
  // Other programs are called zed too; some distributions call this one zeditor.
  installed: async (around) => (await isThere(folderOf(around))) || hasProgram('zeditor', around),
  entryOf,
  serverOf,
  brokeredEntryOf: (_server, { url, key }: BrokerDoor) => ({ url, headers: bearer(key) }),
  localKeyIn: (entry) => keyIn(asObject(entry)?.headers),
  // "args" is no default: without it Zed does not take the entry.
  comparable: (entry) => evenOut(entry, { env: {}, headers: {}, enabled: true, remote: false, source: 'custom' }),
  open: (text, file, { emptyIsNew }) =>
    openJsonEntries(text, { file, path: ['context_servers'], comments: true, empty: emptyIsNew }),
};

async function place(around: Surroundings): Promise<ClientPlace> {
  const file = pathsOn(around.platform).join(folderOf(around), 'settings.json');
  return { file, watched: [file], emptyIsNew: true };
}

/** On macOS it keeps its settings where Linux programs do. */
function folderOf(around: Surroundings): string {
  if (around.platform === 'win32') return appData(around, 'Zed');
  return around.platform === 'darwin' ? inHome(around, '.config', 'zed') : xdgConfig(around, 'zed');
}

function entryOf(server: Server): Said {
  return server.type === 'sse' ? 'transport' : sayShort(server, PLAIN);
}

/** `source` and `remote` say where an entry is from and where it runs; only ours is a server on this machine. */
function serverOf(name: string, entry: unknown): Read {
  const { source, remote, ...rest } = withDisabled(asObject(entry)) ?? {};
  const plain = { ...rest, ...(source !== 'custom' && { source }), ...(remote !== false && { remote }) };
  return readEntry(name, plain, { hears: PLAIN, also: ['disabled'], untyped: 'http' });
}
