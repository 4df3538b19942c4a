import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { commentInkSchema, type InkStroke } from '../../../../shared/contract/comment-ink.ts';

const aStroke = (changes: Partial<InkStroke> = {}): InkStroke => ({
  ...{ id: randomUUID(), tool: 'line', colour: '#ffd400', width: 0.01, points: [[0.5, 0.5]] },
  ...changes,
});
const isTaken = (stroke: unknown) => commentInkSchema.safeParse([stroke]).success;

it('takes what was drawn before there were marks that measure, as it is', () => {
  const ink = [aStroke({ tool: 'freehand' }), aStroke({ tool: 'text', text: 'Chest up' })];
  expect(commentInkSchema.parse(ink)).toEqual(ink);
});

it('takes an angle of three keypoints and a trail of one, and nothing that follows more, fewer or unknown ones', () => {
  expect(isTaken(aStroke({ tool: 'joint-angle', keypoints: ['left_hip', 'left_knee', 'left_ankle'] }))).toBe(true);
  expect(isTaken(aStroke({ tool: 'trail', keypoints: ['left_wrist'], span: 'whole' }))).toBe(true);
  expect(isTaken(aStroke({ tool: 'joint-angle', keypoints: ['left_hip', 'left_knee'] }))).toBe(false);
  expect(isTaken(aStroke({ tool: 'joint-angle' }))).toBe(false);
  expect(isTaken(aStroke({ tool: 'trail' }))).toBe(false);
  expect(isTaken(aStroke({ tool: 'line', keypoints: ['left_hip'] }))).toBe(false);
  expect(isTaken({ ...aStroke({ tool: 'trail' }), keypoints: ['tail'] })).toBe(false);
});

it('refuses lengths that nothing has, and tools that there are not', () => {
  expect(isTaken(aStroke({ tool: 'distance', length: 45 }))).toBe(true);
  for (const length of [0, -1, Number.NaN, 1e9]) expect(isTaken(aStroke({ tool: 'distance', length }))).toBe(false);
  expect(isTaken({ ...aStroke(), tool: 'laser' })).toBe(false);
});
