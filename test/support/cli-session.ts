// One session of a real client without a terminal, from its start to its end, and what it says of its tool calls.
import { type ChildProcess, spawn } from 'node:child_process';
import readline from 'node:readline';
import { z } from 'zod';
import { alone, type RealProgram } from './real-program';

export interface SessionJob {
  /** A fresh folder. */
  readonly home: string;
  /** Name of its one MCP server, and the entry in the words of the client's own file. */
  readonly server: string;
  readonly entry: Readonly<Record<string, unknown>>;
  /** The one tool it may use without asking, as `toolName` says. */
  readonly tool: string;
  /** Base address of its model. */
  readonly model: string;
  /** It is killed after this long, or by the signal, and has not ended well then. */
  readonly limitMs: number;
  readonly signal?: AbortSignal;
  readonly env?: Readonly<Record<string, string>>;
}

export interface SessionEnd {
  /** Of the client, as it says itself. */
  readonly version: string | undefined;
  /** Results of tool calls, as the client tells them. */
  readonly results: number;
  /** Those it calls errors; the first 50. */
  readonly failed: readonly string[];
  /** Undefined if it ended by itself, and well in its own words. */
  readonly problem: string | undefined;
}

export interface CliClient {
  readonly title: string;
  /** Undefined where it is installed. */
  whyMissing(): string | undefined;
  start(job: SessionJob): Promise<SessionEnd>;
}

/** What Claude Code and Qwen Code both call an MCP tool towards their model. */
export const toolName = (server: string, tool: string) => `mcp__${server}__${tool}`;

/** The lines both print with `--output-format stream-json`; more kinds exist. */
const line = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('system'),
    claude_code_version: z.string().optional(),
    qwen_code_version: z.string().optional(),
  }),
  z.object({
    type: z.literal('user'),
    message: z.object({ content: z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]) }),
  }),
  z.object({
    type: z.literal('result'),
    is_error: z.boolean(),
    subtype: z.string(),
    permission_denials: z.array(z.unknown()).default([]),
  }),
]);
type Result = Extract<z.infer<typeof line>, { type: 'result' }>;

const MOST_FAILED = 50;
const MOST_TEXT = 2_000;

export async function runSession(
  program: RealProgram,
  job: SessionJob,
  { args, env }: { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> },
): Promise<SessionEnd> {
  const { file, options } = alone(program, job.home, { ...env, ...job.env });
  // A group of its own: Qwen Code runs its program in a child that does not end with it.
  const child = spawn(file, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const limit = AbortSignal.timeout(job.limitMs);
  const stop = AbortSignal.any([limit, ...(job.signal ? [job.signal] : [])]);
  const kill = () => killGroup(child);
  stop.addEventListener('abort', kill);
  if (stop.aborted) kill();
  const heard = listenTo(child);
  try {
    const code = await new Promise<number | string | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status, signal) => resolve(status ?? signal));
    });
    const { version, results, failed, said, end } = heard();
    return {
      version,
      results,
      failed,
      problem: limit.aborted ? `still running after ${job.limitMs} ms` : wrong(code, end, said),
    };
  } finally {
    stop.removeEventListener('abort', kill);
  }
}

function wrong(code: number | string | null, end: Result | undefined, said: string): string | undefined {
  if (code !== 0) return `ended with ${code}: ${said}`;
  if (end === undefined) return `ended without a result: ${said}`;
  if (end.is_error || end.subtype !== 'success')
    return `ended with an error: ${JSON.stringify(end).slice(0, MOST_TEXT)}`;
  if (end.permission_denials.length > 0) return `was denied ${end.permission_denials.length} calls`;
  return undefined;
}

/** Reads what it prints; gives what was heard when asked. */
function listenTo(child: ChildProcess) {
  const failed: string[] = [];
  let version: string | undefined;
  let results = 0;
  let end: Result | undefined;
  let said = '';
  const keep = (text: string) => {
    said = `${said}${text}`.slice(-MOST_TEXT);
  };
  child.stderr?.on('data', (chunk) => keep(String(chunk)));
  if (!child.stdout) throw new Error('no standard output');
  readline.createInterface({ input: child.stdout }).on('line', (text) => {
    const known = parsed(text);
    if (known === undefined) return keep(`${text}\n`);
    if (known.type === 'system') version ??= known.claude_code_version ?? known.qwen_code_version;
    if (known.type === 'result') end = known;
    if (known.type !== 'user' || typeof known.message.content === 'string') return undefined;
    for (const part of known.message.content) {
      if (part.type !== 'tool_result') continue;
      results += 1;
      const text = JSON.stringify(part.content ?? '').slice(0, MOST_TEXT);
      if (part.is_error === true && failed.length < MOST_FAILED) failed.push(text);
    }
    return undefined;
  });
  return () => ({ version, results, failed, said: said.trim(), end });
}

/** Undefined for what is no JSON; a kind we do not know is `other`. */
function parsed(text: string): z.infer<typeof line> | { readonly type: 'other' } | undefined {
  if (!text.startsWith('{')) return undefined;
  const known = line.safeParse(JSON.parse(text));
  return known.success ? known.data : { type: 'other' };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') child.kill('SIGKILL');
  else process.kill(-child.pid, 'SIGKILL');
}
