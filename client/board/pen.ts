/** How each tool turns the pen's places into a stroke's points. Pure: a stroke under way in, the next one out. */
import { MAX_STROKE_POINTS, type Point, type StrokeTool } from '../../shared/contract/board.ts';

/** A stroke under way. */
export interface Draft {
  tool: Exclude<StrokeTool, 'text'>;
  points: readonly Point[];
  /** Index of the first point that the last move changed. */
  changedFrom: number;
  /** An angle's second arm is set by a second stroke of the pen. */
  leg: 'first' | 'second';
}

/** Freehand points nearer to the last one than this share of the frame are left out. */
const MIN_STEP = 0.001;

/** The smallest extent, as a share of the frame, that is a stroke and no slip. */
const MIN_EXTENT = 0.004;

export function touchDown(tool: Draft['tool'], at: Point): Draft {
  // Two points from the start, so that others see a dot and not nothing.
  return { tool, points: tool === 'freehand' ? [at] : [at, at], changedFrom: 0, leg: 'first' };
}

export function moveTo(draft: Draft, at: Point): Draft {
  const { tool, points } = draft;
  if (tool === 'freehand') {
    const last = points.at(-1);
    const near = last && Math.hypot(at[0] - last[0], at[1] - last[1]) < MIN_STEP;
    if (near || points.length >= MAX_STROKE_POINTS) return { ...draft, changedFrom: points.length };
    return { ...draft, points: [...points, at], changedFrom: points.length };
  }
  const fixed = draft.leg === 'second' ? 2 : 1;
  return { ...draft, points: [...points.slice(0, fixed), at], changedFrom: fixed };
}

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
