import { expect, it } from 'vitest';
import { detectionsOf } from '../../../../../../server/analysis/engines/people/detections.ts';

const GUESSES = 2254;
const NUMBERS = 12;

/** Scores before the logistic function; all guesses but the given ones are sure that nobody is there. */
function output(guesses: Record<number, { score: number; numbers: number[] }>) {
  const scores = new Float32Array(GUESSES).fill(-10);
  const boxes = new Float32Array(GUESSES * NUMBERS);
  for (const [index, { score, numbers }] of Object.entries(guesses)) {
    scores[Number(index)] = score;
    boxes.set(numbers, Number(index) * NUMBERS);
  }
  return { scores, boxes };
}

/** The middle and the size of the head's box, then hips, rim, shoulders and a fourth point. */
const numbers = [0, -50, 20, 20, 5, -3, 10, -60, 4, -30, 0, 0];

it.each([
  { where: 'the first cell of the finest grid', index: 0, x: 4, y: 4 },
  { where: 'the last cell of the finest grid', index: 1567, x: 220, y: 220 },
  { where: 'the second cell of the middle grid', index: 1568 + 2, x: 24, y: 8 },
  { where: 'the last cell of the coarsest grid', index: GUESSES - 1, x: 208, y: 208 },
])('reads points relative to $where', ({ index, x, y }) => {
  const { scores, boxes } = output({ [index]: { score: 2, numbers } });
  const [found, ...others] = detectionsOf(scores, boxes);
  expect(others).toEqual([]);
  expect(found?.score).toBeCloseTo(0.88, 2);
  expect(found).toMatchObject({
    centre: { x: x + 5, y: y - 3 },
    rim: { x: x + 10, y: y - 60 },
    shoulders: { x: x + 4, y: y - 30 },
  });
});

it('gives everybody once, the surest first, and nobody who is unlikely', () => {
  const shifted = [3, -50, 22, 20, 9, -3, 12, -60, 4, -30, 0, 0];
  const { scores, boxes } = output({
    900: { score: 1, numbers },
    // The same cell, and the same head a little to the right.
    901: { score: 3, numbers: shifted },
    20: { score: 2, numbers },
    7: { score: -0.1, numbers },
  });
  const found = detectionsOf(scores, boxes);
  expect(found.map(({ score }) => score.toFixed(2))).toEqual(['0.95', '0.88']);
  expect((found[0]?.rim.x ?? 0) - (found[0]?.centre.x ?? 0)).toBe(3);
});
