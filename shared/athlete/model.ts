/** The model athlete: performs one repetition of an activity as it is meant, as fast as it is wanted. */
import { type Athlete, anAthlete, CAMERA_VIEWS, type CameraView } from './athlete.ts';
import { type DrawingContext, drawAthlete } from './draw.ts';
import { MOVES, type MoveName } from './moves/index.ts';

export interface ModelWish {
  readonly move: MoveName;
  readonly view: CameraView;
  /** How long the repetition lasts, ms. */
  readonly durationMs: number;
}

/** Of the picture, px; people stand in it as in that of a phone. */
export const MODEL_SIZE = { width: 540, height: 720 } as const;
/** Stands still before the repetition, ms. */
const BEFORE_MS = 1_000;

const isMove = (name: string): name is MoveName => Object.hasOwn(MOVES, name);

/** The figure of an activity, where the synthetic athlete knows how to move so. */
export const moveOf = (figure: string): MoveName | undefined => (isMove(figure) ? figure : undefined);

export const isCameraView = (name: string): name is CameraView => Object.hasOwn(CAMERA_VIEWS, name);

/** An athlete whose only repetition lasts so long, and when that begins and ends, ms. */
export function modelAthlete({ move, view, durationMs }: ModelWish) {
  const of = (tempo: number) =>
    anAthlete({ activity: move, reps: 1, view, tempo, delay: BEFORE_MS, aspect: MODEL_SIZE.width / MODEL_SIZE.height });
  const lengthOf = (athlete: Athlete) => {
    const [only] = athlete.truth().reps;
    return only ? only.end - only.start : 0;
  };
  // A repetition is a certain share of its tempo, with the rest after it.
  const ofSecond = lengthOf(of(1));
  const athlete = of(ofSecond > 0 ? durationMs / ofSecond : durationMs / 1_000);
  return { athlete, start: BEFORE_MS, end: BEFORE_MS + lengthOf(athlete) };
}

/** The same by names from outside; undefined where no model moves so, or is seen from there. */
export function modelNamed(wish: { figure: string; view: string; durationMs: number }): Athlete | undefined {
  const { figure, view, durationMs } = wish;
  const move = moveOf(figure);
  return move && isCameraView(view) ? modelAthlete({ move, view, durationMs }).athlete : undefined;
}

/**
 * Draws a moment of the model's performance on a canvas of `MODEL_SIZE`.
 * @param moment ms of the performance
 * @returns which moment it is: the first or the last one where there is none so early or late
 */
export function drawModel(context: DrawingContext, athlete: Athlete, moment: number): number {
  const at = Math.min(athlete.duration, Math.max(0, moment));
  drawAthlete(context, athlete.poseAt(at), MODEL_SIZE);
  return at;
}
