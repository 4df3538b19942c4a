import { expect, it } from 'vitest';
import { cropAround } from '../../../../server/review/process/kinogram.ts';

const poseOf = (...points: [x: number, y: number, score: number][]) => ({
  layout: 'coco17' as const,
  keypoints: points.map(([x, y, score]) => ({ x, y, score })),
});

it('cuts pictures to where the athlete is in any of them, with some room', () => {
  const crop = cropAround([poseOf([0.4, 0.2, 1], [0.5, 0.6, 1]), undefined, poseOf([0.45, 0.8, 1], [0.6, 0.7, 0.9])]);
  expect(crop.left).toBeCloseTo(0.34);
  expect(crop.right).toBeCloseTo(0.66);
  expect(crop.top).toBeCloseTo(0.08);
  expect(crop.bottom).toBeCloseTo(0.86);
});

it('keeps within the picture, and goes by points alone that are sure', () => {
  expect(cropAround([poseOf([-0.1, 0, 1], [0.5, 1.1, 1], [0.9, 0.5, 0.1])])).toEqual({
    left: 0,
    top: 0,
    right: 0.56,
    bottom: 1,
  });
});

it('shows the whole picture where nobody is seen', () => {
  const whole = { left: 0, top: 0, right: 1, bottom: 1 };
  expect(cropAround([undefined, poseOf()])).toEqual(whole);
  expect(cropAround([poseOf([0.5, 0.5, 0.1])])).toEqual(whole);
});
