import type { ReviewView } from '../../../shared/contract/live-review.ts';
import { WHOLE } from '../../review/player/viewport.ts';

/** How a recording is looked at first: all of the picture, with the skeleton. */
export const FIRST_LOOK: ReviewView['look'] = { skeleton: true, ...WHOLE };
