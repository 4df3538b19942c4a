/** The activities that Sideline brings along. Each is plain data, checked when it is loaded. */
import { type Activity, activitySchema } from '../definition/activity.ts';
import { benchPress } from './bench-press.ts';
import { bicepsCurl } from './biceps-curl.ts';
import { deadlift } from './deadlift.ts';
import { dip } from './dip.ts';
import { frontRaise } from './front-raise.ts';
import { gluteBridge } from './glute-bridge.ts';
import { golfSwing } from './golf-swing.ts';
import { highKnees } from './high-knees.ts';
import { jumpingJack } from './jumping-jack.ts';
import { lateralRaise } from './lateral-raise.ts';
import { lunge } from './lunge.ts';
import { overheadPress } from './overhead-press.ts';
import { plank } from './plank.ts';
import { pullUp } from './pull-up.ts';
import { pushUp } from './push-up.ts';
import { sitUp } from './sit-up.ts';
import { squat } from './squat.ts';
import { tricepsPushDown } from './triceps-push-down.ts';
import { wallSit } from './wall-sit.ts';

export const ACTIVITIES: readonly Activity[] = [
  squat,
  pushUp,
  lunge,
  pullUp,
  sitUp,
  dip,
  benchPress,
  overheadPress,
  bicepsCurl,
  frontRaise,
  lateralRaise,
  tricepsPushDown,
  deadlift,
  gluteBridge,
  jumpingJack,
  highKnees,
  plank,
  wallSit,
  golfSwing,
].map((activity) => activitySchema.parse(activity));

export function findActivity(id: string): Activity | undefined {
  return ACTIVITIES.find((activity) => activity.id === id);
}
