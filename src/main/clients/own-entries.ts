// What a client has of its own: every entry of its file that is not ours, read as a server or with the reason why not.
import { AppError } from '../../shared/errors';
import type { Json, JsonObject } from '../../shared/model';
import { own } from '../../shared/own';
import type { OwnEntry } from '../ports';
import type { ClientAdapter } from './adapter';
import { asObject } from './json-entries';
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
    const read = adapter.serverOf(name, partOwn(entry, adapter).rest);
    if (read === undefined) return [];
    return [read instanceof AppError ? { name, problem: read } : { name, ...read }];
  });
}

/** An entry parted into what says which server it is and what the client has besides: that stays in its entry. */
export function partOwn(entry: unknown, { keeps = [] }: ClientAdapter): { rest: unknown; kept: JsonObject } {
  const object = asObject(entry);
  if (!object) return { rest: entry, kept: {} };
  const kept = Object.entries(object).filter((member): member is [string, Json] => {
    return keeps.includes(member[0]) && isJson(member[1]);
  });
  const names = new Set(kept.map(([name]) => name));
  return {
    rest: Object.fromEntries(Object.entries(object).filter(([name]) => !names.has(name))),
    kept: Object.fromEntries(kept),
  };
}

/** A date of TOML has no words in JSON, and could not be written again. */
function isJson(value: unknown): value is Json {
  if (value === null || ['string', 'boolean'].includes(typeof value)) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value !== 'object') return false;
  const proto: unknown = Object.getPrototypeOf(value);
  return (proto === Object.prototype || proto === null) && Object.values(value).every(isJson);
}
