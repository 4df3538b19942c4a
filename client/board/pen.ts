/** How each tool turns the pen's places into a stroke's points. Pure: a stroke under way in, the next one out. */
import { MAX_STROKE_POINTS, type Point, type StrokeTool, toStep } from '../../shared/contract/board.ts';

/** A stroke under way. */
export interface Draft {
  tool: Exclude<StrokeTool, 'text'>;
  points: readonly Point[];
  /** Index of the first point that the last move changed. */
  changedFrom: number;
  /** Places of a freehand pen since the last but one point; the line from there to the last point passes all of them. */
  passed: readonly Point[];
  /** An angle's second arm is set by a second stroke of the pen. */
  leg: 'first' | 'second';
}

/** Freehand places nearer to the last one than this share of the frame are left out. */
const MIN_STEP = 0.001;

/** A freehand point is left out where the line without it passes this near, as a share of the frame: 1 px of 1,280. */
const MAX_DEVIATION = 0.0008;
/** A straight line gets a point after so many places, since all of them are compared with each new one. */
const MAX_PASSED = 100;

/** The smallest extent, as a share of the frame, that is a stroke and no slip. */
const MIN_EXTENT = 0.004;

export function touchDown(tool: Draft['tool'], at: Point): Draft {
  // Two points from the start, so that others see a dot and not nothing.
  const first = rounded(at);
  return { tool, points: tool === 'freehand' ? [first] : [first, first], changedFrom: 0, passed: [], leg: 'first' };
}

export function moveTo(draft: Draft, at: Point): Draft {
  const place = rounded(at);
  if (draft.tool === 'freehand') return drawnOn(draft, place);
  const fixed = draft.leg === 'second' ? 2 : 1;
  return { ...draft, points: [...draft.points.slice(0, fixed), place], changedFrom: fixed };
}

/** A freehand line with one more place: its last point moves there where the line stays the same, or else there is one more. */
function drawnOn(draft: Draft, place: Point): Draft {
  const { points, passed } = draft;
  const [last, before] = [points.at(-1), points.at(-2)];
  if (last && distance(last, place) < MIN_STEP) return { ...draft, changedFrom: points.length };
  const straight = passed.length < MAX_PASSED && passed.every((each) => before && lies(each, before, place));
  if (before && straight) {
    const changedFrom = points.length - 1;
    return { ...draft, points: [...points.slice(0, -1), place], changedFrom, passed: [...passed, place] };
  }
  if (points.length >= MAX_STROKE_POINTS) return { ...draft, changedFrom: points.length };
  return { ...draft, points: [...points, place], changedFrom: points.length, passed: [place] };
}

/** Whether a place lies on the line between two others. */
function lies(place: Point, from: Point, to: Point): boolean {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const along = ((place[0] - from[0]) * dx + (place[1] - from[1]) * dy) / (dx * dx + dy * dy || 1);
  const share = Math.min(1, Math.max(0, along));
  return distance(place, [from[0] + share * dx, from[1] + share * dy]) <= MAX_DEVIATION;
}

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** As the board will have it. */
const rounded = ([x, y]: Point): Point => [toStep(x), toStep(y)];

/** What lifting the pen means: the stroke is whole, wants its second leg, or was a slip. */
export function liftUp(draft: Draft): 'finished' | 'second-leg' | 'slip' {
  if (draft.tool === 'freehand') return 'finished';
  const [from, to] = draft.points;
  const extent = from && to ? Math.max(Math.abs(from[0] - to[0]), Math.abs(from[1] - to[1])) : 0;
  if (extent < MIN_EXTENT) return 'slip';
  return draft.tool === 'angle' && draft.leg === 'first' ? 'second-leg' : 'finished';
}

/** The angle with its first arm drawn: the pen now sets the second. */
export const secondLeg = (draft: Draft): Draft => ({ ...draft, leg: 'second' });
