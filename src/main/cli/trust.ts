// `mcp-tray trust`: what changed in servers since they were last said to be fine.
import { AppError } from '../../shared/errors';
import { spellHidden } from '../../shared/hidden-characters';
import type { TrustChange, TrustReview } from '../../shared/trust';
import { type Context, EXIT, type ExitCode } from './context';
import { plain } from './layout';
import { settled } from './settle';

export interface TrustOptions {
  readonly accept?: boolean;
  readonly json?: boolean;
}

/** 4 where something asks for the person and was not accepted. @throws AppError server-unknown, trust-stale */
export async function trust(context: Context, wanted: string | undefined, options: TrustOptions): Promise<ExitCode> {
  const { session, terminal, t } = context;
  const { servers } = await settled(
    context,
    context.waits.settle,
    ({ name }) => wanted === undefined || name === wanted,
  );
  const names = servers.map((s) => s.name).filter((name) => wanted === undefined || name === wanted);
  if (wanted !== undefined && names.length === 0) throw new AppError('server-unknown', { name: wanted });
  const reviews: TrustReview[] = [];
  for (const name of names) {
    const review = await session.handlers['server:trust']({ name });
    if (review) reviews.push(review);
  }
  if (options.json) terminal.out(JSON.stringify(reviews, null, 2));
  else for (const review of reviews) show(review, context);
  if (reviews.length === 0 && !options.json) terminal.hint(t('trust.nothing'));
  if (options.accept) {
    for (const { server, id } of reviews) await session.handlers['server:acceptTrust']({ name: server, id });
    if (reviews.length > 0) terminal.hint(t('trust.accepted'));
    return EXIT.fine;
  }
  return reviews.some((review) => review.items.some((item) => item.asks)) ? EXIT.outOfSync : EXIT.fine;
}

function show({ server, items }: TrustReview, { terminal, t }: Context): void {
  terminal.out(terminal.paint('bold', plain(server)));
  for (const { tool, asks, changes } of items) {
    const mark = asks ? terminal.paint('yellow', '±') : ' ';
    terminal.out(`${mark} ${plain(tool ?? t('trust.server'))}`);
    for (const change of changes) for (const line of lines(change)) terminal.out(`    ${line}`);
  }

  function lines(change: TrustChange): string[] {
    const parameter = 'parameter' in change ? plain(change.parameter ?? '') : '';
    const said =
      change.kind === 'wording' ? t(`trust.wording.${change.what}`) : t(`trust.change.${change.kind}`, { parameter });
    if (!('before' in change)) return [said];
    return [
      said,
      terminal.paint('dim', `- ${plain(spellHidden(change.before))}`),
      `+ ${plain(spellHidden(change.after))}`,
    ];
  }
}
