// `mcp-tray deliver`: how clients get a server. Nothing is written into a client's file before the next sync.
import { AppError } from '../../shared/errors';
import type { ClientSummary, Delivery } from '../../shared/model';
import { type Context, EXIT, type ExitCode } from './context';
import { plain } from './layout';
import { clientIn, serverNamed } from './settle';
import { sayCannot } from './sync';

const CHOICES: Readonly<Record<string, Delivery | 'default'>> = {
  direct: 'direct',
  brokered: 'brokered',
  off: 'off',
  default: 'default',
};

export async function deliver(
  context: Context,
  name: string,
  word: string,
  options: { readonly client?: string },
): Promise<ExitCode> {
  const { session, terminal, t } = context;
  const delivery = Object.hasOwn(CHOICES, word) ? CHOICES[word] : undefined;
  if (!delivery) throw new AppError('usage', { problem: t('cli.usage.delivery', { what: word }) });
  const { name: server } = await serverNamed(context, name);
  const before = await session.handlers['app:snapshot'](undefined);
  const client = options.client === undefined ? undefined : clientIn(before, options.client);
  const { clients } = await session.write(async (handlers) => {
    if (client) await handlers['client:setDelivery']({ client: client.id, server, delivery });
    else await handlers['server:setDelivery']({ name: server, delivery });
    return handlers['app:snapshot'](undefined);
  });
  const chosen = delivery === 'default' ? t('cli.deliver.default') : t(`common.delivery.${delivery}`);
  const whom = client ? client.name : t('cli.deliver.everyone');
  terminal.out(t('cli.deliver.done', { server: plain(server), delivery: chosen, client: plain(whom) }));
  const concerned = clients.filter((c) => c.installed && (client === undefined || c.id === client.id));
  if (!client) for (const line of kept(context, server, delivery, concerned)) terminal.out(line);
  for (const line of outlook(context, server, concerned)) terminal.out(line);
  return EXIT.fine;
}

/** The clients that the choice for all leaves as they are. */
function kept(
  { t }: Context,
  server: string,
  wanted: Delivery | 'default',
  clients: readonly ClientSummary[],
): string[] {
  return clients.flatMap(({ id, name, cells }) =>
    cells
      .filter((cell) => cell.server === server && cell.chosen && cell.delivery !== wanted)
      .map(({ delivery }) =>
        t('cli.deliver.kept', { client: plain(name), delivery: t(`common.delivery.${delivery}`), id }),
      ),
  );
}

/** What the choice means for the files of these clients. */
function outlook({ t }: Context, server: string, clients: readonly ClientSummary[]): string[] {
  const cells = clients.flatMap((c) => c.cells.filter((cell) => cell.server === server).map((cell) => ({ c, cell })));
  const waiting = cells.filter(({ cell }) => cell.status === 'waiting');
  const isPending = cells.some(({ cell }) => ['add', 'update', 'remove'].includes(cell.status));
  const held = waiting.map(({ c, cell }) =>
    t('cli.deliver.held', { client: plain(c.name), server: plain(server), why: sayCannot(cell, t) }),
  );
  return isPending ? [...held, t('cli.deliver.next')] : held;
}
