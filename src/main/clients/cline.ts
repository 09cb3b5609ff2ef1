// Cline: servers under "mcpServers" of cline_mcp_settings.json, as its command line and its newer extensions have it. Every
// rule here was seen on the real command line, 3.0.65; test/clients/cline.real.test.ts sees it again. One entry of a
// wrong shape makes it leave out all of them.
import type { Server } from '../../shared/model';
import type { BrokerDoor } from '../ports';
import type { ClientAdapter, ClientPlace, Said, Surroundings } from './adapter';
import { inHome, movedTo, pathsOn } from './folders';
import { asObject, openJsonEntries } from './json-entries';
import { bearer, EMPTY, evenOut, keyIn, sayCommand, sayRemote, secondsOf } from './parts';
import { hasProgram, isThere } from './programs';
import { inMilliseconds, type Read, readEntry } from './reading';
import { PLAIN, Wording } from './variables';

export const cline: ClientAdapter = {
  id: 'cline',
  name: 'Cline',
  sees: 'next-session',
  evidence: 'program',
  keeps: ['autoApprove', 'alwaysAllow'],
  place,
  installed: async (around, { file }) => (await isThere(file)) || hasProgram('cline', around),
  entryOf,
  serverOf,
  brokeredEntryOf: (server, { url, key }: BrokerDoor) => ({
    transport: { type: 'streamableHttp', url, headers: bearer(key) },
    ...secondsOf(server),
  }),
  localKeyIn: (entry) => keyIn(asObject(asObject(entry)?.transport)?.headers),
  comparable,
  open: (text, file, { emptyIsNew }) =>
    openJsonEntries(text, { file, path: ['mcpServers'], comments: false, empty: emptyIsNew, stays: true }),
};

async function place(around: Surroundings): Promise<ClientPlace> {
  const file =
    movedTo(around, around.env.CLINE_MCP_SETTINGS_PATH) ?? pathsOn(around.platform).join(dataOf(around), ...AT);
  // Ten seconds, as Cline counts them.
  const lock = { kind: 'owned-folder', path: `${file}.lock`, staleMs: 10_000 } as const;
  return { file, lock, watched: [file], emptyIsNew: false };
}

const AT = ['settings', 'cline_mcp_settings.json'];

function dataOf(around: Surroundings): string {
  const data = movedTo(around, around.env.CLINE_DATA_DIR);
  const folder = movedTo(around, around.env.CLINE_DIR) ?? inHome(around, '.cline');
  return data ?? pathsOn(around.platform).join(folder, 'data');
}

const TYPES = { http: 'streamableHttp', sse: 'sse', stdio: 'stdio' };

function entryOf(server: Server): Said {
  const words = new Wording();
  const said = server.type === 'stdio' ? sayCommand(server, words, PLAIN) : sayRemote(server, words, PLAIN);
  return words.cannot ?? { transport: { type: TYPES[server.type], ...said }, ...secondsOf(server) };
}

const TRANSPORT = ['type', 'url', 'headers', 'command', 'args', 'env', 'cwd'];

/** What says how to reach the server may also stand in the entry itself, as in the older extensions. */
function comparable(entry: unknown): unknown {
  return evenOut(entry, { disabled: false, autoApprove: [] }, ({ transport, ...rest }) => {
    const flat = Object.entries(rest);
    const inside = asObject(transport) ?? Object.fromEntries(flat.filter(([key]) => TRANSPORT.includes(key)));
    const outside = flat.filter(([key]) => transport !== undefined || !TRANSPORT.includes(key));
    return { ...Object.fromEntries(outside), transport: evenOut(inside, EMPTY, withType) };
  });
}

const withType = (transport: Readonly<Record<string, unknown>>) => ({
  type: transport.command === undefined ? 'sse' : 'stdio',
  ...transport,
});

/** What stands in the transport is put beside the rest. */
function serverOf(name: string, entry: unknown): Read {
  const { transport, ...outside } = asObject(comparable(entry)) ?? {};
  const plain = { ...inMilliseconds(outside), ...asObject(transport) };
  return readEntry(name, plain, { hears: PLAIN, also: ['cwd', 'timeout', 'disabled'], untyped: 'sse' });
}
