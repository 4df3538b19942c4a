/** What may happen on the board, decided against its present strokes; the changes themselves are session events. */
import { redraw, type Stroke, type StrokeBegin, type StrokeDraw } from '../../../shared/contract/board.ts';
import { SidelineError } from '../../../shared/contract/errors.ts';
import type { SessionChange } from '../../../shared/contract/session.ts';

type Board = readonly Stroke[];

/** A stroke still being drawn by its author; others can't touch it. */
function ownOpenStroke(board: Board, id: string, authorId: string): Stroke {
  const stroke = board.find((candidate) => candidate.id === id);
  if (!stroke || stroke.authorId !== authorId || stroke.finished) {
    throw new SidelineError('out_of_order', 'You are not drawing that stroke: begin it first.');
  }
  return stroke;
}

export function beginStroke(board: Board, begin: StrokeBegin, authorId: string): SessionChange {
  if (board.some(({ id }) => id === begin.id)) {
    throw new SidelineError('out_of_order', 'A stroke of that id is on the board already.');
  }
  return { type: 'stroke-begun', stroke: { ...begin, authorId, finished: false } };
}

export function drawStroke(board: Board, draw: StrokeDraw, authorId: string): SessionChange {
  if (!redraw(ownOpenStroke(board, draw.id, authorId), draw)) {
    throw new SidelineError('invalid_request', 'The points don’t join the stroke, or make it too long.');
  }
  return { type: 'stroke-drawn', ...draw };
}

/** The end of a stroke, and the whole stroke as the journal keeps it. */
export interface StrokeEnd {
  change: SessionChange;
  stroke: Stroke;
}

const ended = (stroke: Stroke): StrokeEnd => ({
  change: { type: 'stroke-ended', id: stroke.id },
  stroke: { ...stroke, finished: true },
});

export const endStroke = (board: Board, id: string, authorId: string): StrokeEnd =>
  ended(ownOpenStroke(board, id, authorId));

/** A slip of the pen: the stroke goes, whatever its author has begun since. */
export const cancelStroke = (board: Board, id: string, authorId: string): SessionChange => ({
  type: 'stroke-removed',
  id: ownOpenStroke(board, id, authorId).id,
});

/** Ends the strokes that are still being drawn, of one author or of all: what was drawn of them stays. */
export const endOpenStrokes = (board: Board, authorId?: string): StrokeEnd[] =>
  board.filter((stroke) => !stroke.finished && (!authorId || stroke.authorId === authorId)).map(ended);

/** The author's newest stroke goes; undefined when there is none. */
export function undoStroke(board: Board, authorId: string): SessionChange | undefined {
  const last = board.findLast((stroke) => stroke.authorId === authorId);
  return last && { type: 'stroke-removed', id: last.id };
}
