import { describe, expect, it } from 'vitest';
import {
  boardFill,
  MAX_BOARD_BYTES,
  MAX_BOARD_POINTS,
  MAX_BOARD_STROKES,
  MAX_POINTS_PER_MESSAGE,
  MAX_STROKE_POINTS,
  type Point,
  redraw,
  type Stroke,
  strokeBeginSchema,
  withinBounds,
} from '../../../../shared/contract/board.ts';

const AUTHOR = 'ffffffff-ffff-4fff-8fff-ffffffffffff';

const aStroke = (changes: Partial<Stroke> = {}): Stroke => ({
  id: crypto.randomUUID(),
  authorId: AUTHOR,
  tool: 'freehand',
  colour: '#ffd400',
  width: 0.01,
  points: [[0.5, 0.5]],
  finished: true,
  ...changes,
});
const points = (count: number): Point[] => Array.from({ length: count }, () => [0.1234, 0.5678]);

describe('a point that arrives', () => {
  const arriving = (point: Point) =>
    strokeBeginSchema.parse({ id: AUTHOR, tool: 'freehand', colour: '#ffd400', width: 0.0123456789, points: [point] });

  it('is rounded, by less than a fifth of a pixel of a picture 3,840 px wide', () => {
    const [[x, y] = [0, 0]] = arriving([0.123456789012345, 0.98765432109876]).points;
    expect([x, y]).toEqual([0.1235, 0.9877]);
    expect(Math.abs(x - 0.123456789012345) * 3_840).toBeLessThan(0.2);
  });

  it('stays on the frame at its edges', () => {
    expect(arriving([0, 1]).points).toEqual([[0, 1]]);
    expect(arriving([0.99999, 0.00001]).points).toEqual([[1, 0]]);
  });
});

describe('a board', () => {
  it('keeps what it may have, and lets the oldest strokes go for more', () => {
    const full = Array.from({ length: MAX_BOARD_STROKES }, () => aStroke());
    expect(withinBounds(full)).toBe(full);
    expect(withinBounds([...full, aStroke()])).toEqual([...full.slice(1), expect.anything()]);
  });

  it('lets as many old strokes go as a long new one needs', () => {
    const [first, second, third] = [aStroke({ points: points(100) }), aStroke({ points: points(100) }), aStroke()];
    const long = Array.from({ length: 7 }, () => aStroke({ points: points(MAX_STROKE_POINTS) }));
    const last = aStroke({ points: points(MAX_BOARD_POINTS - 7 * MAX_STROKE_POINTS - 50) });
    expect(withinBounds([first, second, third, ...long, last])).toEqual([third, ...long, last]);
  });

  it('has room for the longest stroke', () => {
    expect(MAX_STROKE_POINTS).toBeLessThan(MAX_BOARD_POINTS);
  });

  it('says how full it is, by strokes or by points', () => {
    expect(boardFill([])).toBe(0);
    expect(boardFill(Array.from({ length: MAX_BOARD_STROKES / 2 }, () => aStroke()))).toBeCloseTo(0.5);
    expect(boardFill([aStroke({ points: points(MAX_BOARD_POINTS / 4) })])).toBeCloseTo(0.25);
  });

  /** Letters of three bytes each in UTF-8; those of four count as two letters. */
  const longestText = strokeBeginSchema.safeParse({
    id: AUTHOR,
    tool: 'text',
    colour: '#ffd400',
    width: 0.0123,
    points: points(MAX_POINTS_PER_MESSAGE),
    text: '深'.repeat(120),
    at: 12_345_678.123456789,
  });

  it.each([
    ['long lines', aStroke({ points: points(MAX_STROKE_POINTS), at: 12_345_678.123456789 })],
    ['many texts', aStroke({ ...longestText.data, points: points(1), at: 12_345_678.123456789 })],
    ['texts of many points', aStroke({ ...longestText.data, points: points(MAX_BOARD_POINTS / MAX_BOARD_STROKES) })],
  ])('takes no more bytes than its bound: %s', (_name, stroke) => {
    let board: Stroke[] = [];
    for (let count = 0; count < 2 * MAX_BOARD_STROKES; count += 1) board = withinBounds([...board, stroke]);
    expect(Buffer.byteLength(JSON.stringify(board))).toBeLessThanOrEqual(MAX_BOARD_BYTES);
  });
});

it('does not draw on past the longest stroke', () => {
  const stroke = aStroke({ points: points(MAX_STROKE_POINTS) });
  expect(redraw(stroke, { from: MAX_STROKE_POINTS, points: points(1) })).toBeUndefined();
});
