// The matrix as data: which rows, which cell stands where, and what a choice in a cell means.
import type { Cell, ClientSummary, Delivery, ServerSummary } from '../../shared/model';

export interface GridRow {
  readonly name: string;
  /** Absent for an entry of ours whose server is no longer in the shared config. */
  readonly server: ServerSummary | undefined;
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

/** What a client gets of a server nobody has decided about. */
export function defaultDelivery(server: Pick<ServerSummary, 'needsSecret'>): Delivery {
  return server.needsSecret ? 'brokered' : 'direct';
}

export type Mark = 'changed' | 'drift' | 'waiting' | 'none';

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
      return 'waiting';
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
