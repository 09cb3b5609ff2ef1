// What a client has of its own: every entry of its file that is not ours, read as a server or with the reason why not.
import { AppError } from '../../shared/errors';
import { own } from '../../shared/own';
import type { OwnEntry } from '../ports';
import type { ClientAdapter } from './adapter';
import { look, type Room } from './look';

/** No person has as many; who does is told so. */
const MOST = 1000;

/** In file order. @throws AppError import-too-many, file-*, records-invalid */
export async function ownEntries(room: Room, adapter: ClientAdapter): Promise<readonly OwnEntry[]> {
  const { file, records, standing } = await look(room, adapter);
  const names = file.names().filter((name) => own(records.entries, name) !== standing.entryHash(name));
  if (names.length > MOST) throw new AppError('import-too-many', { client: adapter.name, limit: MOST });
  return names.flatMap((name): OwnEntry[] => {
    const entry = file.entry(name);
    if (adapter.localKeyIn(entry) !== undefined) return [];
    const read = adapter.serverOf(name, entry);
    if (read === undefined) return [];
    return [read instanceof AppError ? { name, problem: read } : { name, ...read }];
  });
}
