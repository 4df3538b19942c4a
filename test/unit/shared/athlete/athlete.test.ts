import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import {
  anAthlete,
  CAMERA_VIEWS,
  type CameraView,
  disturb,
  drawAthlete,
  MOVES,
  type MoveName,
  SHAPES,
  type ShapeName,
} from '../../../../shared/athlete/index.ts';
import { LAYOUTS, type PoseFrame } from '../../../../shared/coaching/index.ts';

const VIEWS = Object.keys(CAMERA_VIEWS) as CameraView[];

describe('the synthetic athlete', () => {
  it.each(Object.keys(MOVES) as MoveName[])(
    'stays in the picture while doing %s, whole and in one piece',
    (activity) => {
      const inside = (value: number) => value > -0.05 && value < 1.05;
      const outside: string[] = [];
      for (const view of VIEWS) {
        for (const shape of Object.keys(SHAPES) as ShapeName[]) {
          const athlete = anAthlete({ activity, view, shape, reps: 1, faults: MOVES[activity].faults });
          for (let at = 0; at < Math.min(6000, athlete.duration + 2000); at += 250) {
            for (const [index, { x, y }] of athlete.poseAt(at).keypoints.entries()) {
              if (inside(x) && inside(y)) continue;
              outside.push(`${LAYOUTS.blazepose33.names[index]} at ${at}, ${view}, ${shape}`);
            }
          }
        }
      }
      expect(outside).toEqual([]);
    },
  );

  it('moves smoothly: no joint leaps between frames', () => {
    for (const activity of Object.keys(MOVES) as MoveName[]) {
      const athlete = anAthlete({ activity, reps: 2, tempo: 3 });
      let before = athlete.poseAt(0).keypoints;
      for (let at = 20; at < Math.min(athlete.duration, 9000); at += 20) {
        const now = athlete.poseAt(at).keypoints;
        const leap = Math.max(
          ...now.map(({ x, y }, index) => Math.hypot(x - (before[index]?.x ?? x), y - (before[index]?.y ?? y))),
        );
        expect(leap, `${activity} at ${at}`).toBeLessThan(0.12);
        before = now;
      }
    }
  });

  it('knows what it did', () => {
    const athlete = anAthlete({ activity: 'lunge', reps: 3, attempts: [2], tempo: 2, delay: 500 });
    const { reps, attempts } = athlete.truth();
    expect(reps.map(({ side }) => side)).toEqual(['left', 'left']);
    expect(attempts.map(({ side }) => side)).toEqual(['right']);
    expect(reps[0]?.start).toBe(500);
    expect(athlete.truth(reps[0]?.end).reps).toHaveLength(1);
  });

  it('goes on for ever when asked to', () => {
    const athlete = anAthlete({ activity: 'squat', reps: Number.POSITIVE_INFINITY, tempo: 2 });
    expect(athlete.poseAt(3_600_000).keypoints).toHaveLength(33);
    expect(athlete.truth(60_000).reps.length).toBeGreaterThan(25);
  });

  it('gives the same points in both layouts', () => {
    const athlete = anAthlete({ activity: 'push-up' });
    const [all, few] = [athlete.poseAt(2000), athlete.poseAt(2000, 'coco17')];
    for (const [index, name] of LAYOUTS.coco17.names.entries()) {
      expect(few.keypoints[index]).toEqual(all.keypoints[LAYOUTS.blazepose33.names.indexOf(name)]);
    }
  });

  it('can be mirrored', () => {
    const [plain, mirrored] = [false, true].map((mirror) => anAthlete({ activity: 'squat', mirror }).poseAt(500));
    for (const [index, point] of (plain?.keypoints ?? []).entries()) {
      expect(mirrored?.keypoints[index]?.x).toBeCloseTo(1 - point.x, 6);
    }
  });
});

describe('depth', () => {
  const { names } = LAYOUTS.blazepose33;
  const point = (frame: PoseFrame, name: string) => {
    const { x = 0, y = 0, z = 0 } = frame.keypoints[names.indexOf(name)] ?? {};
    return [x, y / frame.aspect, z] as const;
  };
  /** The knee's angle in space, degrees. */
  const kneeOf = (frame: PoseFrame) => {
    const [hip, knee, ankle] = [point(frame, 'left_hip'), point(frame, 'left_knee'), point(frame, 'left_ankle')];
    const [u, v] = [hip, ankle].map((end) => end.map((value, axis) => value - (knee[axis] ?? 0)));
    const dot = (a: number[] = [], b: number[] = []) => a.reduce((sum, value, axis) => sum + value * (b[axis] ?? 0), 0);
    return (Math.acos(dot(u, v) / Math.sqrt(dot(u, u) * dot(v, v))) * 180) / Math.PI;
  };

  it('is taken from the middle of the hips, wherever they are', () => {
    for (const activity of ['squat', 'push-up', 'lunge'] as const) {
      const athlete = anAthlete({ activity, view: 'front', reps: 1 });
      for (let at = 0; at < athlete.duration; at += 200) {
        const frame = athlete.poseAt(at);
        expect(point(frame, 'left_hip')[2] + point(frame, 'right_hip')[2]).toBeCloseTo(0, 9);
      }
    }
  });

  it('gives the knee of a squat the same angle in space from the front as from the side', () => {
    const [front, side] = (['front', 'left'] as const).map((view) => anAthlete({ activity: 'squat', view, reps: 1 }));
    const [turn] = front?.truth().reps ?? [];
    if (!front || !side || !turn) throw new Error('no repetition');
    expect(kneeOf(side.poseAt(turn.turn))).toBeLessThan(110);
    expect(Math.abs(kneeOf(front.poseAt(turn.turn)) - kneeOf(side.poseAt(turn.turn)))).toBeLessThan(10);
  });

  it('is three times as noisy as the place in the picture', () => {
    const frame = anAthlete({ activity: 'squat', view: 'front' }).poseAt(1000);
    let [across, deep] = [0, 0];
    for (let seed = 0; seed < 100; seed++) {
      const noisy = disturb(frame, { seed, noise: 0.01, drift: { size: 0.01, seconds: 1 } });
      for (const [index, { x, z = 0 }] of (noisy?.keypoints ?? []).entries()) {
        across += (x - (frame.keypoints[index]?.x ?? 0)) ** 2;
        deep += (z - (frame.keypoints[index]?.z ?? 0)) ** 2;
      }
    }
    expect(Math.sqrt(deep / across)).toBeCloseTo(3, 0);
  });
});

describe('disturbances', () => {
  const frame = anAthlete({ activity: 'squat' }).poseAt(1000);

  it('are the same for the same seed and frame', () => {
    const disturbance = { seed: 5, noise: 0.01, outliers: 0.1, swaps: 0.5 };
    expect(disturb(frame, disturbance)).toEqual(disturb(frame, disturbance));
    expect(disturb(frame, { ...disturbance, seed: 6 })).not.toEqual(disturb(frame, disturbance));
  });

  it('have the size that was asked for', () => {
    const offsets = Array.from({ length: 200 }, (_, at) => disturb({ ...frame, at }, { seed: 1, noise: 0.01 }))
      .flatMap((other) => other?.keypoints ?? [])
      .map(({ y }, index) => y - (frame.keypoints[index % 33]?.y ?? 0));
    const deviation = Math.sqrt(offsets.reduce((sum, offset) => sum + offset ** 2, 0) / offsets.length);
    expect(deviation).toBeGreaterThan(0.009);
    expect(deviation).toBeLessThan(0.011);
  });

  it('lose about as many frames as asked for', () => {
    const lost = Array.from({ length: 1000 }, (_, at) => disturb({ ...frame, at }, { seed: 1, dropouts: 0.2 }));
    const share = lost.filter((one) => one === undefined).length / 1000;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.25);
  });
});

describe('a part of the picture', () => {
  const frame = anAthlete({ activity: 'squat', view: 'front', scale: 0.5 }).poseAt(0);
  const scoreOf = (name: string, disturbed: PoseFrame | undefined) =>
    disturbed?.keypoints[LAYOUTS[frame.layout].names.indexOf(name)]?.score;
  const framing = { zoom: 0.9, x: 0.5, y: 0.5 };

  it('does not bring back what is hidden, nor make the model sure of what it doubts', () => {
    const hidden = disturb(frame, { seed: 1, framing, hidden: { points: ['left_knee'] } });
    expect(scoreOf('left_knee', hidden)).toBeLessThan(0.1);
    expect(scoreOf('right_knee', hidden)).toBeGreaterThan(0.9);
    expect(scoreOf('right_knee', disturb(frame, { seed: 1, framing, doubt: 0.05 }))).toBeLessThan(0.1);
  });
});

describe('drawing', () => {
  it('paints a figure where the keypoints are, on any canvas', () => {
    const canvas = createCanvas(320, 240);
    const context = canvas.getContext('2d');
    const pose = anAthlete({ activity: 'squat', view: 'front' }).poseAt(0);
    drawAthlete(context, pose, { width: 320, height: 240 });
    const colourAt = (x: number, y: number) => [
      ...context.getImageData(Math.round(x * 320), Math.round(y * 240), 1, 1).data,
    ];
    const wall = colourAt(0.05, 0.3);
    const { names } = LAYOUTS.blazepose33;
    for (const name of ['nose', 'left_shoulder', 'right_knee', 'left_ankle', 'right_elbow']) {
      const point = pose.keypoints[names.indexOf(name)];
      expect(colourAt(point?.x ?? 0, point?.y ?? 0), name).not.toEqual(wall);
    }
  });

  it('draws from the 17 points as well', () => {
    const context = createCanvas(64, 48).getContext('2d');
    expect(() =>
      drawAthlete(context, anAthlete({ activity: 'squat' }).poseAt(0, 'coco17'), { width: 64, height: 48 }),
    ).not.toThrow();
  });
});
