// `mcp-tray add` and `mcp-tray remove`: a server typed as it stands, or pasted as a README gives it.
import { AppError } from '../../shared/errors';
import type { MessageKey } from '../../shared/messages';
import type { ServerDraft } from '../../shared/model';
import { dotsForPasted } from '../../shared/pasted';
import { sayServer } from '../../shared/say';
import { type Context, EXIT, type ExitCode } from './context';
import { plain } from './layout';
import { nextCommand } from './next';
import { settled } from './settle';

export interface AddOptions {
  readonly header: readonly string[];
  readonly env: readonly string[];
  readonly transport?: string;
  readonly yes?: boolean;
}
export interface AddInput {
  /** What stood before `--`. */
  readonly words: readonly string[];
  /** What stood after `--`; undefined where there was none. */
  readonly command: readonly string[] | undefined;
  readonly options: AddOptions;
}

const MOST_INPUT = 1024 * 1024;

export async function add(context: Context, input: AddInput): Promise<ExitCode> {
  const { terminal, t, session, waits, clock } = context;
  const { drafts, asksSecret } = await draftsOf(context, input);
  await session.write((handlers) => handlers['servers:add']({ drafts }));
  for (const draft of drafts) terminal.out(t('cli.added', { name: plain(draft.name) }));
  for (const draft of asksSecret ? drafts : []) tellSecret(context, draft);
  const added = new Set(drafts.map((d) => d.name));
  const { servers } = await settled(context, waits.added, (s) => added.has(s.name));
  for (const server of servers.filter((s) => added.has(s.name))) {
    terminal.out(`${plain(server.name)}: ${plain(sayServer(server, t, clock.now()))}`);
    if ('problem' in server.state) terminal.out(plain(nextCommand(server, t) ?? server.state.problem.action));
  }
  return EXIT.fine;
}

export async function remove({ terminal, t, session }: Context, name: string): Promise<ExitCode> {
  await session.write((handlers) => handlers['server:remove']({ name }));
  terminal.out(t('cli.removed', { name: plain(name) }));
  return EXIT.fine;
}

/** What was asked for, and whether a pasted line would have Claude ask for a client secret. */
interface Read {
  readonly drafts: ServerDraft[];
  readonly asksSecret: boolean;
}

async function draftsOf(context: Context, input: AddInput): Promise<Read> {
  const { words, command, options } = input;
  const [first, second] = words;
  if (first === undefined || words.length > 2) throw usage(context, 'cli.usage.addForm');
  if (command) {
    if (second !== undefined) throw usage(context, 'cli.usage.addForm');
    return typed(typedCommand(context, first, command, options));
  }
  if (second !== undefined) return typed(typedUrl(context, first, second, options));
  if (options.header.length + options.env.length > 0 || options.transport) {
    throw usage(context, 'cli.usage.optionsWithPaste');
  }
  const { handlers } = context.session;
  const text = first === '-' ? await readInput(context) : first;
  const parsed = await handlers['servers:parse']({ text });
  const drafts = first === '-' || isLink(first) ? reviewed(context, parsed, options) : parsed;
  return { drafts, asksSecret: /(?:^|\s)--client-secret(?=\s|$)/u.test(text) };
}

const typed = (draft: ServerDraft): Read => ({ drafts: [draft], asksSecret: false });

/** Claude asks for the secret while it adds; here it is given when signing in, and goes into the keychain. */
function tellSecret({ terminal, t }: Context, { name, type, oauth }: ServerDraft): void {
  if (type === 'stdio' || oauth?.clientSecret !== undefined) return;
  const id = oauth?.clientId === undefined ? 'ID' : shellWord(oauth.clientId);
  terminal.out(plain(t('cli.secretNext', { command: `mcp-tray login ${name} --client-id ${id} --client-secret` })));
}

async function readInput(context: Context): Promise<string> {
  const text = await context.terminal.readInput(MOST_INPUT);
  if (text === undefined) throw usage(context, 'cli.usage.stdinTooLong');
  return text;
}

/** What it would start cannot be seen in an install link. Any other address starts nothing. */
const isLink = (text: string) => /^[a-z-]+:\S+$/iu.test(text);

/** What came through a pipe or in a link may never have been seen: a command in it starts only after it was shown whole. */
function reviewed(context: Context, drafts: ServerDraft[], options: AddOptions): ServerDraft[] {
  if (options.yes || drafts.every((d) => d.type !== 'stdio')) return drafts;
  for (const draft of drafts) context.terminal.out(describe(context, draft));
  throw usage(context, 'cli.usage.reviewNeeded');
}

function describe({ t }: Context, draft: ServerDraft): string {
  const name = plain(draft.name);
  const command = [draft.command ?? '', ...(draft.args ?? [])].map(dotsForPasted).map(shellWord).map(plain).join(' ');
  const what =
    draft.type === 'stdio'
      ? t('cli.starts', { name, command })
      : t('cli.connects', { name, url: plain(dotsForPasted(draft.url ?? '')) });
  // Names alone: values are often secrets, and what is printed is often kept.
  const names = Object.keys({ ...draft.headers, ...draft.env }).map(plain);
  return names.length === 0 ? what : `${what} (${t('cli.sets', { names: names.join(', ') })})`;
}

function typedCommand(context: Context, name: string, words: readonly string[], options: AddOptions): ServerDraft {
  const [command, ...args] = words;
  if (command === undefined) throw usage(context, 'cli.usage.addForm');
  if (options.header.length > 0 || options.transport) throw usage(context, 'cli.usage.headerForCommand');
  const env = pairs(context, options.env, /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/su, 'cli.usage.env');
  return { name, type: 'stdio', command, args, env };
}

function typedUrl(context: Context, name: string, url: string, options: AddOptions): ServerDraft {
  if (options.env.length > 0) throw usage(context, 'cli.usage.envForUrl');
  const type = options.transport ?? 'http';
  if (type !== 'http' && type !== 'sse') throw new AppError('transport-unknown', { type });
  // The names HTTP allows; anything else would fail later, where it is harder to tell why.
  const headers = pairs(context, options.header, /^([!#$%&'*+.^_`|~\w-]+):\s*(.*?)\s*$/su, 'cli.usage.header');
  return { name, type, url, headers };
}

/** Reads `NAME=value` or `Name: value`. A value that does not fit is not repeated in full: it may be a secret. */
function pairs(context: Context, given: readonly string[], form: RegExp, key: MessageKey): Record<string, string> {
  const entries = given.map((text) => {
    const [, name, value] = form.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      const what = text.length > 8 ? `${text.slice(0, 8)}…` : text;
      throw new AppError('usage', { problem: context.t(key, { what }) });
    }
    return [name, value] as const;
  });
  return Object.fromEntries(entries);
}

/** A word as a shell would need it typed. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function usage({ t }: Context, key: MessageKey): AppError {
  return new AppError('usage', { problem: t(key) });
}
