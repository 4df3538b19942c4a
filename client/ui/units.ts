/** In which units measures are shown, as the person chose. */
import type { Units } from '../../shared/contract/units.ts';
import { useIdentity } from '../identity.ts';

/** Metric for who chose none. */
export const useUnits = (): Units => useIdentity(({ identity }) => identity?.units ?? 'metric');
