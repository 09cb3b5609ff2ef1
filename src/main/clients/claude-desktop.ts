// Claude Desktop: servers under "mcpServers" of claude_desktop_config.json. From its documentation
// (modelcontextprotocol.io/docs/develop/connect-local-servers). It knows commands alone: what is brokered is reached by the
// command that bridges to the broker, so that no key stands in the file.
import type { Server } from '../../shared/model';
import type { BrokerDoor } from '../ports';
import type { ClientAdapter, ClientPlace, Said, Surroundings } from './adapter';
import { appData, pathsOn } from './folders';
import { openJsonEntries } from './json-entries';
import { EMPTY, evenOut, sayShort } from './parts';
import { isThere } from './programs';
import { readEntry } from './reading';
import { PLAIN } from './variables';

export const claudeDesktop: ClientAdapter = {
  id: 'claude-desktop',
  name: 'Claude Desktop',
  sees: 'next-session',
  evidence: 'documentation',
  place,
  installed: async (around) => isThere(folderOf(around)),
  entryOf,
  serverOf: (name, entry) => readEntry(name, entry, { hears: PLAIN }),
  brokeredEntryOf: (_server, { bridge }: BrokerDoor) => ({ command: bridge.command, args: bridge.args }),
  bridged: true,
  localKeyIn: () => undefined,
  comparable: (entry) => evenOut(entry, EMPTY, withAnyNode),
  open: (text, file, { emptyIsNew }) =>
    openJsonEntries(text, { file, path: ['mcpServers'], comments: false, empty: emptyIsNew }),
};

const folderOf = (around: Surroundings) => appData(around, 'Claude');

async function place(around: Surroundings): Promise<ClientPlace> {
  const file = pathsOn(around.platform).join(folderOf(around), 'claude_desktop_config.json');
  return { file, watched: [file], emptyIsNew: false };
}

function entryOf(server: Server): Said {
  return server.type === 'stdio' ? sayShort(server, PLAIN) : 'transport';
}

/** The app and the command line run on another Node each: whichever stands there starts the same bridge. */
function withAnyNode(entry: Readonly<Record<string, unknown>>): unknown {
  const { command, args } = entry;
  const [launcher, verb] = Array.isArray(args) ? args : [];
  const isBridge = verb === 'bridge' && typeof launcher === 'string' && LAUNCHER.test(launcher);
  return isBridge && typeof command === 'string' && NODE.test(command) ? { ...entry, command: 'node' } : entry;
}

const LAUNCHER = /(?:^|[\\/])mcp-tray\.mjs$/u;
const NODE = /(?:^|[\\/])node(?:js)?[-\d.]*(?:\.exe)?$/iu;
