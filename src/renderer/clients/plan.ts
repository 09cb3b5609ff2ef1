// The plan of one client, made again whenever something it depends on changes.
import { useCallback, useEffect, useState } from 'react';
import type { WireError } from '../../shared/errors';
import type { ClientId, ClientSummary, Plan, Snapshot } from '../../shared/model';
import { RequestError, request } from '../api';

export type PlanState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'here'; readonly plan: Plan }
  | { readonly kind: 'failed'; readonly problem: WireError };

/** Text that changes when the plan may: how the file stands, what is wanted, and what the entries say. */
export function planCue(client: ClientSummary, { servers, broker }: Pick<Snapshot, 'servers' | 'broker'>): string {
  return JSON.stringify([
    broker.port,
    client.sync,
    client.cells,
    client.installed,
    client.canUndo,
    servers.map((s) => [s.name, s.address, s.transport, s.sets]),
  ]);
}

async function ask(client: ClientId): Promise<PlanState> {
  try {
    return { kind: 'here', plan: await request('client:plan', { client }) };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return { kind: 'failed', problem: error.wire };
  }
}

interface Held {
  readonly client: ClientId;
  readonly state: PlanState;
}

/** `again` makes a new plan although nothing seems to have changed: the file may have, behind our back. */
export function usePlan(client: ClientId, cue: string): { state: PlanState; again: () => void } {
  const [held, setHeld] = useState<Held>();
  const [round, setRound] = useState(0);
  const wanted = `${round} ${cue}`;
  useEffect(() => {
    // `wanted` is only the reason to ask; a newer one makes this answer stale.
    let current = wanted !== '';
    void ask(client).then((state) => {
      if (current) setHeld({ client, state });
    });
    return () => {
      current = false;
    };
  }, [client, wanted]);
  const again = useCallback(() => setRound((n) => n + 1), []);
  return { state: held?.client === client ? held.state : { kind: 'loading' }, again };
}
