import { expect, it } from 'vitest';
import { laidOn } from '../../../../../client/review/compare/alignment.ts';
import { toBox } from '../../../../../client/stage/frame-fit.ts';
import type { PoseAt } from '../../../../../client/stage/pose-track.ts';
import { LAYOUTS } from '../../../../../shared/coaching/index.ts';

/** A body whose hips and shoulders are at these places, 0..1. */
function aBody(hips: [number, number], shoulders: [number, number], score = 1): PoseAt {
  const keypoints = LAYOUTS.coco17.names.map((name) => {
    const [x, y] = name.endsWith('hip') ? hips : name.endsWith('shoulder') ? shoulders : [0, 0];
    return { x, y, score };
  });
  return { layout: 'coco17', keypoints, ahead: 0 };
}

const FIT = { left: 0, top: 0, width: 400, height: 300, mirrored: false };

it('lays hips on hips and shoulders on shoulders, whatever the distance of the cameras', () => {
  const fit = laidOn(
    { pose: aBody([0.5, 0.6], [0.5, 0.2]), fit: FIT },
    { pose: aBody([0.2, 0.8], [0.2, 0.6]), fit: FIT },
  );
  const [hips, shoulders] = [toBox(fit, [0.2, 0.8]), toBox(fit, [0.2, 0.6])];
  expect(hips[0]).toBeCloseTo(200);
  expect(hips[1]).toBeCloseTo(180);
  expect(shoulders[0]).toBeCloseTo(200);
  expect(shoulders[1]).toBeCloseTo(60);
});

it('leaves the picture where it is when a body is not seen', () => {
  const body = aBody([0.5, 0.6], [0.5, 0.2]);
  expect(laidOn({ pose: body, fit: FIT }, { pose: undefined, fit: FIT })).toBe(FIT);
  expect(laidOn({ pose: body, fit: FIT }, { pose: aBody([0.2, 0.8], [0.2, 0.6], 0.1), fit: FIT })).toBe(FIT);
});
