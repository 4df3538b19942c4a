import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { readingsOf } from '../../../../../client/review/ink/readings.ts';
import { LAYOUTS } from '../../../../../shared/coaching/index.ts';
import type { Point } from '../../../../../shared/contract/board.ts';
import type { InkStroke } from '../../../../../shared/contract/comment-ink.ts';
import type { Units } from '../../../../../shared/contract/units.ts';

const line: Point[] = [
  [0.5, 0.5],
  [0.5, 0.25],
];
const aMark = (mark: Partial<InkStroke> & Pick<InkStroke, 'tool'>): InkStroke => ({
  ...{ id: randomUUID(), colour: '#ffd400', width: 0.01, points: line },
  ...mark,
});
const LEG = { left_hip: [0.5, 0.4], left_knee: [0.5, 0.6], left_ankle: [0.6, 0.6] } as const;
const pose = {
  layout: 'coco17' as const,
  ahead: 0,
  keypoints: LAYOUTS.coco17.names.map((name) => {
    const place = Object.entries(LEG).find(([each]) => each === name)?.[1];
    return { x: place?.[0] ?? 0, y: place?.[1] ?? 0, score: place ? 1 : 0 };
  }),
};

it('says in words what each mark measures at the playhead, and nothing for those that measure nothing', () => {
  const ink = [
    aMark({ tool: 'joint-angle', keypoints: ['left_hip', 'left_knee', 'left_ankle'] }),
    aMark({ tool: 'joint-angle', keypoints: ['right_hip', 'right_knee', 'right_ankle'] }),
    aMark({ tool: 'slope' }),
    aMark({ tool: 'distance', length: 120 }),
    aMark({ tool: 'stopwatch' }),
    aMark({ tool: 'arrow' }),
  ];
  const words = (at: number, to: number | null, units: Units = 'metric') =>
    readingsOf([{ from: 1_000, to, ink }], { at, pose, aspect: 1, units }).map((reading) => reading.words);
  expect(words(2_500, null)).toEqual([
    'Left knee 90°',
    'Right knee not seen',
    '0° to the vertical, 90° to the horizontal',
    '1.20 m',
    'Stopwatch 0:01.500',
  ]);
  expect(words(2_500, null, 'imperial')).toContain('3 ft 11.2 in');
  // At the end of its range a stopwatch stands still.
  expect(words(2_500, 2_000).at(-1)).toBe('Stopwatch 0:01.000');
});
