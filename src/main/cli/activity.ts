// `mcp-tray activity`: what clients asked through the broker of the running instance, so far or as it happens.
import type { ActivityRecord, ClientSummary, Snapshot } from '../../shared/model';
import { sayClient, sayOutcome, sayTook, sayWhen } from '../../shared/say-activity';
import { type Context, EXIT, type ExitCode, type Style } from './context';
import { plain, table, widthOf } from './layout';

export interface ActivityOptions {
  readonly json?: boolean;
  readonly follow?: boolean;
}

const STYLES: Partial<Record<ActivityRecord['outcome'], Style>> = {
  running: 'dim',
  error: 'yellow',
  refused: 'red',
  failed: 'red',
  left: 'dim',
};

/** @throws AppError not-running; with `follow`, instance-silent once the instance has ended */
export async function activity(context: Context, options: ActivityOptions): Promise<ExitCode> {
  const { session, terminal, t } = context;
  const snapshot = await session.handlers['app:snapshot'](undefined);
  const records = await session.handlers['activity:list'](undefined);
  const print = options.json ? printJson(context, options) : printTable(context, snapshot);
  if (records.length === 0 && !options.json) terminal.hint(t('cli.activity.none'));
  print(records);
  if (options.follow) await follow(context, snapshot.latestActivity, records, print);
  return EXIT.fine;
}

type Print = (records: readonly ActivityRecord[]) => void;

/** Prints what ends from now on, until Ctrl+C. */
async function follow(context: Context, latest: number, printed: readonly ActivityRecord[], print: Print) {
  const { session, clock, waits, onInterrupt } = context;
  const done = Promise.withResolvers<void>();
  let isOver = false;
  const stop = onInterrupt(() => {
    isOver = true;
    done.resolve();
  });
  // The list is bounded, and so is what is remembered of it.
  let known = new Set(printed.filter(hasEnded).map((record) => record.id));
  try {
    for (let seen = latest; !isOver; ) {
      await Promise.race([done.promise, new Promise<void>((resolve) => clock.after(waits.follow, resolve))]);
      if (isOver) break;
      const { latestActivity } = await session.handlers['app:snapshot'](undefined);
      if (latestActivity === seen) continue;
      seen = latestActivity;
      const records = (await session.handlers['activity:list'](undefined)).filter(hasEnded);
      print(records.filter((record) => !known.has(record.id)));
      known = new Set(records.map((record) => record.id));
    }
  } finally {
    stop();
  }
}

const hasEnded = ({ outcome }: ActivityRecord) => outcome !== 'running';

/** One list; while it goes on, one record to a line. */
function printJson({ terminal }: Context, { follow: goesOn }: ActivityOptions): Print {
  return (records) => {
    if (!goesOn) terminal.out(JSON.stringify(records, null, 2));
    else for (const record of records) terminal.out(JSON.stringify(record));
  };
}

/** The titles once, and columns that keep their place from one part of the list to the next. */
function printTable(context: Context, { clients }: Pick<Snapshot, 'clients'>): Print {
  const { terminal, t } = context;
  const heads = (['time', 'client', 'server', 'what', 'took', 'outcome'] as const).map((key) =>
    t(`common.activity.head.${key}`),
  );
  let isFirst = true;
  let widths = heads.map(widthOf);
  return (records) => {
    if (records.length === 0) return;
    const rows = records.map((record) => cells(record, clients, context));
    widths = widths.map((width, i) => Math.max(width, ...rows.map((row) => widthOf(row[i] ?? ''))));
    const columns = widths.map((width, i) => ({
      title: isFirst ? terminal.paint('bold', heads[i] ?? '') : ' '.repeat(width),
      ...(i === TOOK && { align: 'right' as const }),
    }));
    const [titles = '', ...lines] = table(columns, rows);
    if (isFirst) terminal.out(titles);
    for (const line of lines) terminal.out(line);
    isFirst = false;
  };
}
const TOOK = 4;

function cells(record: ActivityRecord, clients: readonly ClientSummary[], { terminal, t, clock, language }: Context) {
  const { at, client, server, method, name, outcome, code } = record;
  const style = STYLES[outcome];
  const said = [sayOutcome(record, t), ...(code === undefined ? [] : [`[${plain(code)}]`])].join(' ');
  return [
    sayWhen(at, clock.now(), language),
    plain(sayClient(client, clients, t)),
    plain(server),
    plain(name === undefined ? method : `${method} ${name}`),
    sayTook(record, t),
    style === undefined ? said : terminal.paint(style, said),
  ];
}
