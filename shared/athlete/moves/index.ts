import type { Move } from './move.ts';
import { squat } from './squat.ts';

/** Everything the athlete can do, by the activity's id. */
export const MOVES = { squat } as const satisfies Record<string, Move>;

export type MoveName = keyof typeof MOVES;
