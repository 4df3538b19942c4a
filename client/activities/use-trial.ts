/** The newest trial of a definition, made anew with each change of it, off the page's busy moments. */
import { useEffect, useState } from 'react';
import type { Activity, Language } from '../../shared/coaching/index.ts';
import { breathe } from './pace.ts';
import type { Recording } from './recording.ts';
import { type Trial, tryOut } from './trial.ts';

/** People type faster than they want to see results, ms. */
const SETTLE_MS = 150;

/** A trial with what it was made on, which may be older than what is wanted now. */
export interface TrialResult {
  recording: Recording;
  activity: Activity;
  trial: Trial;
}

/** @returns the last trial that came to its end; undefined before the first */
export function useTrial(activity: Activity, recording: Recording, language: Language): TrialResult | undefined {
  const [result, setResult] = useState<TrialResult>();
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      tryOut(activity, recording.entries, language, { signal: stop.signal, breathe }).then(
        (trial) => setResult({ recording, activity, trial }),
        (error: unknown) => {
          if (!stop.signal.aborted) throw error;
        },
      );
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [activity, recording, language]);
  return result;
}
