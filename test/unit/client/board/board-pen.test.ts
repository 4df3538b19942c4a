import { describe, expect, it } from 'vitest';
import { BoardPen, type PenStyle } from '../../../../client/board/board-pen.ts';
import { type Point, redraw, type Stroke } from '../../../../shared/contract/board.ts';
import { SidelineError } from '../../../../shared/contract/errors.ts';

const AUTHOR = '6f1c4b0e-3d5a-4d0e-9b7a-0d6c8f1a2b3c';

/** A pen over a board that takes everything, as the server's does, unless `refusal` says otherwise. */
function aPen({ refusal, moment }: { refusal?: SidelineError; moment?: number } = {}) {
  let board: Stroke[] = [];
  let shown: readonly Stroke[] = [];
  const refused: unknown[] = [];
  const pen = new BoardPen({
    authorId: AUTHOR,
    wire: {
      begin: async (begun) => {
        if (refusal) throw refusal;
        board.push({ ...begun, authorId: AUTHOR, finished: false });
      },
      draw: async (draw) => {
        board = board.map((stroke) => (stroke.id === draw.id ? (redraw(stroke, draw) ?? stroke) : stroke));
      },
      end: async (id) => {
        board = board.map((stroke) => (stroke.id === id ? { ...stroke, finished: true } : stroke));
      },
      cancel: async (id) => {
        board = board.filter((stroke) => stroke.id !== id);
      },
    },
    moment: () => moment,
    nextFrame: (callback) => setTimeout(callback, 0),
    onChange: (strokes) => {
      shown = strokes;
    },
    onRefused: (error) => refused.push(error),
  });
  return {
    pen,
    refused,
    board: () => board,
    /** Our own strokes that the board does not have (all of) yet. */
    shown: () => shown,
    settled: () => expect.poll(() => shown).toEqual([]),
  };
}

const style = (tool: PenStyle['tool']): PenStyle => ({ tool, colour: '#ffd400', width: 0.01 });

/** Puts the pen down at the first point, moves it over the others, lifts it. */
function stroke(pen: BoardPen, tool: PenStyle['tool'], [first, ...others]: Point[]): void {
  if (!first) return;
  pen.down(style(tool), first);
  for (const point of others) pen.move(point);
  pen.up();
}

describe('the pen', () => {
  it('gives every stroke the moment of the picture that it was begun on, where that is known', async () => {
    const { pen, board, settled } = aPen({ moment: 12_345 });
    stroke(pen, 'line', [
      [0.1, 0.1],
      [0.5, 0.5],
    ]);
    pen.write(style('text'), [0.2, 0.2], 'Deeper');
    await settled();
    expect(board().map(({ at }) => at)).toEqual([12_345, 12_345]);
    const unaware = aPen();
    stroke(unaware.pen, 'freehand', [[0.1, 0.1]]);
    await unaware.settled();
    expect(unaware.board()[0]).not.toHaveProperty('at');
  });

  it('shows a stroke at once and leaves it to the board when it is kept there', async () => {
    const { pen, board, shown, settled } = aPen();
    pen.down(style('freehand'), [0.1, 0.1]);
    pen.move([0.2, 0.2]);
    expect(shown()).toMatchObject([
      {
        points: [
          [0.1, 0.1],
          [0.2, 0.2],
        ],
        finished: false,
        authorId: AUTHOR,
      },
    ]);
    pen.up();
    await settled();
    expect(board()).toMatchObject([
      {
        tool: 'freehand',
        points: [
          [0.1, 0.1],
          [0.2, 0.2],
        ],
        finished: true,
      },
    ]);
  });

  it('draws an angle with two strokes of the hand, following it in between', async () => {
    const { pen, board, shown, settled } = aPen();
    stroke(pen, 'angle', [
      [0.1, 0.1],
      [0.5, 0.5],
    ]);
    pen.move([0.7, 0.3]);
    expect(shown()[0]?.points).toEqual([
      [0.1, 0.1],
      [0.5, 0.5],
      [0.7, 0.3],
    ]);
    stroke(pen, 'angle', [[0.9, 0.1]]);
    await settled();
    expect(board()).toMatchObject([
      {
        points: [
          [0.1, 0.1],
          [0.5, 0.5],
          [0.9, 0.1],
        ],
        finished: true,
      },
    ]);
  });

  it('leaves nothing of a slip', async () => {
    const { pen, board, settled } = aPen();
    stroke(pen, 'arrow', [
      [0.1, 0.1],
      [0.101, 0.1],
    ]);
    await settled();
    expect(board()).toEqual([]);
  });

  it('leaves the stroke that is begun right after a slip', async () => {
    const { pen, board, settled } = aPen();
    stroke(pen, 'arrow', [
      [0.1, 0.1],
      [0.101, 0.1],
    ]);
    stroke(pen, 'line', [
      [0.2, 0.2],
      [0.8, 0.8],
    ]);
    await settled();
    expect(board()).toMatchObject([{ tool: 'line', finished: true }]);
  });

  it('writes a text in one go', async () => {
    const { pen, board, settled } = aPen();
    pen.write(style('text'), [0.3, 0.3], 'Deeper');
    await settled();
    expect(board()).toMatchObject([{ tool: 'text', text: 'Deeper', points: [[0.3, 0.3]], finished: true }]);
  });

  it.each([
    { code: 'forbidden', words: 1 },
    // Somebody cleared the board in the meantime: that is no failure.
    { code: 'out_of_order', words: 0 },
  ] as const)('drops a stroke that is refused as $code, with $words messages', async ({ code, words }) => {
    const { pen, refused, settled } = aPen({ refusal: new SidelineError(code, 'no') });
    stroke(pen, 'line', [
      [0.1, 0.1],
      [0.9, 0.9],
    ]);
    await settled();
    expect(refused).toHaveLength(words);
  });
});
