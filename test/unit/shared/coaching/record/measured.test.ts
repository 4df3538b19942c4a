import { expect, it } from 'vitest';
import { anAthlete } from '../../../../../shared/athlete/index.ts';
import { createTrackMeasures, findActivity } from '../../../../../shared/coaching/index.ts';

it('measures each frame of a track as the judge does, in the measure’s unit', () => {
  const squat = findActivity('squat');
  if (!squat) throw new Error('there is no squat');
  const athlete = anAthlete({ activity: 'squat', view: 'left', reps: 2, tempo: 2, aspect: 1 });
  const frames = Array.from({ length: Math.floor(athlete.duration / 50) }, (_, index) => athlete.poseAt(index * 50));
  const { times, curves } = createTrackMeasures(squat).take(frames);
  expect(times).toHaveLength(frames.length);
  const knee = curves.find(({ id }) => id === 'knee');
  const values = (knee?.both ?? []).filter((value) => value !== null);
  expect(knee?.unit).toBe('°');
  expect(Math.max(...values)).toBeGreaterThan(160);
  expect(Math.min(...values)).toBeLessThan(110);
  for (const curve of curves) expect(curve.left).toHaveLength(times.length);
  // What comes in pieces is measured alike.
  const measures = createTrackMeasures(squat);
  const half = measures.take(frames.slice(0, 30));
  expect(measures.take(frames.slice(30))).toEqual({ times, curves });
  expect(half.times).toHaveLength(30);
});
