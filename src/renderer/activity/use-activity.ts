// The records of the broker, asked for while the view is shown and again whenever there is activity.
import { useEffect, useRef, useState } from 'react';
import type { WireError } from '../../shared/errors';
import type { ActivityRecord } from '../../shared/model';
import { RequestError, request } from '../api';
import { keepRecords } from './records';

export type ActivityState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'here'; readonly records: readonly ActivityRecord[] }
  | { readonly kind: 'failed'; readonly problem: WireError };

async function ask(): Promise<ActivityState> {
  try {
    return { kind: 'here', records: await request('activity:list') };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return { kind: 'failed', problem: error.wire };
  }
}

/** `latest` changes whenever there is something to ask for. */
export function useActivity(latest: number): ActivityState {
  const [state, setState] = useState<ActivityState>({ kind: 'loading' });
  const asking = useRef<Repeater>(undefined);
  useEffect(() => {
    const repeater = repeat(ask, (next) => setState((before) => keep(before, next)));
    asking.current = repeater;
    return repeater.stop;
  }, []);
  useEffect(() => {
    // `latest` is only the reason to ask.
    if (latest >= 0) asking.current?.poke();
  }, [latest]);
  return state;
}

function keep(before: ActivityState, next: ActivityState): ActivityState {
  if (before.kind !== 'here' || next.kind !== 'here') return next;
  return { kind: 'here', records: keepRecords(before.records, next.records) };
}

export interface Repeater {
  /** Asks, or asks once more when the answer that is under way has come. */
  readonly poke: () => void;
  readonly stop: () => void;
}

/** One question at a time: a slow answer under steady activity is still shown, and never overtaken by an older one. */
export function repeat<T>(question: () => Promise<T>, take: (answer: T) => void): Repeater {
  let running = false;
  let isWanted = false;
  let stopped = false;
  const run = async () => {
    running = true;
    while (isWanted && !stopped) {
      isWanted = false;
      const answer = await question();
      if (!stopped) take(answer);
    }
    running = false;
  };
  return {
    poke: () => {
      isWanted = true;
      if (!running) void run();
    },
    stop: () => {
      stopped = true;
    },
  };
}
