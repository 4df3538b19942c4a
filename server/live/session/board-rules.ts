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

export function endStroke(board: Board, id: string, authorId: string): { change: SessionChange; stroke: Stroke } {
  const stroke = ownOpenStroke(board, id, authorId);
  return { change: { type: 'stroke-ended', id }, stroke: { ...stroke, finished: true } };
}

/** The author's newest stroke goes; undefined when there is none. */
export function undoStroke(board: Board, authorId: string): SessionChange | undefined {
  const last = board.findLast((stroke) => stroke.authorId === authorId);
  return last && { type: 'stroke-removed', id: last.id };
}
