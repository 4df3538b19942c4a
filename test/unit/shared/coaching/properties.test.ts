import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTIVITIES, createTracker, LAYOUTS, type PoseFrame } from '../../../../shared/coaching/index.ts';
import { framesOf, judged, ofType } from './perform.ts';

const squats = framesOf({ activity: 'squat', view: 'front-left', reps: 3, tempo: 2.2, scale: 0.5 });
const curls = framesOf({ activity: 'biceps-curl', view: 'front', reps: 3, tempo: 2.2, scale: 0.5 });

/** What must not change when the film is only shown differently. */
const told = (id: string, frames: readonly PoseFrame[]) =>
  ofType(judged(id, frames).events, 'repetition').map(({ reach, faults, score }) => ({
    reach: Math.round(reach * 100) / 100,
    faults: faults.map(({ rule }) => rule),
    score,
  }));

const moved = (frames: readonly PoseFrame[], move: (point: { x: number; y: number }) => { x: number; y: number }) =>
  frames.map((frame) => ({ ...frame, keypoints: frame.keypoints.map((point) => ({ ...point, ...move(point) })) }));

describe('invariance', () => {
  it('does not depend on when the film begins', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e7, max: 1e9 }), (shift) => {
        const later = squats.map((frame) => ({ ...frame, at: frame.at + shift }));
        expect(told('squat', later)).toEqual(told('squat', squats));
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ['squat', squats],
    ['biceps-curl', curls],
  ])('counts a mirrored film of %s alike', (id, frames) => {
    const swapped = frames.map((frame) => {
      const { names } = LAYOUTS[frame.layout];
      const other = (name: string) => name.replace(/left|right/, (side) => (side === 'left' ? 'right' : 'left'));
      return {
        ...frame,
        keypoints: names.map((name) => {
          const point = frame.keypoints[names.indexOf(other(name))] ?? { x: 0, y: 0, score: 0 };
          return { ...point, x: 1 - point.x };
        }),
      };
    });
    expect(told(id, swapped)).toEqual(told(id, frames));
  });

  it('does not depend on where in the picture the athlete stands, or how large', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 1.1, noNaN: true }),
        fc.double({ min: -0.12, max: 0.12, noNaN: true }),
        fc.double({ min: -0.12, max: 0.12, noNaN: true }),
        (size, right, down) => {
          const shown = moved(squats, ({ x, y }) => ({
            x: 0.5 + (x - 0.5) * size + right,
            y: 0.5 + (y - 0.5) * size + down,
          }));
          expect(told('squat', shown)).toEqual(told('squat', squats));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('finds the same repetitions at any frame rate, within one', () => {
    for (const fps of [6, 8, 12, 24, 30, 60]) {
      const frames = framesOf({ activity: 'squat', reps: 6, tempo: 2.2 }, { fps });
      expect(Math.abs(judged('squat', frames).tracker.state.reps - 6)).toBeLessThanOrEqual(1);
    }
  });
});

describe('garbage', () => {
  const number = fc.oneof(
    fc.double(),
    fc.double({ min: 0, max: 1 }),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1e300),
  );
  const point = fc.record({ x: number, y: number, score: number });
  const stream = fc.array(
    fc.record({
      at: fc.oneof(fc.integer({ min: 0, max: 60_000 }), number),
      layout: fc.constantFrom('coco17' as const, 'blazepose33' as const),
      aspect: fc.oneof(number, fc.constant(1.5)),
      keypoints: fc.array(point, { maxLength: 40 }),
    }),
    { maxLength: 60 },
  );

  it('neither throws nor counts, whatever comes', () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: 0, max: ACTIVITIES.length - 1 }), (frames, index) => {
        const activity = ACTIVITIES[index];
        if (!activity) throw new Error('no activity');
        const tracker = createTracker(activity);
        for (const frame of frames) tracker.update(frame);
        tracker.finish(60_000);
        expect(tracker.state.reps).toBe(0);
        expect(() => JSON.stringify(tracker.summary())).not.toThrow();
      }),
      { numRuns: 150 },
    );
  });

  it('counts no more than once in points that jump about for a minute', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom('squat', 'push-up', 'biceps-curl', 'jumping-jack'), (seed, id) => {
        let state = seed | 0;
        const random = () => {
          state = (Math.imul(state, 1664525) + 1013904223) | 0;
          return (state >>> 0) / 2 ** 32;
        };
        const frames = Array.from({ length: 900 }, (_, index) => ({
          at: index * 66,
          layout: 'coco17' as const,
          aspect: 4 / 3,
          keypoints: Array.from({ length: 17 }, () => ({ x: random(), y: random(), score: random() })),
        }));
        // By chance alone some seeds give one repetition.
        expect(judged(id, frames).tracker.state.reps).toBeLessThanOrEqual(1);
      }),
      { numRuns: 12 },
    );
  });
});
