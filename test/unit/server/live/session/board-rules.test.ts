import { describe, expect, it } from 'vitest';
import {
  allStrokes,
  beginStroke,
  boardOf,
  cancelStroke,
  drawStroke,
  endOpenStrokes,
  endStroke,
  undoStroke,
} from '../../../../../server/live/session/board-rules.ts';
import { MAX_STROKE_POINTS, type Point, type Stroke } from '../../../../../shared/contract/board.ts';

const COACH = '0b6f7a1e-1111-4111-8111-111111111111';
const ATHLETE = '0b6f7a1e-2222-4222-8222-222222222222';

const aStroke = (changes: Partial<Stroke> = {}): Stroke => ({
  id: '0b6f7a1e-3333-4333-8333-333333333333',
  authorId: COACH,
  tool: 'freehand',
  colour: '#ffd400',
  width: 0.01,
  points: [[0.1, 0.1]],
  finished: false,
  ...changes,
});

const line = (count: number): Point[] => Array.from({ length: count }, () => [0.5, 0.5]);

describe('the board', () => {
  it('does not take two strokes of one id', () => {
    const { authorId: _author, finished: _finished, ...begin } = aStroke();
    expect(() => beginStroke([aStroke({ finished: true })], begin, COACH)).toThrow(
      expect.objectContaining({ code: 'out_of_order' }),
    );
  });

  it('of each athlete has its own strokes, and all together each stroke once', () => {
    const boards = { ada: { board: [aStroke({ id: 'a' })] }, bo: { board: [aStroke({ id: 'b' })] } };
    expect(boardOf(boards, 'b')).toEqual({ athleteId: 'bo', board: boards.bo.board });
    expect(() => boardOf(boards, 'c')).toThrow(expect.objectContaining({ code: 'out_of_order' }));
    expect(allStrokes(boards).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it.each([
    ['that was never begun', []],
    ['of somebody else', [aStroke({ authorId: ATHLETE })]],
    ['that is finished', [aStroke({ finished: true })]],
  ])('refuses to go on with a stroke %s', (_name, board) => {
    const refusal = expect.objectContaining({ code: 'out_of_order' });
    expect(() => drawStroke(board, { id: aStroke().id, from: 1, points: line(1) }, COACH)).toThrow(refusal);
    expect(() => endStroke(board, aStroke().id, COACH)).toThrow(refusal);
    expect(() => cancelStroke(board, aStroke().id, COACH)).toThrow(refusal);
  });

  it.each([
    ['leave a gap', 2, 1],
    ['make it too long', 1, MAX_STROKE_POINTS],
  ])('refuses points that %s', (_name, from, count) => {
    expect(() => drawStroke([aStroke()], { id: aStroke().id, from, points: line(count) }, COACH)).toThrow(
      expect.objectContaining({ code: 'invalid_request' }),
    );
  });

  it('cancels a slip, and not the stroke that its author began since', () => {
    const board = [aStroke({ id: 'slip' }), aStroke({ id: 'next' })];
    expect(cancelStroke(board, 'slip', COACH)).toEqual({ type: 'stroke-removed', id: 'slip' });
  });

  it('ends the strokes that somebody who left was drawing, and no other', () => {
    const board = [
      aStroke({ id: 'whole', finished: true }),
      aStroke({ id: 'half' }),
      aStroke({ id: 'theirs', authorId: ATHLETE }),
    ];
    const half = {
      change: { type: 'stroke-ended', id: 'half' },
      stroke: { ...aStroke({ id: 'half' }), finished: true },
    };
    expect(endOpenStrokes(board, COACH)).toEqual([half]);
    expect(endOpenStrokes(board).map(({ stroke }) => stroke.id)).toEqual(['half', 'theirs']);
  });

  it('undoes the newest stroke of the one who asks', () => {
    const board = [aStroke({ id: 'mine' }), aStroke({ id: 'theirs', authorId: ATHLETE })];
    expect(undoStroke(board, COACH)).toEqual({ type: 'stroke-removed', id: 'mine' });
    expect(undoStroke([], COACH)).toBeUndefined();
    const both = [aStroke({ id: 'live' }), aStroke({ id: 'played', replayed: true }), aStroke({ id: 'later' })];
    expect(undoStroke(both, COACH, 'replay')).toMatchObject({ id: 'played' });
    expect(undoStroke(both.slice(0, 2), COACH, 'live')).toMatchObject({ id: 'live' });
  });
});
