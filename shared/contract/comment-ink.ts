/** Ink of a comment: the board's strokes, and marks that measure something in the film. */
import { z } from 'zod';
import { pointsOf, strokeSchema, strokeToolSchema } from './board.ts';

/** Strokes and points of one comment: a picture's worth of ink, in one request of 64 kB. */
export const MAX_COMMENT_STROKES = 40;
export const MAX_COMMENT_POINTS = 2_000;

/**
 * The board's tools, and: `slope`, a line with its angles to the vertical and the horizontal; `joint-angle`, the angle of three
 * keypoints at the playhead; `trail`, the way of a keypoint; `spotlight`, an ellipse outside of which it is dark; `distance`, a line with
 * its length; `stopwatch`, the time since the comment's moment.
 */
export const inkToolSchema = z.enum([
  ...strokeToolSchema.options,
  'slope',
  'joint-angle',
  'trail',
  'spotlight',
  'distance',
  'stopwatch',
]);
export type InkTool = z.infer<typeof inkToolSchema>;

/** Keypoints that marks follow: those that every pose model has, and the feet. */
export const followedKeypointSchema = z.enum([
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
  'left_foot_index',
  'right_foot_index',
  'nose',
]);
export type FollowedKeypoint = z.infer<typeof followedKeypointSchema>;

/** A trail's second before and after the playhead, or all of the comment's range or of the film. */
export const trailSpanSchema = z.enum(['around', 'whole']);
export type TrailSpan = z.infer<typeof trailSpanSchema>;

/** How many keypoints a mark of this tool follows. */
const followedBy = (tool: InkTool): number => (tool === 'joint-angle' ? 3 : tool === 'trail' ? 1 : 0);

/** A stroke is the board's, without what only a live board knows. Points mean: slope and distance, from and to; spotlight as ellipse. */
export const inkStrokeSchema = strokeSchema
  .omit({ authorId: true, finished: true, at: true, replayed: true })
  .extend({
    tool: inkToolSchema,
    /** The participant over whose picture it lies; absent where a session has one film. */
    over: z.uuid().exactOptional(),
    /** What it follows: first arm, vertex and second arm of an angle, or the one of a trail. */
    keypoints: z.array(followedKeypointSchema).max(3).exactOptional(),
    span: trailSpanSchema.exactOptional(),
    /** Of a `distance` whose length is known, cm; the other ones of the comment are measured by it. */
    length: z.number().min(0.1).max(100_000).exactOptional(),
  })
  .refine(({ tool, keypoints = [] }) => keypoints.length === followedBy(tool), {
    path: ['keypoints'],
    message: 'an angle of joints follows three keypoints, a trail one, and no other stroke any',
  });
export type InkStroke = z.infer<typeof inkStrokeSchema>;

export const commentInkSchema = z
  .array(inkStrokeSchema)
  .max(MAX_COMMENT_STROKES)
  .refine((strokes) => pointsOf(strokes) <= MAX_COMMENT_POINTS, `ink has ${MAX_COMMENT_POINTS} points at most`);
export type CommentInk = z.infer<typeof commentInkSchema>;
