/** From where the camera looks, and which way the athlete faces: averaged over time, since neither changes from frame to frame. */
import type { View } from '../events.ts';
import { BODY_RATIOS, jointOf, MID_SHOULDER, NOSE } from './joints.ts';
import { type Points, TORSO } from './limbs.ts';

const [LS, RS, LH, RH] = TORSO;
const FEET = (['left', 'right'] as const).map((side) => [jointOf('toe', side), jointOf('heel', side)] as const);
/** Averaging at first and later, s, and until when it is the first, s. */
const FRESH_SECONDS = 0.15;
const STEADY_SECONDS = 0.8;
const FRESH_UNTIL = 0.5;
/** Less ahead than this, in statures, and the athlete faces neither way. */
const FACING = 0.025;

export interface ViewReader {
  readonly view: View;
  /** 1 when the shoulders are square to the camera, 0 when seen from the side. */
  readonly frontness: number;
  /** 1 right, −1 left, 0 not known. */
  readonly facing: number;
  /** `seconds`: how long this shot has been seen; `dt` 0 forgets what was seen before. */
  look(points: Points, stature: number, dt: number, seconds: number): void;
}

export function createViewReader(): ViewReader {
  let view: View = 'front';
  let frontness = 1;
  let facing = 0;
  let towards = 0;

  return {
    get view() {
      return view;
    },
    get frontness() {
      return frontness;
    },
    get facing() {
      return Math.abs(facing) < FACING ? 0 : Math.sign(facing);
    },
    look({ x, y, confidence }, stature, dt, seconds) {
      const sure = (joint: number) => confidence[joint] ?? 0;
      const apart = (a: number, b: number) => Math.hypot((x[a] ?? 0) - (x[b] ?? 0), (y[a] ?? 0) - (y[b] ?? 0));
      const time = seconds < FRESH_UNTIL ? FRESH_SECONDS : STEADY_SECONDS;
      const share = dt === 0 ? 1 : 1 - Math.exp(-dt / time);
      if (Math.min(sure(LS), sure(RS)) > 0.2) {
        const shoulders = apart(LS, RS) / BODY_RATIOS.shoulders;
        const hips = apart(LH, RH) / BODY_RATIOS.hips;
        const hipsSeen = Math.min(sure(LH), sure(RH)) > 0.3;
        const width = hipsSeen ? 0.7 * shoulders + 0.3 * Math.min(hips, shoulders * 1.3) : shoulders;
        frontness += (Math.min(1.2, width / stature) - frontness) * share;
        towards += (((x[LS] ?? 0) - (x[RS] ?? 0)) / stature - towards) * share;
      }
      let ahead = 0;
      if (sure(NOSE) > 0.3) ahead += ((x[NOSE] ?? 0) - (x[MID_SHOULDER] ?? 0)) / stature;
      for (const [toe, heel] of FEET) {
        if (Math.min(sure(toe), sure(heel)) > 0.5) ahead += ((x[toe] ?? 0) - (x[heel] ?? 0)) / stature;
      }
      facing += (ahead - facing) * share;
      // A little hysteresis, so that the view does not flicker on a border.
      const side = view === 'side' ? 0.48 : 0.42;
      const square = view === 'front' || view === 'back' ? 0.83 : 0.88;
      if (frontness < side) view = 'side';
      else if (frontness < square) view = 'three-quarter';
      else view = towards < 0 ? 'back' : 'front';
    },
  };
}
