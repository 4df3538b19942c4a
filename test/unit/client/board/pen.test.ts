import { describe, expect, it } from 'vitest';
import { liftUp, moveTo, secondLeg, touchDown } from '../../../../client/board/pen.ts';
import { MAX_STROKE_POINTS, type Point } from '../../../../shared/contract/board.ts';

/** How far a place is from the nearest of the line's segments. */
function distanceTo(points: readonly Point[], [x, y]: Point): number {
  const distances = points.slice(1).map(([bx, by], index) => {
    const [ax, ay] = points[index] ?? [bx, by];
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const share = Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
    return Math.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay));
  });
  return Math.min(...distances);
}

describe('freehand', () => {
  it('collects the places of the pen and leaves out those that repeat', () => {
    const draft = (
      [
        [0.2, 0.1],
        [0.2, 0.1001],
        [0.3, 0.2],
      ] as Point[]
    ).reduce(moveTo, touchDown('freehand', [0.1, 0.1]));
    expect(draft.points).toEqual([
      [0.1, 0.1],
      [0.2, 0.1],
      [0.3, 0.2],
    ]);
    expect(draft.changedFrom).toBe(2);
    expect(liftUp(draft)).toBe('finished');
  });

  it('never grows past the longest stroke', () => {
    let draft = touchDown('freehand', [0, 0]);
    for (let step = 1; step < 2 * MAX_STROKE_POINTS; step += 1) draft = moveTo(draft, [(step % 100) / 100, step % 2]);
    expect(draft.points).toHaveLength(MAX_STROKE_POINTS);
  });

  const drawn = (places: Point[]) => {
    const [first = [0, 0], ...others] = places;
    return others.reduce(moveTo, touchDown('freehand', first)).points;
  };
  /** Places as a mouse gives them on a picture of 1,280 x 720 px. */
  const along = (count: number, at: (share: number) => Point): Point[] =>
    Array.from({ length: count }, (_, index) => {
      const [x, y] = at(index / (count - 1));
      return [Math.round(x * 1_280) / 1_280, Math.round(y * 720) / 720];
    });

  it('keeps two points of a straight line, however slowly it was drawn', () => {
    expect(drawn(along(90, (share) => [0.1 + 0.8 * share, 0.5]))).toEqual([
      [0.1, 0.5],
      [0.9, 0.5],
    ]);
  });

  it('keeps the turn where the pen goes back on its own line', () => {
    const back = along(60, (share) => [0.1 + 0.8 * (share < 0.5 ? share : 1 - share), 0.5]);
    expect(Math.max(...drawn(back).map(([x]) => x))).toBeGreaterThan(0.48);
  });

  it('keeps a fraction of the points of a curve, and no place of the pen is beside the line', () => {
    const places = along(900, (share) => [
      0.5 + 0.4 * Math.cos(2 * Math.PI * share),
      0.5 + 0.3 * Math.sin(6 * Math.PI * share),
    ]);
    const points = drawn(places);
    expect(points.length).toBeLessThan(150);
    for (const place of places) expect(distanceTo(points, place)).toBeLessThan(0.002);
  });

  it('rounds to what the board keeps', () => {
    expect(
      drawn([
        [1 / 3, 2 / 3],
        [0.123456, 0.5],
      ]),
    ).toEqual([
      [0.3333, 0.6667],
      [0.1235, 0.5],
    ]);
  });
});

describe.each(['line', 'arrow', 'ellipse'] as const)('%s', (tool) => {
  it('keeps its first point and moves its second', () => {
    const draft = (
      [
        [0.3, 0.3],
        [0.6, 0.5],
      ] as Point[]
    ).reduce(moveTo, touchDown(tool, [0.1, 0.1]));
    expect(draft).toMatchObject({
      points: [
        [0.1, 0.1],
        [0.6, 0.5],
      ],
      changedFrom: 1,
    });
    expect(liftUp(draft)).toBe('finished');
  });

  it('takes a tap for a slip', () => {
    expect(liftUp(moveTo(touchDown(tool, [0.1, 0.1]), [0.101, 0.1]))).toBe('slip');
  });
});

it('draws an angle in two legs', () => {
  const first = moveTo(touchDown('angle', [0.1, 0.1]), [0.5, 0.5]);
  expect(liftUp(first)).toBe('second-leg');
  const whole = moveTo(secondLeg(first), [0.9, 0.1]);
  expect(whole).toMatchObject({
    points: [
      [0.1, 0.1],
      [0.5, 0.5],
      [0.9, 0.1],
    ],
    changedFrom: 2,
  });
  expect(liftUp(whole)).toBe('finished');
});
