// Finds out why a server does not work: one check after the other, until one fails.
import { type Check, COMMAND_CHECKS, type Diagnosis, REMOTE_CHECKS, type Verdict } from '../../shared/diagnosis';
import { AppError, toWire } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import type { Server } from '../../shared/model';
import { type NeedKind, needForCode } from '../../shared/needs';
import { diagnosisLines } from '../../shared/say-diagnosis';
import type { Clock } from '../ports';
import type { Doctor, Exam, SignInFacts } from '../ports-exam';
import { examineCommand } from './command';
import { Finding } from './finding';
import { examineRemote, type Fine } from './remote';
import { Sheet } from './sheet';

export interface DoctorOptions {
  readonly clock: Clock;
  readonly translate: () => Translate;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** @throws AppError server-unknown */
  readonly server: (name: string) => Server;
  readonly exam: (name: string) => Promise<Exam>;
  readonly inspect: (name: string) => Promise<SignInFacts>;
  /** Free of secrets. */
  readonly showAddress: (server: Server) => string;
  /** Takes what looks like a secret out of a text, whatever it is from. */
  readonly redact: (text: string) => string;
  /** The machine and this app, one line each. */
  readonly about: readonly string[];
  /** Milliseconds for each of the first steps, and for everything. */
  readonly timings?: { readonly step: number; readonly all: number };
}

const TIMINGS = { step: 10_000, all: 120_000 };
/** Of servers that were removed since, too. */
const MOST_KEPT = 500;

interface Running {
  readonly sheet: Sheet;
  readonly at: number;
  readonly work: Promise<Diagnosis>;
}

export function createDoctor(options: DoctorOptions): Doctor {
  const running = new Map<string, Running>();
  const last = new Map<string, Diagnosis>();
  const over = new AbortController();
  const keep = (diagnosis: Diagnosis) => {
    last.delete(diagnosis.server);
    last.set(diagnosis.server, diagnosis);
    for (const name of last.keys()) if (last.size > MOST_KEPT) last.delete(name);
  };
  const diagnose = async (name: string): Promise<Diagnosis> => {
    const server = options.server(name);
    const before = running.get(name);
    if (before) return before.work;
    const names = server.type === 'stdio' ? COMMAND_CHECKS : REMOTE_CHECKS;
    const t = options.translate();
    const sheet = new Sheet(options.clock, names, t('doctor.outcome.not-reached'));
    const at = options.clock.now();
    const work = examined(server, sheet, at, options, t, over.signal).finally(() => running.delete(name));
    running.set(name, { sheet, at, work });
    const diagnosis = await work;
    keep(diagnosis);
    return diagnosis;
  };
  return {
    diagnose,
    diagnosis: (name) => {
      const now = running.get(name);
      return now ? { server: name, at: now.at, checks: now.sheet.checks() } : last.get(name);
    },
    stop: async () => {
      over.abort();
      await Promise.allSettled([...running.values()].map(({ work }) => work));
    },
  };
}

async function examined(
  server: Server,
  sheet: Sheet,
  at: number,
  options: DoctorOptions,
  t: Translate,
  over: AbortSignal,
): Promise<Diagnosis> {
  const late = new AbortController();
  const onOver = () => late.abort();
  over.addEventListener('abort', onOver, { once: true });
  const stopClock = options.clock.after((options.timings ?? TIMINGS).all, onOver);
  try {
    const { verdict, redact } = await verdictOf(server, sheet, options, t, late.signal);
    sheet.close();
    const clean = (text: string) => options.redact(redact(text));
    const checks = sheet.checks().map((check) => cleanCheck(check, clean));
    const known = { server: server.name, at, checks, verdict: cleanVerdict(verdict, clean) };
    return { ...known, report: reportOf(server, known, options, t) };
  } finally {
    stopClock();
    over.removeEventListener('abort', onOver);
  }
}

async function verdictOf(server: Server, sheet: Sheet, options: DoctorOptions, t: Translate, signal: AbortSignal) {
  let redact = (text: string) => text;
  if (server.disabled) return { verdict: offVerdict(t), redact };
  try {
    const exam = await sheetEntry(() => options.exam(server.name));
    redact = exam.redact;
    return { verdict: fineVerdict(await run(exam, server, sheet, options, t, signal), t), redact };
  } catch (error) {
    if (!(error instanceof Finding)) throw error;
    const { check, problem, found } = error;
    const wire = toWire(problem, t);
    const need = needForCode(problem.code);
    const details = wire.details?.split('\n').map((text) => ({ text, tells: false }));
    const evidence = found.evidence ?? details;
    const what = { seen: found.seen ?? withoutStop(wire.message), ...(evidence && { evidence }) };
    sheet.set(check, need === undefined ? 'failed' : 'needs-you', what);
    const said = found.verdict ?? { title: withoutStop(wire.message), text: wire.action };
    const action = need === undefined ? 'check-again' : ACTIONS[need];
    const outcome = need === undefined ? 'failed' : 'needs-you';
    const verdict: Verdict = { outcome, action, code: problem.code, ...said };
    return { verdict, redact };
  }
}

/** What is wrong with the entry itself comes before every check. */
async function sheetEntry(read: () => Promise<Exam>): Promise<Exam> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AppError) throw new Finding('entry', error);
    throw error;
  }
}

const ACTIONS = {
  client: 'enter',
  key: 'enter',
  secrets: 'enter',
  unlock: 'unlock',
  'sign-in': 'sign-in',
} as const satisfies Record<NeedKind, Verdict['action']>;

function run(
  exam: Exam,
  { name }: Server,
  sheet: Sheet,
  options: DoctorOptions,
  t: Translate,
  signal: AbortSignal,
): Promise<Fine> {
  const { clock, home, platform, timings = TIMINGS } = options;
  if (exam.kind === 'remote') {
    return examineRemote(exam, { clock, t, sheet, stepMs: timings.step, inspect: () => options.inspect(name), signal });
  }
  const shown = (path: string) => (home !== '' && path.startsWith(home) ? `~${path.slice(home.length)}` : path);
  return examineCommand(exam, { t, sheet, shown, signal, platform });
}

function fineVerdict({ tools, protocol }: Fine, t: Translate): Verdict {
  const text = t('doctor.fine.text', { count: tools, protocol });
  return { outcome: 'fine', title: t('doctor.fine.title'), text, action: 'check-again' };
}

function offVerdict(t: Translate): Verdict {
  return { outcome: 'off', title: t('doctor.off.title'), text: t('doctor.off.text'), action: 'turn-on' };
}

function cleanCheck(check: Check, clean: (text: string) => string): Check {
  const evidence = check.evidence?.map((line) => ({ ...line, text: clean(line.text) }));
  return { ...check, seen: clean(check.seen), ...(evidence && { evidence }) };
}

function cleanVerdict(verdict: Verdict, clean: (text: string) => string): Verdict {
  const message = verdict.message === undefined ? {} : { message: clean(verdict.message) };
  return { ...verdict, title: clean(verdict.title), text: clean(verdict.text), ...message };
}

function reportOf(
  server: Server,
  { at, checks, verdict }: Pick<Diagnosis, 'at' | 'checks' | 'verdict'>,
  { about, showAddress, redact }: DoctorOptions,
  t: Translate,
): string {
  const name = t('doctor.report.server', { name: server.name, transport: t(`common.transport.${server.type}`) });
  return [
    ...about,
    new Date(at).toISOString(),
    name,
    redact(showAddress(server)),
    '',
    ...diagnosisLines({ checks, ...(verdict && { verdict }) }, t),
  ].join('\n');
}

const withoutStop = (sentence: string) => sentence.replace(/[.。]$/u, '');
