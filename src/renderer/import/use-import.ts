// An import as the page goes through it: found, chosen, planned, written.
import { useDebouncedValue } from '@mantine/hooks';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { WireError } from '../../shared/errors';
import type { Findings, ImportedServer, ImportPlan, ImportResult } from '../../shared/model';
import { RequestError, request } from '../api';
import { type Choice, firstChoice, importedBy } from './choice';

export type Loaded<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'here'; readonly value: T }
  | { readonly kind: 'failed'; readonly problem: WireError };

const LOADING = { kind: 'loading' } as const;
/** A plan reads every client's file: a row of clicks asks once. */
const PLAN_MS = 200;

async function loaded<T>(work: Promise<T>): Promise<Loaded<T>> {
  try {
    return { kind: 'here', value: await work };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return { kind: 'failed', problem: error.wire };
  }
}

/** What clients have of their own; `again` looks anew. */
export function useFindings(): { readonly findings: Loaded<Findings>; readonly again: () => void } {
  const [findings, setFindings] = useState<Loaded<Findings>>(LOADING);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let current = round >= 0;
    void loaded(request('import:find')).then((value) => {
      if (current) setFindings(value);
    });
    return () => {
      current = false;
    };
  }, [round]);
  return { findings, again: useCallback(() => setRound((n) => n + 1), []) };
}

export interface Importing {
  readonly choices: readonly Choice[];
  readonly choose: (place: number, choice: Choice) => void;
  readonly plan: Loaded<ImportPlan | undefined>;
  /** Plans anew although the choice is the same: a file has changed. */
  readonly planAgain: () => void;
  readonly result: ImportResult | undefined;
  readonly apply: (plan: ImportPlan) => Promise<void>;
}

/** Choices start with what is suggested; the plan follows them. */
export function useImporting({ servers }: Findings): Importing {
  const [choices, setChoices] = useState<readonly Choice[]>(() => servers.map(firstChoice));
  const [result, setResult] = useState<ImportResult>();
  const imported = useMemo(() => importedBy(servers, choices), [servers, choices]);
  const { plan, planAgain } = usePlan(imported);
  return {
    choices,
    choose: (place, choice) => setChoices(choices.map((before, i) => (i === place ? choice : before))),
    plan,
    planAgain,
    result,
    apply: async ({ id }) => {
      try {
        setResult(await request('import:apply', { servers: imported, id }));
      } catch (error) {
        if (error instanceof RequestError && error.wire.code === 'plan-stale') planAgain();
        throw error;
      }
    },
  };
}

function usePlan(imported: ImportedServer[]) {
  const [plan, setPlan] = useState<Loaded<ImportPlan | undefined>>(LOADING);
  const [wanted] = useDebouncedValue(imported, PLAN_MS);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let current = round >= 0;
    const work = wanted.length === 0 ? Promise.resolve(undefined) : request('import:plan', { servers: wanted });
    void loaded(work).then((value) => {
      if (current) setPlan(value);
    });
    return () => {
      current = false;
    };
  }, [wanted, round]);
  return { plan: wanted === imported ? plan : LOADING, planAgain: useCallback(() => setRound((n) => n + 1), []) };
}
