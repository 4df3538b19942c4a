import type { NewSession } from '../../../server/records/sessions.ts';
import { builtIn } from '../activity.ts';

/** A server that runs sessions. */
export const NODE = '00000000-0000-4000-8000-00000000000d';
export const OTHER_NODE = '00000000-0000-4000-8000-00000000000e';

/** Squats of the owner's, held by `NODE`, unless given otherwise. */
export const aNewSession = (changes: Partial<NewSession> = {}): NewSession => ({
  activity: builtIn('squat'),
  role: 'athlete',
  language: 'en',
  startedAt: Date.now(),
  recording: 'on',
  node: NODE,
  leaseSeconds: 30,
  ...changes,
});
