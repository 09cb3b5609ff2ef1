// Gemini CLI: servers under "mcpServers" of settings.json. Every rule here was seen on the real program, 0.61.0;
// test/clients/gemini-cli.real.test.ts sees it again. It starts none of them in a folder that it was not told to trust.
import type { Server, StdioServer } from '../../shared/model';
import type { BrokerDoor } from '../ports';
import type { ClientAdapter, ClientPlace, Said, Surroundings } from './adapter';
import { inHome, movedTo, pathsOn } from './folders';
import { BRACED_OR_BARE, type Hearing } from './hearing';
import { asObject, openJsonEntries } from './json-entries';
import { bearer, EMPTY, evenOut, keyIn, sayCommand, sayRemote, timeoutOf } from './parts';
import { hasProgram, isThere } from './programs';
import { type Read, readEntry } from './reading';
import { type Speech, Wording } from './variables';

export const geminiCli: ClientAdapter = {
  id: 'gemini-cli',
  name: 'Gemini CLI',
  sees: 'next-session',
  evidence: 'program',
  keeps: ['includeTools', 'excludeTools', 'trust', 'description'],
  project: { files: ['.gemini/settings.json'], emptyIsNew: false },
  place,
  installed,
  entryOf,
  serverOf,
  brokeredEntryOf,
  localKeyIn: (entry) => keyIn(asObject(entry)?.headers),
  comparable,
  open: (text, file, { emptyIsNew }) =>
    openJsonEntries(text, { file, path: ['mcpServers'], comments: true, empty: emptyIsNew }),
};

/** Gemini writes without a lock, over the old text. The variable stands for the home. An empty file ends it with an error. */
async function place(around: Surroundings): Promise<ClientPlace> {
  const home = movedTo(around, around.env.GEMINI_CLI_HOME) ?? inHome(around);
  const file = pathsOn(around.platform).join(home, '.gemini', 'settings.json');
  return { file, watched: [file], emptyIsNew: false };
}

async function installed(around: Surroundings, { file }: ClientPlace): Promise<boolean> {
  return (await isThere(file)) || hasProgram('gemini', around);
}

function entryOf(server: Server): Said {
  const words = new Wording();
  if (server.type !== 'stdio') {
    const said = sayRemote(server, words, TEXT, { values: VALUES });
    return words.cannot ?? { ...said, type: server.type, ...timeoutOf(server) };
  }
  if (hasBlockedVariable(server)) return 'variable';
  const said = sayCommand(server, words, TEXT, { values: VALUES });
  return words.cannot ?? { ...said, ...timeoutOf(server) };
}

function brokeredEntryOf(server: Server, { url, key }: BrokerDoor): Said {
  return { url, type: 'http', headers: bearer(key), ...timeoutOf(server) };
}

/** Gemini expands `$NAME` and `${NAME}`, and writes what they stand for back into the file: no reference may stand in it. */
const TEXT: Speech = {
  variable: () => undefined,
  misread: (text) => /\$(?:\w|\{[^}])/u.test(text),
};
/** Headers and variables are expanded a second time, as dotenv does it, on Windows with `%NAME%` too. */
const VALUES: Speech = {
  variable: () => undefined,
  misread: (text) => TEXT.misread(text) || /\\\$|%\w+%/u.test(text),
};

const hasBlockedVariable = ({ env }: StdioServer) => Object.keys(env).some((name) => BLOCKED.has(name.toUpperCase()));
/** Variables Gemini takes from no entry: they would run code of their own. */
export const BLOCKED: ReadonlySet<string> = new Set(
  `NODE_OPTIONS NODE_CLI_FLAGS _FORCE_NODE_OPTIONS NODE_PATH ELECTRON_RUN_AS_NODE PYTHONPATH PYTHONSTARTUP RUBYOPT RUBYLIB
  PERL5OPT PERL5LIB LD_PRELOAD LD_AUDIT LD_DEBUG LD_PROFILE LD_LIBRARY_PATH DYLD_INSERT_LIBRARIES
  DYLD_FORCE_FLAT_NAMESPACE DYLD_LIBRARY_PATH DYLD_FRAMEWORK_PATH DYLD_FALLBACK_LIBRARY_PATH
  DYLD_FALLBACK_FRAMEWORK_PATH BASH_ENV ENV PERL5DB JAVA_TOOL_OPTIONS _JAVA_OPTIONS CLASSPATH DOTNET_STARTUP_HOOKS
  CORECLR_PROFILER_PATH CORECLR_ENABLE_PROFILING`.split(/\s+/u),
);

/** `httpUrl` is the older way to say `url` with `type: "http"`, which is also what a `url` alone is tried as. */
function comparable(entry: unknown): unknown {
  return evenOut(entry, EMPTY, ({ httpUrl, ...rest }) => {
    if (httpUrl !== undefined) return { ...rest, url: httpUrl, type: 'http' };
    return rest.url === undefined ? rest : { type: 'http', ...rest };
  });
}

function serverOf(name: string, entry: unknown): Read {
  const { httpUrl, ...rest } = asObject(entry) ?? {};
  const plain = httpUrl === undefined ? rest : { ...rest, url: httpUrl, type: 'http' };
  return readEntry(name, plain, { hears: HEARS, values: HEARS_VALUES, also: ['cwd', 'timeout'] });
}

const HEARS: Hearing = { variables: BRACED_OR_BARE, misread: TEXT.misread };
const HEARS_VALUES: Hearing = { variables: BRACED_OR_BARE, misread: VALUES.misread };
