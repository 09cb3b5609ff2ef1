// The diagnosis of one server: the last one at once, a new one step by step while it is made.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Diagnosis } from '../../shared/diagnosis';
import type { WireError } from '../../shared/errors';
import { RequestError, request } from '../api';

/** Between two looks at an examination that runs. */
const POLL_MS = 300;
/** Who passes a server on the way through the list does not start it. */
const PAUSE_MS = 400;
/** A diagnosis this young is not made anew by itself. */
const YOUNG_MS = 60_000;

export interface DiagnosisState {
  /** Undefined until it is known; null where there is none. */
  readonly diagnosis: Diagnosis | null | undefined;
  readonly running: boolean;
  readonly problem: WireError | undefined;
  readonly run: () => void;
}

/** @param cause one is made by itself for each new one; undefined makes none */
export function useDiagnosis(name: string, cause: string | undefined): DiagnosisState {
  const [diagnosis, setDiagnosis] = useState<Diagnosis | null>();
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<WireError>();
  const open = useRef(true);
  const tell = useCallback((error: unknown) => {
    if (!(error instanceof RequestError)) throw error;
    if (open.current) setProblem(error.wire);
  }, []);

  const run = useCallback(() => {
    setRunning(true);
    setProblem(undefined);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      const now = await request('server:diagnosis', { name });
      if (!open.current || timer === undefined) return;
      if (now && !now.verdict) setDiagnosis(now);
      timer = setTimeout(() => void look().catch(tell), POLL_MS);
    };
    timer = setTimeout(() => void look().catch(tell), POLL_MS);
    const done = () => {
      clearTimeout(timer);
      timer = undefined;
      if (open.current) setRunning(false);
    };
    void request('server:diagnose', { name })
      .then((found) => {
        done();
        if (open.current) setDiagnosis(found);
      })
      .catch((error: unknown) => {
        done();
        tell(error);
      });
  }, [name, tell]);

  useEffect(() => {
    open.current = true;
    void request('server:diagnosis', { name })
      .then((last) => open.current && setDiagnosis((now) => now ?? last))
      .catch(tell);
    return () => {
      open.current = false;
    };
  }, [name, tell]);

  const isKnown = diagnosis !== undefined;
  const isYoung = diagnosis?.verdict !== undefined && Date.now() - diagnosis.at < YOUNG_MS;
  // A server that is tried again and again fails for the same cause: that is no news.
  const told = useRef<string>(undefined);
  useEffect(() => {
    if (cause === undefined || !isKnown || cause === told.current) return undefined;
    const timer = setTimeout(() => {
      told.current = cause;
      if (!isYoung) run();
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [cause, isKnown, isYoung, run]);

  return { diagnosis, running, problem, run };
}
