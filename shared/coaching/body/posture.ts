/** What a stretch of film looks like whatever is done in it: how the body stands, what moves and how far. Used to guess the activity. */
import type { Body } from './body.ts';
import { BODY_RATIOS, jointOf, MID_ANKLE, MID_HIP, MID_SHOULDER, MID_WRIST } from './joints.ts';

/**
 * Features of a film. `…-travel` is the height that a part moves over, in statures, `…-sway` over the middle two fifths of the time; `trunk` is 1 upright and 0 lying; `hands`
 * is the height of the hands over the shoulders in arm's lengths; `stance` the height of the hips over the ankles in legs, 1 standing
 * and 0 lying; `knees-uneven` how much higher one knee comes than the other; angles in degrees; gaps in statures.
 */
export const POSTURE_FEATURES = [
  'trunk',
  'trunk-low',
  'trunk-high',
  'hip-travel',
  'shoulder-travel',
  'shoulder-sway',
  'wrist-travel',
  'elbow-travel',
  'ankle-travel',
  'hands-low',
  'hands-high',
  'hands-out',
  'elbow-low',
  'elbow-range',
  'knee-range',
  'thigh-range',
  'feet-range',
  'feet-apart',
  'hands-gap',
  'hands-apart',
  'stance',
  'knees-uneven',
] as const;
export type PostureFeature = (typeof POSTURE_FEATURES)[number];

const SEEN = 0.4;
/** Seen from the side everything looks narrow; below this squareness to the camera it is not reckoned wider. */
const NARROW = 0.25;

interface Series {
  values: number[];
}

export interface PostureReader {
  read(body: Body): void;
  /** NaN for what was hardly seen. */
  features(): Record<PostureFeature, number>;
}

export function createPostureReader(): PostureReader {
  const series = new Map<string, Series>();

  function note(name: string, value: number, body: Body, ...joints: number[]): void {
    if (joints.some((joint) => (body.confidence[joint] ?? 0) < SEEN) || !Number.isFinite(value)) return;
    const known = series.get(name);
    if (known) known.values.push(value);
    else series.set(name, { values: [value] });
  }

  function quantile(name: string, share: number): number {
    const values = series.get(name)?.values;
    if (!values || values.length < 5) return Number.NaN;
    values.sort((a, b) => a - b);
    return values[Math.round((values.length - 1) * share)] ?? Number.NaN;
  }

  /** The spread between the fifth and the ninety-fifth hundredth, of one side or the larger one of both. */
  const range = (name: string) => quantile(name, 0.95) - quantile(name, 0.05);
  function larger(name: string): number {
    const [left, right] = [range(`left-${name}`), range(`right-${name}`)];
    return Number.isNaN(left) ? right : Number.isNaN(right) ? left : Math.max(left, right);
  }

  function smaller(name: string): number {
    const [left, right] = [quantile(`left-${name}`, 0.05), quantile(`right-${name}`, 0.05)];
    return Number.isNaN(left) ? right : Number.isNaN(right) ? left : Math.min(left, right);
  }

  function angle({ x, y }: Body, a: number, b: number, c: number): number {
    const [ux, uy] = [(x[a] ?? 0) - (x[b] ?? 0), (y[a] ?? 0) - (y[b] ?? 0)];
    const [vx, vy] = [(x[c] ?? 0) - (x[b] ?? 0), (y[c] ?? 0) - (y[b] ?? 0)];
    return (Math.abs(Math.atan2(ux * vy - uy * vx, ux * vx + uy * vy)) * 180) / Math.PI;
  }

  return {
    read(body) {
      const { x, y, stature } = body;
      const height = (joint: number) => -(y[joint] ?? 0) / stature;
      const apart = (a: number, b: number) =>
        Math.hypot((x[a] ?? 0) - (x[b] ?? 0), (y[a] ?? 0) - (y[b] ?? 0)) / stature;
      note('trunk', (height(MID_SHOULDER) - height(MID_HIP)) / BODY_RATIOS.torso, body, MID_SHOULDER, MID_HIP);
      note('hip', height(MID_HIP), body, MID_HIP);
      note('shoulder', height(MID_SHOULDER), body, MID_SHOULDER);
      note('wrist', height(MID_WRIST), body, MID_WRIST);
      note('ankle', height(MID_ANKLE), body, MID_ANKLE);
      const [leftWrist, rightWrist] = [jointOf('wrist', 'left'), jointOf('wrist', 'right')];
      const [leftAnkle, rightAnkle] = [jointOf('ankle', 'left'), jointOf('ankle', 'right')];
      const hands = apart(leftWrist, rightWrist);
      note('hands-gap', hands, body, leftWrist, rightWrist);
      note('hands-apart', hands / Math.max(NARROW, body.frontness), body, leftWrist, rightWrist);
      note('stance', (height(MID_HIP) - height(MID_ANKLE)) / BODY_RATIOS.leg, body, MID_HIP, MID_ANKLE);
      const [leftKnee, rightKnee] = [jointOf('knee', 'left'), jointOf('knee', 'right')];
      note('knees-uneven', Math.abs(height(leftKnee) - height(rightKnee)), body, leftKnee, rightKnee);
      note('feet', apart(leftAnkle, rightAnkle), body, leftAnkle, rightAnkle);
      for (const side of ['left', 'right'] as const) {
        const [shoulder, elbow, wrist] = [jointOf('shoulder', side), jointOf('elbow', side), jointOf('wrist', side)];
        const [hip, knee, ankle] = [jointOf('hip', side), jointOf('knee', side), jointOf('ankle', side)];
        note('hands', (height(wrist) - height(shoulder)) / BODY_RATIOS.arm, body, wrist, shoulder);
        const out = Math.abs((x[wrist] ?? 0) - (x[shoulder] ?? 0)) / stature / BODY_RATIOS.arm;
        note('hands-out', out, body, wrist, shoulder);
        note(`${side}-elbow`, angle(body, shoulder, elbow, wrist), body, shoulder, elbow, wrist);
        note(`${side}-knee`, angle(body, hip, knee, ankle), body, hip, knee, ankle);
        note(`${side}-elbow-height`, height(elbow), body, elbow);
        note(`${side}-thigh`, (height(knee) - height(hip)) / BODY_RATIOS.thigh, body, knee, hip);
      }
    },
    features: () => ({
      trunk: quantile('trunk', 0.5),
      'trunk-low': quantile('trunk', 0.05),
      'trunk-high': quantile('trunk', 0.95),
      'hip-travel': range('hip'),
      'shoulder-travel': range('shoulder'),
      'shoulder-sway': quantile('shoulder', 0.7) - quantile('shoulder', 0.3),
      'wrist-travel': range('wrist'),
      'elbow-travel': larger('elbow-height'),
      'ankle-travel': range('ankle'),
      'hands-low': quantile('hands', 0.05),
      'hands-high': quantile('hands', 0.95),
      'hands-out': quantile('hands-out', 0.95),
      'elbow-low': smaller('elbow'),
      'elbow-range': larger('elbow'),
      'knee-range': larger('knee'),
      'thigh-range': larger('thigh'),
      'feet-range': range('feet'),
      'feet-apart': quantile('feet', 0.95),
      'hands-gap': quantile('hands-gap', 0.5),
      'hands-apart': quantile('hands-apart', 0.9),
      stance: quantile('stance', 0.5),
      'knees-uneven': quantile('knees-uneven', 0.9),
    }),
  };
}
