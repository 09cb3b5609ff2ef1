// The words of a `claude mcp add` line, as Claude Code 2.1 reads them, made into a draft.
import { AppError } from '../../shared/errors';
import type { ServerDraft, Transport } from '../../shared/model';
import { parseUrl } from './schema';

interface Options {
  readonly positional: string[];
  readonly env: string[];
  readonly headers: string[];
  readonly rest: string[];
  transport?: string;
  clientId?: string;
  callbackPort?: string;
}
type OptionName = 'env' | 'header' | 'transport' | 'clientId' | 'callbackPort' | 'ignored' | 'flag';

const OPTIONS: Readonly<Record<string, OptionName>> = {
  '-e': 'env',
  '--env': 'env',
  '-H': 'header',
  '--header': 'header',
  '-t': 'transport',
  '--transport': 'transport',
  '-s': 'ignored',
  '--scope': 'ignored',
  '--callback-port': 'callbackPort',
  '--client-id': 'clientId',
  '--client-secret': 'flag',
};
const TRANSPORTS: Readonly<Record<string, Transport>> = {
  http: 'http',
  'streamable-http': 'http',
  sse: 'sse',
  stdio: 'stdio',
};
/** `NAME: value`; a URL is none, for nothing but `//` follows its colon. */
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):(?!\/\/)\s*(.*)$/su;
const ENV = /^([A-Za-z_]\w*)=(.*)$/su;

/** What a line says, before its values are checked. */
export type ClaudeLine = Omit<ServerDraft, 'oauth'> & {
  readonly oauth?: { readonly clientId?: string; readonly callbackPort?: number };
};

/**
 * Reads what follows `claude mcp add`. `-e` and `-H` take as many values as look like one; Claude takes every word up
 * to the next option, which makes the name a variable and fails, so nothing that works there is read otherwise here.
 * @throws AppError paste-options, transport-unknown, paste-unreadable
 */
export function draftFromClaudeAdd(words: readonly string[]): ClaudeLine {
  const { positional, env, headers, rest, transport, clientId, callbackPort } = readOptions(words);
  const [name, target, ...args] = [...positional, ...rest];
  if (name === undefined || target === undefined) throw new AppError('paste-unreadable');
  const type = transport === undefined ? guess(target) : TRANSPORTS[transport];
  if (type === undefined) throw new AppError('transport-unknown', { type: transport ?? '' });
  if (type !== 'stdio') {
    const oauth = {
      ...(clientId !== undefined && { clientId }),
      ...(callbackPort !== undefined && { callbackPort: Number(callbackPort) }),
    };
    const signsIn = Object.keys(oauth).length > 0;
    return { name, type, url: target, ...filled('headers', pairs(headers, HEADER)), ...(signsIn && { oauth }) };
  }
  return { name, type, command: target, ...(args.length > 0 && { args }), ...filled('env', pairs(env, ENV)) };
}

/** Claude takes a URL without `--transport` for a command and warns; a person never means that. */
function guess(target: string): Transport {
  const url = /^https?:\/\//iu.test(target) ? parseUrl(target) : undefined;
  return url ? transportOfUrl(url) : 'stdio';
}

/** By custom an address that ends in /sse speaks the older transport. */
export const transportOfUrl = (url: URL): 'http' | 'sse' => (/\/sse\/?$/u.test(url.pathname) ? 'sse' : 'http');

function readOptions(words: readonly string[]): Options {
  const found: Options = { positional: [], env: [], headers: [], rest: [] };
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--') {
      found.rest.push(...words.slice(i + 1));
      break;
    }
    const option = splitOption(word);
    if (!option) {
      found.positional.push(word);
      continue;
    }
    if (option.kind === 'flag') continue;
    const taken = valuesAfter(words, i, option);
    i += taken.used;
    if (taken.values.length === 0) throw new AppError('paste-options', { option: word });
    if (option.kind === 'env') found.env.push(...taken.values);
    if (option.kind === 'header') found.headers.push(...taken.values);
    const [single] = taken.values;
    if (isSingle(option.kind)) found[option.kind] = single ?? '';
  }
  return found;
}

const isSingle = (kind: OptionName): kind is 'transport' | 'clientId' | 'callbackPort' =>
  kind === 'transport' || kind === 'clientId' || kind === 'callbackPort';

/** `--header=X`, `-HX`, `--header X`. @throws AppError paste-options for an option Claude does not have */
function splitOption(word: string): { kind: OptionName; value?: string } | undefined {
  if (!word.startsWith('-') || word === '-') return undefined;
  const [, long, value] = /^(--[^=]+)(?:=(.*))?$/su.exec(word) ?? [];
  const name = long ?? word.slice(0, 2);
  const kind = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
  if (!kind) throw new AppError('paste-options', { option: name });
  const attached = long === undefined ? word.slice(2) : value;
  return attached === undefined || (attached === '' && long === undefined) ? { kind } : { kind, value: attached };
}

function valuesAfter(words: readonly string[], at: number, { kind, value }: { kind: OptionName; value?: string }) {
  if (value !== undefined) return { values: [value], used: 0 };
  const shape = kind === 'env' ? ENV : kind === 'header' ? HEADER : /^/u;
  const limit = kind === 'env' || kind === 'header' ? Number.POSITIVE_INFINITY : 1;
  const values: string[] = [];
  for (let i = at + 1; i < words.length && values.length < limit; i++) {
    const word = words[i] ?? '';
    if (word === '--' || (word.startsWith('-') && values.length > 0) || !shape.test(word)) break;
    values.push(word);
  }
  return { values, used: values.length };
}

/** @throws AppError paste-options, naming the option's part before any value */
function pairs(values: readonly string[], shape: RegExp): Record<string, string> {
  return Object.fromEntries(
    values.map((text) => {
      const [, key, value = ''] = shape.exec(text) ?? [];
      if (key === undefined) throw new AppError('paste-options', { option: shape === ENV ? '--env' : '--header' });
      return [key, value.trim()];
    }),
  );
}

const filled = <K extends string>(key: K, map: Record<string, string>): Partial<Record<K, Record<string, string>>> =>
  Object.keys(map).length > 0 ? ({ [key]: map } as Record<K, Record<string, string>>) : {};
