import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import {
  centimetresOf,
  jointDegrees,
  keypointNear,
  lengthWords,
  slopeOf,
  trailOf,
} from '../../../../../client/review/ink/measures.ts';
import { LAYOUTS } from '../../../../../shared/coaching/index.ts';
import type { Point } from '../../../../../shared/contract/board.ts';
import type { InkStroke } from '../../../../../shared/contract/comment-ink.ts';
import type { PosePacket } from '../../../../../shared/contract/pose-packet.ts';

/** A body of which only these points are seen. */
function aPose(points: Record<string, Point>, at = 0): PosePacket {
  const keypoints = LAYOUTS.coco17.names.map((name) => {
    const [x, y] = points[name] ?? [0, 0];
    return { x, y, score: name in points ? 1 : 0 };
  });
  return { athlete: 0, layout: 'coco17', at, rtpTimestamp: 0, keypoints };
}

const aDistance = (points: Point[], length?: number): InkStroke => ({
  ...{ id: randomUUID(), tool: 'distance', colour: '#ffd400', width: 0.01, points },
  ...(length !== undefined && { length }),
});

it('measures a line against the vertical and the horizontal as they are in the picture, whichever way it was drawn', () => {
  const upright = slopeOf([0.5, 0.9], [0.5, 0.1], 16 / 9);
  expect(upright?.vertical).toBeCloseTo(0);
  expect(upright?.horizontal).toBeCloseTo(90);
  // In a picture twice as wide as high a quarter of the width is half of the height.
  for (const [from, to] of [
    [
      [0.25, 0.75],
      [0.5, 0.25],
    ],
    [
      [0.5, 0.25],
      [0.25, 0.75],
    ],
  ] satisfies [Point, Point][]) {
    expect(slopeOf(from, to, 2)?.vertical).toBeCloseTo(45);
    expect(slopeOf(from, to, 2)?.horizontal).toBeCloseTo(45);
  }
  expect(slopeOf([0.5, 0.5], [0.5, 0.5], 1)).toBeUndefined();
});

it('measures distances by the newest length that is known, also across the picture’s two sides', () => {
  const plate = aDistance(
    [
      [0.1, 0.5],
      [0.1, 0.75],
    ],
    45,
  );
  const across = aDistance([
    [0.2, 0.5],
    [0.45, 0.5],
  ]);
  expect(centimetresOf(across, [across], 2)).toBeUndefined();
  expect(centimetresOf(across, [plate, across], 2)).toBeCloseTo(90);
  expect(centimetresOf(plate, [plate, across], 2)).toBe(45);
  const shorter = aDistance(
    [
      [0.1, 0.5],
      [0.1, 0.75],
    ],
    20,
  );
  expect(centimetresOf(across, [plate, across, shorter], 2)).toBeCloseTo(40);
});

it('measures a joint by three keypoints, and says nothing where one is not seen', () => {
  const leg = { left_hip: [0.5, 0.4], left_knee: [0.5, 0.6], left_ankle: [0.6, 0.6] } satisfies Record<string, Point>;
  const names = ['left_hip', 'left_knee', 'left_ankle'] as const;
  expect(jointDegrees(aPose(leg), names, 16 / 9)).toBeCloseTo(90);
  const { left_ankle: _unseen, ...thigh } = leg;
  expect(jointDegrees(aPose(thigh), names, 16 / 9)).toBeUndefined();
});

it('takes a tap for the nearest of the joints that are meant, and for none far from all', () => {
  const pose = aPose({ left_knee: [0.5, 0.6], left_ankle: [0.5, 0.8], right_knee: [0.53, 0.6] });
  expect(keypointNear(pose, [0.49, 0.62], ['left_knee', 'right_knee'], 1)).toBe('left_knee');
  expect(keypointNear(pose, [0.5, 0.79], ['left_knee', 'left_ankle'], 1)).toBe('left_ankle');
  expect(keypointNear(pose, [0.1, 0.1], ['left_knee', 'right_knee'], 1)).toBeUndefined();
});

it('follows a keypoint in runs, without a line over the time in which it was not seen', () => {
  const seen = (at: number) => aPose({ left_wrist: [at / 1_000, 0.5] }, at);
  const poses = [seen(0), seen(100), aPose({}, 200), aPose({}, 300), seen(400), seen(500)];
  expect(trailOf(poses, 'left_wrist')).toEqual([
    [
      [0, 0.5],
      [0.1, 0.5],
    ],
    [
      [0.4, 0.5],
      [0.5, 0.5],
    ],
  ]);
  expect(trailOf(poses, 'right_wrist')).toEqual([]);
});

it('leaves places out of the trail of an hour, and keeps it in one run', () => {
  const poses = Array.from({ length: 20_000 }, (_, index) => aPose({ nose: [0.5, 0.5] }, index * 66));
  const runs = trailOf(poses, 'nose');
  expect(runs).toHaveLength(1);
  expect(runs[0]?.length).toBeLessThanOrEqual(2_000);
});

it.each([
  [45, '45 cm', '1 ft 5.7 in'],
  [20.04, '20 cm', '7.9 in'],
  [120, '1.20 m', '3 ft 11.2 in'],
  // Never twelve inches beside the feet.
  [182.8, '1.83 m', '6 ft 0 in'],
])('says %s cm in the units that the person chose', (cm, metric, imperial) => {
  expect([lengthWords(cm, 'metric'), lengthWords(cm, 'imperial')]).toEqual([metric, imperial]);
});
