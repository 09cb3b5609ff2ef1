// The checks of a server that is a command: is it there, does it start, what does it write, does it answer.
import which from 'which';
import type { EvidenceLine } from '../../shared/diagnosis';
import { AppError } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import type { CommandExam, Met } from '../ports-exam';
import { Finding } from './finding';
import { broughtBy } from './programs';
import { type Fine, sayMet } from './remote';
import type { Sheet } from './sheet';
import { causeIn } from './stderr-causes';

export interface CommandTools {
  readonly t: Translate;
  readonly sheet: Sheet;
  /** A path as a person reads it, `~` for the home folder. */
  readonly shown: (path: string) => string;
  readonly signal: AbortSignal;
  readonly platform: NodeJS.Platform;
}

const MOST_LINES = 8;
const MOST_FOLDERS = 20;

/** @throws Finding at the first check that fails */
export async function examineCommand(exam: CommandExam, tools: CommandTools): Promise<Fine> {
  await find(exam, tools);
  return await start(exam, tools);
}

async function find(exam: CommandExam, { sheet, t, shown, platform }: CommandTools): Promise<void> {
  const { command, path } = exam;
  const look = async () => {
    const file = await which(command, { path, nothrow: true });
    if (file !== null) return file;
    const problem = new AppError('command-not-found', { command });
    const program = broughtBy(command);
    const separator = platform === 'win32' ? ';' : ':';
    const folders = [...new Set(path.split(separator).filter((folder) => folder !== ''))];
    const evidence = folders.slice(0, MOST_FOLDERS).map((folder) => ({ text: shown(folder), tells: false }));
    const verdict = program && {
      verdict: {
        title: t('doctor.program.title', { command }),
        text: t('doctor.program.text', { command, program }),
      },
    };
    throw new Finding('path', problem, {
      seen: t('doctor.seen.notInPath', { count: folders.length }),
      evidence,
      ...verdict,
    });
  };
  await sheet.make('path', look, (file) => ({ seen: t('doctor.seen.fromShell', { file: shown(file) }) }));
}

async function start(exam: CommandExam, { sheet, t, signal }: CommandTools): Promise<Fine> {
  let met: Met | undefined;
  const written = (outcome: 'passed' | 'failed') => {
    const lines = exam.lines();
    sheet.set('stderr', outcome, { seen: t('doctor.seen.lines', { count: lines.length }) });
  };
  sheet.begin('spawn');
  try {
    const listed = await exam.connect(
      {
        onSpawn: (pid) => {
          if (sheet.outcomeOf('spawn') === 'running')
            sheet.set('spawn', 'passed', { seen: t('doctor.seen.pid', { pid }) });
          sheet.begin('stderr');
        },
        onMet: (what) => {
          met = what;
          written('passed');
          sheet.set('handshake', 'passed', { seen: sayMet(what, t) });
          sheet.begin('tools');
        },
      },
      signal,
    );
    if (listed.problem) throw new Finding('tools', listed.problem);
    sheet.set('tools', 'passed', { seen: t('doctor.seen.tools', { count: listed.tools }) });
    return { tools: listed.tools, protocol: met?.protocol ?? '' };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (sheet.outcomeOf('spawn') === 'running') throw new Finding('spawn', error);
    if (met) throw new Finding('tools', error, withLines(exam, t, error));
    if (error.code === 'process-exited' || error.code === 'process-killed')
      throw new Finding('stderr', error, withLines(exam, t, error));
    written('passed');
    throw new Finding('handshake', error, withLines(exam, t, error));
  }
}

/** The last lines, the one that tells the cause marked, and what it means where that is known. */
function withLines(exam: CommandExam, t: Translate, problem: AppError) {
  const all = exam.lines();
  const lines = all.slice(-MOST_LINES);
  const cause = causeIn(lines);
  const evidence: EvidenceLine[] = lines.map((text, at) => ({ text, tells: at === cause?.line }));
  const end = sayEnd(problem, t);
  const seen = end !== undefined && { seen: t('doctor.seen.linesBefore', { count: all.length, end }) };
  if (!cause) return { ...seen, evidence };
  const params = { ...cause.params, end: end ?? t('doctor.end.none') };
  const verdict = {
    title: t(`doctor.cause.${cause.cause}.title`, params),
    text: t(`doctor.cause.${cause.cause}.text`, params),
  };
  return { ...seen, evidence, verdict };
}

function sayEnd({ code, params }: AppError, t: Translate): string | undefined {
  if (code === 'process-exited') return t('doctor.end.exit', { code: params.code ?? '?' });
  if (code === 'process-killed') return t('doctor.end.signal', { signal: params.signal ?? '?' });
  return undefined;
}
