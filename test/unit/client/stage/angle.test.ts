import { expect, it } from 'vitest';
import { angleDegrees } from '../../../../client/stage/angle.ts';
import type { Point } from '../../../../shared/contract/board.ts';

const cases: { what: string; points: [Point, Point, Point]; aspect: number; degrees: number }[] = [
  {
    what: 'a right angle in a square',
    points: [
      [0.5, 0],
      [0.5, 0.5],
      [1, 0.5],
    ],
    aspect: 1,
    degrees: 90,
  },
  {
    what: 'a straight line',
    points: [
      [0, 0.5],
      [0.5, 0.5],
      [1, 0.5],
    ],
    aspect: 1.5,
    degrees: 180,
  },
  {
    what: 'a diagonal of a wide frame',
    points: [
      [1, 0],
      [0, 0],
      [1, 1],
    ],
    aspect: 2,
    degrees: 26.565,
  },
  {
    what: 'a diagonal of an upright frame',
    points: [
      [1, 0],
      [0, 0],
      [1, 1],
    ],
    aspect: 0.5,
    degrees: 63.435,
  },
  {
    what: 'arms the other way round',
    points: [
      [1, 1],
      [0, 0],
      [1, 0],
    ],
    aspect: 2,
    degrees: 26.565,
  },
];

it.each(cases)('measures $what as $degrees°', ({ points, aspect, degrees }) => {
  expect(angleDegrees(points, aspect)).toBeCloseTo(degrees, 2);
});

it('measures nothing where an arm has no length', () => {
  expect(
    angleDegrees(
      [
        [0.2, 0.2],
        [0.2, 0.2],
        [1, 1],
      ],
      1,
    ),
  ).toBeUndefined();
});
