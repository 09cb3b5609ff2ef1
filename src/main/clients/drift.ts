// Settles an entry that is someone else's by now: it is left to them, or becomes ours again. Writes no client file.

import { AppError } from '../../shared/errors';
import type { DriftChoice } from '../../shared/model';
import { own } from '../../shared/own';
import type { ClientAdapter } from './adapter';
import { updateRecords } from './commit';
import { look, type Room } from './look';
import { ABSENT, type Records } from './records';

/**
 * `keep-theirs`: we forget the entry, so that it counts as theirs. `write-ours`: what stands there counts as ours, so
 * that the next plan replaces it. `turnOff` tells that keeping theirs means no entry at all: unless the delivery is
 * turned off, the next plan would add ours again. @throws AppError drift-unknown, file-*, records-invalid
 */
export async function settleDrift(
  room: Room,
  adapter: ClientAdapter,
  server: string,
  choice: DriftChoice,
): Promise<{ readonly turnOff: boolean }> {
  let turnOff = false;
  await updateRecords(room, await look(room, adapter), ({ records, standing }) => {
    const theirs = standing.entryHash(server);
    const known = own(records.entries, server);
    if (theirs === (known ?? ABSENT)) throw new AppError('drift-unknown', { server, client: adapter.name });
    turnOff = choice === 'keep-theirs' && theirs === ABSENT;
    const ours = choice === 'write-ours' && theirs !== ABSENT ? theirs : undefined;
    return withEntry(records, server, ours);
  });
  return { turnOff };
}

function withEntry(records: Records, server: string, hash: string | undefined): Records {
  const others = Object.entries(records.entries).filter(([name]) => name !== server);
  return { ...records, entries: Object.fromEntries(hash === undefined ? others : [...others, [server, hash]]) };
}
