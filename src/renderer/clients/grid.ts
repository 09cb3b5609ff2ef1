// The matrix as data: which rows, which cell stands where, and what a choice in a cell means.
import type { Cell, ClientSummary, Delivery, ServerSummary } from '../../shared/model';

export interface GridRow {
  readonly name: string;
  /** Absent for an entry of ours whose server is no longer in the shared config. */
  readonly server: ServerSummary | undefined;
}

/** The clients of this machine; where there is none, the first, which says that it was not found. */
export function clientsHere(clients: readonly ClientSummary[]): readonly ClientSummary[] {
  const here = clients.filter((client) => client.installed);
  return here.length > 0 ? here : clients.slice(0, 1);
}

/** Servers in the order of the shared config, then what only a client's file still holds. */
export function gridRows(servers: readonly ServerSummary[], clients: readonly ClientSummary[]): readonly GridRow[] {
  const names = new Set(servers.map((s) => s.name));
  const left = clients.flatMap((c) => c.cells.map((cell) => cell.server)).filter((name) => !names.has(name));
  return [
    ...servers.map((server) => ({ name: server.name, server })),
    ...[...new Set(left)].map((name) => ({ name, server: undefined })),
  ];
}

export type CellIndex = ReadonlyMap<string, Cell>;

/** Cells of one client by server; made once per snapshot, not once per cell. */
export function cellIndex(client: ClientSummary): CellIndex {
  return new Map(client.cells.map((cell) => [cell.server, cell]));
}

type Rules = Pick<ServerSummary, 'needsSecret' | 'disabledTools'>;
type Choice = Pick<Cell, 'delivery' | 'chosen' | 'cannotDirect' | 'cannotBrokered'>;

/** What a client gets of a server nobody has decided about. Where nobody has, the cell itself says it, unless the server is off. */
export function defaultDelivery(server: Rules, cell: Choice): Delivery {
  if (!cell.chosen && cell.delivery !== 'off') return cell.delivery;
  // What a client cannot say itself, the broker says for it, where it can be told that.
  const isForBroker = cell.cannotDirect !== undefined && cell.cannotBrokered === undefined;
  return isForBroker ? 'brokered' : byRule(server);
}

/** As the core has it: a switched-off tool is off only where we stand between the two. */
function byRule(server: Rules): Delivery {
  return server.needsSecret || server.disabledTools.length > 0 ? 'brokered' : 'direct';
}

/** What the broker adds for a server, so that no client has to hold it. */
export function brokerAdds(
  server: Pick<ServerSummary, 'holdsSecret' | 'needsSecret'>,
): 'secret' | 'sign-in' | 'nothing' {
  if (server.holdsSecret) return 'secret';
  return server.needsSecret ? 'sign-in' : 'nothing';
}

export type Mark = 'changed' | 'drift' | 'stuck' | 'none';

export function markOf({ status }: Pick<Cell, 'status'>): Mark {
  switch (status) {
    case 'add':
    case 'update':
    case 'remove':
      return 'changed';
    case 'drift':
    case 'foreign':
      return 'drift';
    case 'waiting':
      return 'stuck';
    default:
      return 'none';
  }
}

const HOME = /^(?:\/home\/[^/]+|\/Users\/[^/]+|\/root|[A-Za-z]:\\Users\\[^\\]+)(?=[/\\])/u;

/** A path short enough for a column head: `~` for home, folders in the middle as an ellipsis, the file name whole. */
export function shortPath(path: string): string {
  const short = path.replace(HOME, '~');
  const separator = short.includes('\\') ? '\\' : '/';
  const parts = short.split(separator);
  const [first, second] = parts;
  const file = parts.at(-1);
  if (parts.length <= 3 || first === undefined || second === undefined || file === undefined) return short;
  return [first, second, '…', file].join(separator);
}

/** The part after the last separator. */
export function fileName(path: string): string {
  return path.split(/[/\\]/u).at(-1) ?? path;
}
