import { describe, expect, it } from 'vitest';
import {
  createTrackReader,
  guessActivity,
  LAYOUTS,
  type PoseFrame,
  rankActivities,
  TrackError,
  trackLines,
} from '../../../../shared/coaching/index.ts';
import { framesOf } from './perform.ts';

const header = JSON.stringify({ sideline: 'keypoints/1', width: 640, height: 480, names: LAYOUTS.coco17.names });
const points = Array.from({ length: 17 }, () => [0.5, 0.5, 0.9]);

const read = (...lines: string[]) => {
  const reader = createTrackReader();
  return lines.flatMap((line) => reader.read(line) ?? []);
};

describe('keypoint tracks', () => {
  it('are read back as they were written', () => {
    const frames = framesOf({ activity: 'squat', reps: 1 }, { layout: 'blazepose33', fps: 5 });
    const entries = read(...trackLines(frames, 480)) as PoseFrame[];
    expect(entries).toHaveLength(frames.length);
    expect(entries[3]?.keypoints[25]?.x).toBeCloseTo(frames[3]?.keypoints[25]?.x ?? 0, 4);
    expect(entries[3]).toMatchObject({ layout: 'blazepose33', aspect: 4 / 3 });
  });

  it('may name their keypoints in another order', () => {
    const names = [...LAYOUTS.coco17.names].reverse();
    const marked = points.map((point, index) => (index === 0 ? [0.1, 0.2, 0.3] : point));
    const [frame] = read(
      JSON.stringify({ sideline: 'keypoints/1', width: 1, height: 1, names }),
      JSON.stringify({ t: 0, k: marked }),
    ) as PoseFrame[];
    expect(frame?.keypoints[16]).toEqual({ x: 0.1, y: 0.2, score: 0.3 });
  });

  it('may hold frames without anybody, and blank lines', () => {
    expect(read(header, '', '{"t":40,"k":[]}')).toEqual([{ at: 40, keypoints: [] }]);
  });

  it('may begin with a byte order mark and end their lines as Windows does', () => {
    expect(read(`\ufeff${header}\r`, '{"t":40,"k":[]}\r')).toEqual([{ at: 40, keypoints: [] }]);
  });

  it.each([
    ['a number that JSON does not have', [header, '{"t":0,"k":[[NaN,0,1]]}'], 'line 2: not JSON'],
    ['a frame without points', [header, '{"t":0}'], 'line 2: k'],
    ['no JSON', [header, '{"t":'], 'line 2: not JSON'],
    ['another format', ['{"sideline":"keypoints/9"}'], 'line 1: sideline'],
    [
      'unknown names',
      [JSON.stringify({ sideline: 'keypoints/1', width: 1, height: 1, names: ['a'] })],
      'line 1: names',
    ],
    ['too few points', [header, '{"t":0,"k":[[0,0,1]]}'], 'line 2: k: 17 keypoints'],
    ['a point without a score', [header, JSON.stringify({ t: 0, k: [[0, 0], ...points.slice(1)] })], 'line 2: k.0'],
    ['a time that is none', [header, JSON.stringify({ t: 'now', k: points })], 'line 2: t'],
  ])('refuse %s with the line', (_, lines, message) => {
    expect(() => read(...lines)).toThrow(TrackError);
    expect(() => read(...lines)).toThrow(message);
  });
});

describe('guessing', () => {
  it.each([
    'squat',
    'push-up',
    'pull-up',
    'sit-up',
    'biceps-curl',
    'jumping-jack',
    'glute-bridge',
    'deadlift',
  ] as const)('recognises %s', (activity) => {
    const tempo = activity === 'jumping-jack' ? 1.4 : 2.5;
    const frames = framesOf({ activity, view: 'front-left', reps: 4, tempo, delay: 800 });
    expect(guessActivity(frames)?.activity).toBe(activity);
  });

  it.each(['biceps-curl', 'triceps-push-down', 'lunge'] as const)(
    'recognises %s from the middle of the set',
    (activity) => {
      const frames = framesOf({ activity, view: 'front', reps: 5, tempo: 2.5 });
      expect(guessActivity(frames.slice(Math.floor(frames.length * 0.4)))?.activity).toBe(activity);
    },
  );

  it('recognises nothing in somebody who stands still', () => {
    expect(rankActivities(framesOf({ activity: 'squat', reps: 0, delay: 8000 }))).toEqual([]);
  });
});
