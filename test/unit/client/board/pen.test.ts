import { describe, expect, it } from 'vitest';
import { liftUp, moveTo, secondLeg, touchDown } from '../../../../client/board/pen.ts';
import { MAX_STROKE_POINTS, type Point } from '../../../../shared/contract/board.ts';

describe('freehand', () => {
  it('collects the places of the pen and leaves out those that repeat', () => {
    const draft = (
      [
        [0.2, 0.1],
        [0.2, 0.1001],
        [0.3, 0.1],
      ] as Point[]
    ).reduce(moveTo, touchDown('freehand', [0.1, 0.1]));
    expect(draft.points).toEqual([
      [0.1, 0.1],
      [0.2, 0.1],
      [0.3, 0.1],
    ]);
    expect(draft.changedFrom).toBe(2);
    expect(liftUp(draft)).toBe('finished');
  });

  it('never grows past the longest stroke', () => {
    let draft = touchDown('freehand', [0, 0]);
    for (let step = 1; step < 2 * MAX_STROKE_POINTS; step += 1) draft = moveTo(draft, [(step % 100) / 100, 0.5]);
    expect(draft.points).toHaveLength(MAX_STROKE_POINTS);
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
