import { z } from 'zod';

/** One point of the body in one picture. */
export const keypointSchema = z.object({
  /** Across the picture, 0 (left edge) to 1 (right edge), unmirrored; may lie a little outside. */
  x: z.number(),
  /** Down the picture, 0 (top edge) to 1 (bottom edge). */
  y: z.number(),
  /** How sure the model is that the point is there and seen, 0..1. */
  score: z.number(),
  /** Depth relative to the hips, in the unit of x, smaller is nearer to the camera; only BlazePose gives it. */
  z: z.number().optional(),
});

export type Keypoint = z.infer<typeof keypointSchema>;

export const layoutSchema = z.enum(['coco17', 'blazepose33', 'body21']);

/** Which points a frame has, in which order. */
export type PoseLayout = z.infer<typeof layoutSchema>;

/** The keypoints of one person in one video frame. */
export const poseFrameSchema = z.object({
  /** Media time of the frame on the session's clock, ms. */
  at: z.number(),
  layout: layoutSchema,
  /** Width of the picture divided by its height: without it no angle could be measured in normalised coordinates. */
  aspect: z.number().positive(),
  keypoints: z.array(keypointSchema).max(33),
});

export type PoseFrame = z.infer<typeof poseFrameSchema>;

const COCO = [
  'nose',
  'left_eye',
  'right_eye',
  'left_ear',
  'right_ear',
  'left_shoulder',
  'right_shoulder',
  'left_elbow',
  'right_elbow',
  'left_wrist',
  'right_wrist',
  'left_hip',
  'right_hip',
  'left_knee',
  'right_knee',
  'left_ankle',
  'right_ankle',
] as const;

const NAMES = {
  coco17: COCO,
  body21: [...COCO, 'left_heel', 'right_heel', 'left_foot_index', 'right_foot_index'],
  blazepose33: [
    'nose',
    'left_eye_inner',
    'left_eye',
    'left_eye_outer',
    'right_eye_inner',
    'right_eye',
    'right_eye_outer',
    'left_ear',
    'right_ear',
    'mouth_left',
    'mouth_right',
    'left_shoulder',
    'right_shoulder',
    'left_elbow',
    'right_elbow',
    'left_wrist',
    'right_wrist',
    'left_pinky',
    'right_pinky',
    'left_index',
    'right_index',
    'left_thumb',
    'right_thumb',
    'left_hip',
    'right_hip',
    'left_knee',
    'right_knee',
    'left_ankle',
    'right_ankle',
    'left_heel',
    'right_heel',
    'left_foot_index',
    'right_foot_index',
  ],
} as const;

const BONE_NAMES = [
  ['left_shoulder', 'right_shoulder'],
  ['left_hip', 'right_hip'],
  ['left_shoulder', 'left_hip'],
  ['right_shoulder', 'right_hip'],
  ['left_shoulder', 'left_elbow'],
  ['left_elbow', 'left_wrist'],
  ['right_shoulder', 'right_elbow'],
  ['right_elbow', 'right_wrist'],
  ['left_hip', 'left_knee'],
  ['left_knee', 'left_ankle'],
  ['right_hip', 'right_knee'],
  ['right_knee', 'right_ankle'],
  ['left_ankle', 'left_heel'],
  ['left_heel', 'left_foot_index'],
  ['right_ankle', 'right_heel'],
  ['right_heel', 'right_foot_index'],
] as const;

/** A model's keypoints: their names in their order, and the skeleton's lines as pairs of indices. */
export interface LayoutDetails {
  names: readonly string[];
  bones: readonly (readonly [number, number])[];
}

function detailsOf(names: readonly string[]): LayoutDetails {
  const bones = BONE_NAMES.map(([a, b]) => [names.indexOf(a), names.indexOf(b)] as const);
  return { names, bones: bones.filter(([a, b]) => a >= 0 && b >= 0) };
}

/**
 * MoveNet's 17 COCO keypoints and BlazePose's 33, in the order in which the models give them; and of models with more points (Halpe's 26,
 * COCO-WholeBody's 133) the 21 that are judged by: COCO's, the heels and the big toes.
 */
export const LAYOUTS: Readonly<Record<PoseLayout, LayoutDetails>> = {
  coco17: detailsOf(NAMES.coco17),
  blazepose33: detailsOf(NAMES.blazepose33),
  body21: detailsOf(NAMES.body21),
};
