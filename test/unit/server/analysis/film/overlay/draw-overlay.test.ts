import { createCanvas } from '@napi-rs/canvas';
import { expect, it } from 'vitest';
import { drawPose } from '../../../../../../server/analysis/film/overlay/draw-overlay.ts';
import { anAthlete } from '../../../../../../shared/athlete/index.ts';
import { LAYOUTS } from '../../../../../../shared/coaching/index.ts';

it('writes the angles of two knees beside each other on their outer sides, where one does not hide the other', () => {
  const size = { width: 480, height: 640 };
  const { layout, keypoints } = anAthlete({ activity: 'squat', view: 'front', aspect: 0.75 }).poseAt(0);
  const context = createCanvas(size.width, size.height).getContext('2d');
  drawPose(context, { layout, keypoints }, size);
  const knees = ['left_knee', 'right_knee'].map((name) => keypoints[LAYOUTS[layout].names.indexOf(name)]);
  const [first, second] = knees.map((knee) => (knee?.x ?? 0) * size.width).toSorted((a, b) => a - b);
  const y = Math.round((knees[0]?.y ?? 0) * size.height);
  const drawnAt = (x = 0) => context.getImageData(Math.round(x), y - 5, 1, 1).data[3] !== 0;
  if (first === undefined || second === undefined) throw new Error('there are no knees');
  expect([first - 20, (first + second) / 2, second + 20].map(drawnAt)).toEqual([true, false, true]);
});
