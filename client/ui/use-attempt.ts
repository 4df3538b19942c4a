import { useState } from 'react';
import { showFailure } from './show-failure.ts';

/** Runs what a button does: whether it is under way, and a function that says so when it fails. */
export function useAttempt(): [busy: boolean, attempt: (work: () => Promise<void>) => void] {
  const [busy, setBusy] = useState(false);
  const attempt = (work: () => Promise<void>) => {
    setBusy(true);
    work()
      .catch(showFailure)
      .finally(() => setBusy(false));
  };
  return [busy, attempt];
}
