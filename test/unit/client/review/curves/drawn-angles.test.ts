import { expect, it } from 'vitest';
import { curvesCsv } from '../../../../../client/review/curves/csv.ts';
import { drawnAnglesOf, drawnCurve } from '../../../../../client/review/curves/drawn-angles.ts';
import { LAYOUTS } from '../../../../../shared/coaching/index.ts';
import type { FollowedKeypoint, InkStroke } from '../../../../../shared/contract/comment-ink.ts';

const KNEE: FollowedKeypoint[] = ['left_hip', 'left_knee', 'left_ankle'];

const aMark = (tool: InkStroke['tool'], keypoints: FollowedKeypoint[] = []): InkStroke => ({
  ...{ id: crypto.randomUUID(), tool, colour: '#ffd400', width: 0.01, points: [[0.5, 0.5]] },
  ...(keypoints.length > 0 && { keypoints }),
});

it('is a curve for each joint that an angle was drawn on, the newest last', () => {
  const elbow: FollowedKeypoint[] = ['left_shoulder', 'left_elbow', 'left_wrist'];
  const angles = drawnAnglesOf([
    { ink: [aMark('joint-angle', KNEE), aMark('joint-angle', elbow), aMark('trail', ['nose']), aMark('line')] },
    { ink: [aMark('joint-angle', KNEE)] },
  ]);
  expect(angles.map(({ id }) => id)).toEqual(['left-elbow-as-drawn', 'left-knee-as-drawn']);
});

it('follows the joint from frame to frame, is nowhere where the joint is not seen, and stands once in a table', () => {
  const frame = (places: Partial<Record<FollowedKeypoint, readonly [number, number]>>) => ({
    layout: 'blazepose33' as const,
    keypoints: LAYOUTS.blazepose33.names.map((name) => {
      const [x, y] = Object.entries(places).find(([each]) => each === name)?.[1] ?? [0, 0];
      return { x, y, score: x > 0 ? 1 : 0 };
    }),
  });
  const straight = frame({ left_hip: [0.5, 0.2], left_knee: [0.5, 0.5], left_ankle: [0.5, 0.8] });
  // Twice as wide as high: a right angle all the same.
  const bent = frame({ left_hip: [0.2, 0.5], left_knee: [0.5, 0.5], left_ankle: [0.5, 0.8] });
  const unseen = frame({ left_hip: [0.2, 0.5], left_ankle: [0.5, 0.8] });
  const curve = drawnCurve({ id: 'left-knee-as-drawn', keypoints: KNEE }, [straight, bent, unseen], 2);
  expect(curve.both.map((value) => value && Math.round(value))).toEqual([180, 90, null]);
  expect(curvesCsv({ times: [0, 100, 200], curves: [curve] }).split('\r\n')).toEqual([
    'time_ms,left-knee-as-drawn',
    '0,180',
    '100,90',
    '200,',
    '',
  ]);
});
