/**
 * The points that measures are made of, the same for every model. Left and right are the athlete's own.
 * `mid` points lie between the left and the right one; `head` is between the ears, or the nose where no ear is seen.
 */
export const SIDED_POINTS = ['shoulder', 'elbow', 'wrist', 'hip', 'knee', 'ankle', 'heel', 'toe', 'ear'] as const;
export type SidedPoint = (typeof SIDED_POINTS)[number];
export type Side = 'left' | 'right';

/** Joint slots: for each sided point left then right, then the nose, then the derived points. */
export const NOSE = SIDED_POINTS.length * 2;
export const MID_SHOULDER = NOSE + 1;
export const MID_HIP = NOSE + 2;
export const HEAD = NOSE + 3;
export const MID_KNEE = NOSE + 4;
export const MID_ANKLE = NOSE + 5;
export const MID_WRIST = NOSE + 6;
/** How many slots are filled from keypoints; the rest are derived from these. */
export const MEASURED_JOINTS = NOSE + 1;
export const JOINTS = NOSE + 7;

/** The slot of a sided point. */
export function jointOf(point: SidedPoint, side: Side): number {
  return SIDED_POINTS.indexOf(point) * 2 + (side === 'left' ? 0 : 1);
}

/** Points that belong to no side, as activities name them. */
export const CENTRE_POINTS = {
  nose: NOSE,
  head: HEAD,
  'mid.shoulder': MID_SHOULDER,
  'mid.hip': MID_HIP,
  'mid.knee': MID_KNEE,
  'mid.ankle': MID_ANKLE,
  'mid.wrist': MID_WRIST,
} as const;
export type CentrePoint = keyof typeof CENTRE_POINTS;

/** Keypoint names of the models for the measured slots, in slot order. */
export const JOINT_KEYPOINTS: readonly string[] = [
  ...SIDED_POINTS.flatMap((point) => {
    const name = point === 'toe' ? 'foot_index' : point;
    return [`left_${name}`, `right_${name}`];
  }),
  'nose',
];

/**
 * Lengths as parts of a person's stature, between joint centres as pose models place them.
 * From the segment lengths of Drillis & Contini as given in Winter, Biomechanics and Motor Control of Human Movement,
 * table 4.1; widths are narrowed to joint centres.
 */
export const BODY_RATIOS = {
  stature: 1,
  torso: 0.288,
  thigh: 0.245,
  shank: 0.246,
  leg: 0.491,
  upperArm: 0.172,
  forearm: 0.157,
  arm: 0.329,
  shoulders: 0.21,
  hips: 0.12,
} as const;
export type BodyLength = keyof typeof BODY_RATIOS;
