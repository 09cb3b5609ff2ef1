// What the last lines of a command say about why it ended: the few causes that most servers end for.

type StderrCause =
  | 'refused'
  | 'portTaken'
  | 'module'
  | 'package'
  | 'registry'
  | 'docker'
  | 'variable'
  | 'file'
  | 'permission'
  | 'engine'
  | 'key';

export interface FoundCause {
  readonly cause: StderrCause;
  readonly params: Readonly<Record<string, string>>;
  /** Place of the line that says so. */
  readonly line: number;
}

const SERVICES: Readonly<Record<string, string>> = {
  '3306': 'MySQL',
  '5432': 'PostgreSQL',
  '6333': 'Qdrant',
  '6379': 'Redis',
  '9200': 'Elasticsearch',
  '11434': 'Ollama',
  '27017': 'MongoDB',
};

/** The first that fits wins, whichever line it is in: the particular before the general. */
const PATTERNS: readonly {
  readonly cause: StderrCause;
  readonly pattern: RegExp;
  readonly params?: (found: RegExpExecArray) => Readonly<Record<string, string>>;
}[] = [
  {
    cause: 'refused',
    pattern: /ECONNREFUSED\s+([\w.:[\]-]+):(\d+)|[Cc]onnection refused.*?([\w.-]+):(\d{2,5})/u,
    params: ([, host = '', port = '', otherHost = '', otherPort = '']) => {
      const at = { host: host || otherHost, port: port || otherPort };
      return { address: `${at.host}:${at.port}`, what: SERVICES[at.port] ?? `${at.host}:${at.port}` };
    },
  },
  {
    cause: 'portTaken',
    pattern: /EADDRINUSE\D*?(?:[\d.:a-f]*:)?(\d{2,5})\b|[Aa]ddress already in use\D*(\d{2,5})?/u,
    params: ([, port, other]) => ({ port: port ?? other ?? '?' }),
  },
  { cause: 'docker', pattern: /Cannot connect to the Docker daemon|docker daemon is not running/u },
  {
    cause: 'package',
    pattern: /404 +Not Found.*?registry\.npmjs\.org\/([^\s"']+)|E404|([\w.-]+) was not found in the package registry/u,
    params: ([, npm, uv]) => ({ name: decoded(npm ?? uv ?? '?') }),
  },
  { cause: 'registry', pattern: /npm (?:error|ERR!) (?:code|errno) (?:ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET)/u },
  {
    cause: 'module',
    pattern: /Cannot find (?:module|package) '([^']+)'|ModuleNotFoundError: No module named '([^']+)'/u,
    params: ([, node, python]) => ({ name: node ?? python ?? '?' }),
  },
  {
    cause: 'engine',
    pattern: /EBADENGINE|[Rr]equires Node(?:\.js)? ?(?:version )?(?:>=? ?)?v?([\d.]+)/u,
    params: ([, version]) => ({ version: version ?? '?' }),
  },
  {
    cause: 'variable',
    pattern:
      /\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b[^\n]*\b(?:not (?:set|defined|provided|found)|required|missing|must be set|undefined)\b|\b(?:[Mm]issing|[Rr]equires?d?|[Pp]rovide|[Ss]et|[Nn]o)\b[^\n]*?\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b/u,
    params: ([, before, after]) => ({ name: before ?? after ?? '?' }),
  },
  { cause: 'key', pattern: /\b401\b.*[Uu]nauthori[sz]ed|[Ii]nvalid (?:API |api )?(?:key|token)|[Bb]ad credentials/u },
  {
    cause: 'file',
    pattern: /ENOENT[^\n]*?'([^']+)'|No such file or directory:? '?([^\s']+)/u,
    params: ([, node, other]) => ({ file: node ?? other ?? '?' }),
  },
  {
    cause: 'permission',
    pattern: /(?:EACCES|EPERM)[^\n]*?'([^']+)'|[Pp]ermission denied:? '?([^\s']+)?/u,
    params: ([, node, other]) => ({ file: node ?? other ?? '?' }),
  },
];

/** Undefined where no line says anything that is known. */
export function causeIn(lines: readonly string[]): FoundCause | undefined {
  for (const { cause, pattern, params } of PATTERNS) {
    const line = lines.findLastIndex((text) => pattern.test(text));
    const found = pattern.exec(lines[line] ?? '');
    if (found) return { cause, line, params: params?.(found) ?? {} };
  }
  return undefined;
}

function decoded(name: string): string {
  return name.replace(/%2[fF]/gu, '/');
}
