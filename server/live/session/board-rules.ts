/** What may happen on an athlete's board, decided against its present strokes; the changes themselves are session events. */
import type { AthleteChange, AthleteState } from '../../../shared/contract/athlete-state.ts';
import {
  type InkedPicture,
  liesOver,
  redraw,
  type Stroke,
  type StrokeBegin,
  type StrokeDraw,
} from '../../../shared/contract/board.ts';
import { SidelineError } from '../../../shared/contract/errors.ts';

type Board = readonly Stroke[];

/** A change of a board, whosever board it is. */
export type BoardChange = Omitted<Extract<AthleteChange, { type: `stroke-${string}` | 'board-cleared' }>>;
type Omitted<Change> = Change extends AthleteChange ? Omit<Change, 'athleteId'> : never;

/** Boards by the athlete whose picture they lie on. */
type Boards = Readonly<Record<string, Pick<AthleteState, 'board'>>>;

/** The strokes of all boards: an id is used once in a session. */
export const allStrokes = (boards: Boards): Board => Object.values(boards).flatMap(({ board }) => board);

/**
 * The board that has this stroke.
 * @throws SidelineError `out_of_order` when none has
 */
export function boardOf(boards: Boards, strokeId: string): { athleteId: string; board: Board } {
  const found = Object.entries(boards).find(([, { board }]) => board.some(({ id }) => id === strokeId));
  if (!found) throw notDrawing();
  const [athleteId, { board }] = found;
  return { athleteId, board };
}

const notDrawing = () => new SidelineError('out_of_order', 'You are not drawing that stroke: begin it first.');

/** A stroke still being drawn by its author; others can't touch it. */
function ownOpenStroke(board: Board, id: string, authorId: string): Stroke {
  const stroke = board.find((candidate) => candidate.id === id);
  if (!stroke || stroke.authorId !== authorId || stroke.finished) {
    throw notDrawing();
  }
  return stroke;
}

/** @param strokes those of all boards of the session */
export function beginStroke(strokes: Board, begin: StrokeBegin, authorId: string): BoardChange {
  if (strokes.some(({ id }) => id === begin.id)) {
    throw new SidelineError('out_of_order', 'A stroke of that id is on a board already.');
  }
  return { type: 'stroke-begun', stroke: { ...begin, authorId, finished: false } };
}

export function drawStroke(board: Board, draw: StrokeDraw, authorId: string): BoardChange {
  if (!redraw(ownOpenStroke(board, draw.id, authorId), draw)) {
    throw new SidelineError('invalid_request', 'The points don’t join the stroke, or make it too long.');
  }
  return { type: 'stroke-drawn', ...draw };
}

/** The end of a stroke, and the whole stroke as the journal keeps it. */
export interface StrokeEnd {
  change: BoardChange;
  stroke: Stroke;
}

const ended = (stroke: Stroke): StrokeEnd => ({
  change: { type: 'stroke-ended', id: stroke.id },
  stroke: { ...stroke, finished: true },
});

export const endStroke = (board: Board, id: string, authorId: string): StrokeEnd =>
  ended(ownOpenStroke(board, id, authorId));

/** A slip of the pen: the stroke goes, whatever its author has begun since. */
export const cancelStroke = (board: Board, id: string, authorId: string): BoardChange => ({
  type: 'stroke-removed',
  id: ownOpenStroke(board, id, authorId).id,
});

/** Ends the strokes that are still being drawn, of one author or of all: what was drawn of them stays. */
export const endOpenStrokes = (board: Board, authorId?: string): StrokeEnd[] =>
  board.filter((stroke) => !stroke.finished && (!authorId || stroke.authorId === authorId)).map(ended);

/** The author's newest stroke over this picture, or over either, goes; undefined when there is none. */
export function undoStroke(board: Board, authorId: string, over?: InkedPicture): BoardChange | undefined {
  const last = board.findLast((stroke) => stroke.authorId === authorId && liesOver(stroke, over));
  return last && { type: 'stroke-removed', id: last.id };
}
