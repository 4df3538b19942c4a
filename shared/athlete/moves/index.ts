import { bicepsCurl, frontRaise, lateralRaise, tricepsPushDown } from './arms.ts';
import {
  atTable,
  carrying,
  cleaning,
  dancing,
  drinking,
  restingOnHands,
  sitting,
  talking,
  tyingShoes,
  walking,
  warmingUp,
  waving,
} from './everyday.ts';
import { gluteBridge, sitUp } from './floor.ts';
import { golfSwing } from './golf.ts';
import { deadlift, highKnees, jumpingJack, lunge, wallSit } from './legs.ts';
import type { Move } from './move.ts';
import { benchPress, dip, overheadPress, plank, pullUp, pushUp } from './presses.ts';
import { squat } from './squat.ts';

/** Everything the athlete can do, by the activity's id; those after the golf swing are what people do besides. */
export const MOVES = {
  squat,
  'push-up': pushUp,
  lunge,
  'pull-up': pullUp,
  'sit-up': sitUp,
  dip,
  'bench-press': benchPress,
  'overhead-press': overheadPress,
  'biceps-curl': bicepsCurl,
  'front-raise': frontRaise,
  'lateral-raise': lateralRaise,
  'triceps-push-down': tricepsPushDown,
  deadlift,
  'glute-bridge': gluteBridge,
  'jumping-jack': jumpingJack,
  'high-knees': highKnees,
  plank,
  'wall-sit': wallSit,
  'golf-swing': golfSwing,
  walking,
  sitting,
  waving,
  dancing,
  'at-table': atTable,
  'tying-shoes': tyingShoes,
  drinking,
  carrying,
  cleaning,
  talking,
  'warming-up': warmingUp,
  'resting-on-hands': restingOnHands,
} as const satisfies Record<string, Move>;

export type MoveName = keyof typeof MOVES;
