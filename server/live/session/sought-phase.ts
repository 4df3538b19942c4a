import type { Activity } from '../../../shared/coaching/index.ts';

/**
 * Whether a recording will be searched for the moment at which this phase began: a repetition's start and its turn; of other
 * activities, each position.
 * @param before the phase that it follows; a quick repetition turns within one frame, so that its way back follows its way out
 */
export function isSoughtPhase(activity: Activity, phase: string, before: string | undefined): boolean {
  if (activity.kind !== 'repetitions') return true;
  const { out, turn, back } = activity.phases;
  return phase === out || phase === turn || (phase === back && before === out);
}
