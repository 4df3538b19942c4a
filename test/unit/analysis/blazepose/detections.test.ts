import { expect, it } from 'vitest';
import { bestDetection } from '../../../../server/analysis/engines/blazepose/detections.ts';

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

const numbers = [0, 0, 0, 0, 5, -3, 10, -60, 0, 0, 0, 0];

it.each([
  { where: 'the first cell of the finest grid', index: 0, x: 4, y: 4 },
  { where: 'the last cell of the finest grid', index: 1567, x: 220, y: 220 },
  { where: 'the second cell of the middle grid', index: 1568 + 2, x: 24, y: 8 },
  { where: 'the last cell of the coarsest grid', index: GUESSES - 1, x: 208, y: 208 },
])('reads points relative to $where', ({ index, x, y }) => {
  const { scores, boxes } = output({ [index]: { score: 2, numbers } });
  const found = bestDetection(scores, boxes);
  expect(found?.score).toBeCloseTo(0.88, 2);
  expect(found).toMatchObject({ centre: { x: x + 5, y: y - 3 }, rim: { x: x + 10, y: y - 60 } });
});

it('takes the surest guess, and none that is unlikely', () => {
  const likely = output({ 7: { score: 0.5, numbers }, 900: { score: 3, numbers } });
  expect(bestDetection(likely.scores, likely.boxes)?.score).toBeCloseTo(0.95, 2);
  const unlikely = output({ 7: { score: -0.1, numbers } });
  expect(bestDetection(unlikely.scores, unlikely.boxes)).toBeUndefined();
});
