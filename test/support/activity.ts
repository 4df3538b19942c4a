import { type Activity, findActivity } from '../../shared/coaching/index.ts';

/** A built-in activity that is known to be there. */
export function builtIn(id: string): Activity {
  const activity = findActivity(id);
  if (!activity) throw new Error(`there is no activity “${id}”`);
  return activity;
}
