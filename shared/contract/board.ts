/** The board: ink that coach and athlete put over the athlete's live video. */
import { z } from 'zod';
import { textSchema } from '../text/well-formed.ts';

/** The longest stroke. Pens leave out points that don't change the line, so a full circle takes about 40. */
export const MAX_STROKE_POINTS = 2_000;
/** The most points that one message may add. */
export const MAX_POINTS_PER_MESSAGE = 256;
/**
 * The most strokes and points that a board keeps; the oldest strokes go first. Everyone who joins is sent all of it, and it is
 * made into text on the server's main loop.
 */
export const MAX_BOARD_STROKES = 300;
export const MAX_BOARD_POINTS = 15_000;
/** A board as JSON takes no more bytes than this: 16 for each point, 600 for all else of a stroke with the longest text. */
export const MAX_BOARD_BYTES = 16 * MAX_BOARD_POINTS + 600 * MAX_BOARD_STROKES;

/** Steps of coordinates and widths in 0..1. One is 0.4 px of a picture 3,840 px wide, far less than the thinnest line. */
const STEPS = 10_000;
/** The nearest value that the board keeps. */
export const toStep = (share: number): number => Math.round(share * STEPS) / STEPS;

/** Colours that stand out on video, distinguishable with colour blindness (after Okabe and Ito). */
export const INK_COLOURS = ['#ffd400', '#ff4d4f', '#00c2ff', '#3ddc84', '#ffffff', '#111111'] as const;

export const strokeToolSchema = z.enum(['freehand', 'line', 'arrow', 'ellipse', 'angle', 'text']);
export type StrokeTool = z.infer<typeof strokeToolSchema>;

const coordinateSchema = z.number().min(0).max(1).overwrite(toStep);
/** A point on the athlete's video frame: x and y in 0..1, unmirrored, (0, 0) at the top left; rounded on arrival. */
export const pointSchema = z.tuple([coordinateSchema, coordinateSchema]);
export type Point = z.infer<typeof pointSchema>;

/** Chosen by the drawing client, so that it can draw at once and recognise its own stroke when it comes back. */
export const strokeIdSchema = z.uuid();

/**
 * One stroke. The meaning of its points is the tool's: freehand, all of them in turn; line and arrow, from and to;
 * ellipse, two opposite corners of its box; angle, first arm, vertex, second arm; text, the place of its top left.
 */
export const strokeSchema = z.object({
  id: strokeIdSchema,
  authorId: z.uuid(),
  tool: strokeToolSchema,
  colour: z.string().regex(/^#[0-9a-f]{6}$/),
  /** Line width as a share of the frame's height. */
  width: z.number().min(0.001).max(0.05).overwrite(toStep),
  points: z.array(pointSchema).min(1).max(MAX_STROKE_POINTS),
  text: textSchema({ max: 120 }).optional(),
  /** Media time of the frame that its author saw when the pen went down, ms of the session; absent where that is not known. */
  at: z.number().nonnegative().exactOptional(),
  /** It was drawn on a replay, and leaves the board with it; absent on what lies over the live picture. */
  replayed: z.literal(true).exactOptional(),
  /** False while it is still being drawn. */
  finished: z.boolean(),
});
export type Stroke = z.infer<typeof strokeSchema>;

/** The picture that ink lies over: the live one, or the replay that is played. */
export const inkedPictureSchema = z.enum(['live', 'replay']);
export type InkedPicture = z.infer<typeof inkedPictureSchema>;

/** Whether a stroke lies over this picture; over either where none is named. */
export const liesOver = ({ replayed }: Pick<Stroke, 'replayed'>, picture: InkedPicture | undefined): boolean =>
  picture === undefined || (picture === 'replay') === (replayed === true);

export const strokeBeginSchema = strokeSchema
  .omit({ authorId: true, finished: true, points: true })
  .extend({ points: z.array(pointSchema).min(1).max(MAX_POINTS_PER_MESSAGE) })
  .refine((stroke) => (stroke.tool === 'text') === (stroke.text !== undefined), {
    path: ['text'],
    message: 'a text stroke has a text, and no other stroke has one',
  });
export type StrokeBegin = z.infer<typeof strokeBeginSchema>;

/** The stroke's points from index `from` on are replaced: freehand appends, the other tools move their last point. */
export const strokeDrawSchema = z.object({
  id: strokeIdSchema,
  from: z.int().min(0).max(MAX_STROKE_POINTS),
  points: z.array(pointSchema).min(1).max(MAX_POINTS_PER_MESSAGE),
});
export type StrokeDraw = z.infer<typeof strokeDrawSchema>;

/** A stroke with its points from `from` on replaced; undefined when there would be a gap or too many points. */
export function redraw<S extends Pick<Stroke, 'points'>>(
  stroke: S,
  { from, points }: Omit<StrokeDraw, 'id'>,
): S | undefined {
  if (from > stroke.points.length || from + points.length > MAX_STROKE_POINTS) return undefined;
  return { ...stroke, points: [...stroke.points.slice(0, from), ...points] };
}

/** How many points strokes have together. */
export const pointsOf = (strokes: readonly Pick<Stroke, 'points'>[]): number =>
  strokes.reduce((sum, { points }) => sum + points.length, 0);

/** The board without its oldest strokes, as far as it has more than it may keep. */
export function withinBounds(board: Stroke[]): Stroke[] {
  let points = pointsOf(board);
  let first = 0;
  for (const stroke of board) {
    if (board.length - first <= MAX_BOARD_STROKES && points <= MAX_BOARD_POINTS) break;
    points -= stroke.points.length;
    first += 1;
  }
  return first === 0 ? board : board.slice(first);
}

/** How much of what a board may keep is taken, 0..1. */
export const boardFill = (board: readonly Stroke[]): number =>
  Math.max(board.length / MAX_BOARD_STROKES, pointsOf(board) / MAX_BOARD_POINTS);
