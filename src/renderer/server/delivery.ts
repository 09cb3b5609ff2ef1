// How clients get one server, and how far the switches of its tools reach: pure, from the cells of the matrix.
import type { Cannot, Cell, ClientSummary, ServerSummary } from '../../shared/model';
import { clientsHere } from '../clients/grid';

type DeliveredServer = Pick<ServerSummary, 'name' | 'needsSecret' | 'holdsSecret' | 'disabledTools'>;

export interface DeliverySummary {
  /** Names of clients, in their order. */
  readonly brokered: readonly string[];
  readonly direct: readonly string[];
  /** Why no client could get it direct; absent where one could. */
  readonly trouble?: Cannot;
  /** A client gets it in a way the person chose, other than not at all. */
  readonly chosen: boolean;
}

/** What the server's page says of its delivery. */
export function deliverySummary(server: DeliveredServer, clients: readonly ClientSummary[]): DeliverySummary {
  const all = cellsOf(server.name, clients);
  const brokered = all.filter(({ cell }) => cell.delivery === 'brokered');
  const troubles = brokered.map(({ cell }) => cell.cannotDirect);
  const [trouble] = troubles.every((found) => found !== undefined) ? troubles : [];
  return {
    brokered: brokered.map(({ client }) => client.name),
    direct: all.filter(({ cell }) => cell.delivery === 'direct').map(({ client }) => client.name),
    ...(trouble && { trouble }),
    chosen: all.some(({ cell }) => cell.chosen && cell.delivery !== 'off'),
  };
}

/** Clients that switched-off tools do not reach: `direct` for as long as it is so, `pending` until a change is applied. */
export function outOfReach(
  server: DeliveredServer,
  clients: readonly ClientSummary[],
): { readonly direct: readonly ClientSummary[]; readonly pending: readonly ClientSummary[] } {
  if (server.disabledTools.length === 0) return { direct: [], pending: [] };
  const installed = cellsOf(server.name, clients).filter(({ client }) => client.installed);
  return {
    direct: installed.filter(({ cell }) => cell.delivery === 'direct').map(({ client }) => client),
    // Another entry than the brokered one stands in the file.
    pending: installed
      .filter(({ cell }) => cell.delivery === 'brokered' && cell.status === 'update')
      .map(({ client }) => client),
  };
}

function cellsOf(server: string, clients: readonly ClientSummary[]): readonly { client: ClientSummary; cell: Cell }[] {
  return clientsHere(clients).flatMap((client) =>
    client.cells.filter((cell) => cell.server === server).map((cell) => ({ client, cell })),
  );
}
