import { describe, expect, it } from 'vitest';
import type { AthleteOptions, CameraView, MoveName } from '../../../../shared/athlete/index.ts';
import { ACTIVITIES, type View } from '../../../../shared/coaching/index.ts';
import { framesOf, judged, ofType } from './perform.ts';

const CAMERAS = { front: 'front', 'three-quarter': 'front-left', side: 'left', back: 'back' } as const satisfies Record<
  View,
  CameraView
>;
/** Halfway down a bench press the elbows have hardly begun to bend as the camera sees it. */
const HALF: Readonly<Record<string, number>> = { 'bench-press': 0.6 };
const TEMPO: Readonly<Record<string, number>> = { 'high-knees': 0.8, 'jumping-jack': 1.4 };

const performed = (id: string, view: CameraView, ranges: readonly number[]): AthleteOptions => ({
  activity: id as MoveName,
  view,
  tempo: TEMPO[id] ?? 2.5,
  plan: ranges.map((range) => ({ kind: 'repetition', range })),
});

describe('half of the range', () => {
  const filmed = ACTIVITIES.flatMap(({ id, kind, views }) =>
    kind === 'repetitions' ? views.map((view) => [id, CAMERAS[view]] as const) : [],
  );

  it.each(filmed)('is found among whole repetitions of %s seen from %s', (id, view) => {
    const half = HALF[id] ?? 0.5;
    const { tracker } = judged(id, framesOf(performed(id, view, [1, 1, half, 1, half, 1, half, 1])));
    // Somebody whose half is near enough to their whole has it counted, as too shallow where that can be seen.
    expect(tracker.state.reps).toBeGreaterThanOrEqual(5);
    expect(tracker.state.reps + tracker.state.attempts).toBe(8);
  });

  it.each([
    ['biceps-curl', 'front', 'Curl all the way up'],
    ['biceps-curl', 'left', 'Curl all the way up'],
    ['front-raise', 'left', 'Raise to shoulder height'],
    ['lateral-raise', 'front', 'Raise to shoulder height'],
    ['dip', 'front-left', 'Go a little lower'],
    ['triceps-push-down', 'left', undefined],
  ] as const)('five times in a row is five attempts of %s seen from %s, and a cue', (id, view, text) => {
    const { tracker, events } = judged(id, framesOf(performed(id, view, [0.5, 0.5, 0.5, 0.5, 0.5])));
    expect(tracker.state).toMatchObject({ reps: 0, attempts: 5 });
    expect(new Set(ofType(events, 'attempt').map(({ why }) => why))).toEqual(new Set(['too-shallow']));
    if (text) expect(ofType(events, 'cue').map((cue) => cue.text)).toContain(text);
  });

  it('that is not asked for is nothing: a curl under lateral raises, arms that swing before a set', () => {
    const curls = framesOf(performed('biceps-curl', 'front', [0.5, 0.5, 0.5, 0.5]));
    expect(judged('lateral-raise', curls).tracker.state).toMatchObject({ reps: 0, attempts: 0 });
    const walking = framesOf({ activity: 'walking', view: 'left' }, { until: 30_000 });
    for (const id of ['biceps-curl', 'front-raise', 'triceps-push-down', 'dip'])
      expect(judged(id, walking).tracker.state).toMatchObject({ reps: 0, attempts: 0 });
  });
});

describe('half of the range before any whole repetition', () => {
  const DISTURBED = { noise: 0.002, drift: { size: 0.007, seconds: 0.5 }, outliers: 0.002, dropouts: 0.005 };

  it.each(
    (['biceps-curl', 'front-raise', 'dip', 'triceps-push-down'] as const).flatMap((id) =>
      [1.6, 2.5, 4].map((tempo) => [id, tempo] as const),
    ),
  )('is noticed most times on films that are neither good nor bad: %s, %d s each', (id, tempo) => {
    const noticed = (['average', 'stocky', 'child'] as const).map((shape, seed) => {
      const plan = Array.from({ length: 5 }, () => ({ kind: 'repetition', range: 0.5 }) as const);
      const frames = framesOf({ activity: id, view: 'left', shape, tempo, plan });
      const { tracker, events } = judged(id, frames, { disturbance: { seed, ...DISTURBED } });
      return Math.max(tracker.state.attempts, ofType(events, 'fault').filter(({ rule }) => rule === 'shallow').length);
    });
    expect(Math.min(...noticed)).toBeGreaterThan(0);
    expect(noticed.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(10);
  });
});

describe('a deadlift', () => {
  it.each([0, 20, 45, 90, 180])('again and again is no squat, seen from %d°', (view) => {
    for (const shape of ['average', 'stocky'] as const) {
      const lifts = framesOf({ activity: 'deadlift', view, shape, reps: 6, tempo: 2.5 });
      expect(judged('squat', lifts).tracker.state).toMatchObject({ reps: 0, attempts: 0 });
      const leaning = framesOf({
        activity: 'squat',
        view,
        shape,
        reps: 6,
        tempo: 2.5,
        elevation: 10,
        faults: ['lean'],
      });
      expect(judged('squat', leaning).tracker.state.reps).toBe(6);
    }
  });

  it.each([10, 15, 20])('is no squat from behind and %d° above either, and a squat that leans is one', (elevation) => {
    for (const shape of ['average', 'stocky'] as const) {
      const seen = { view: 180, elevation, shape, reps: 6, tempo: 2.5 } as const;
      expect(judged('squat', framesOf({ ...seen, activity: 'deadlift' })).tracker.state.reps).toBe(0);
      expect(judged('deadlift', framesOf({ ...seen, activity: 'deadlift' })).tracker.state.reps).toBe(6);
      expect(judged('squat', framesOf({ ...seen, activity: 'squat', faults: ['lean'] })).tracker.state.reps).toBe(6);
    }
  });

  it.each(['left', 'right'] as const)('before a set is no squat, seen from the %s', (view) => {
    const lift = framesOf({ activity: 'deadlift', view, reps: 1, tempo: 2.5 });
    const from = (lift.at(-1)?.at ?? 0) + 66;
    const squats = framesOf({ activity: 'squat', view, reps: 3, tempo: 2.5, faults: ['lean'] });
    const frames = [...lift, ...squats.map((frame) => ({ ...frame, at: frame.at + from }))];
    const { tracker, events } = judged('squat', frames);
    expect(tracker.state).toMatchObject({ reps: 3, attempts: 0 });
    // A squat that leans too far is still one, and the lean is reported.
    expect(ofType(events, 'fault').map(({ rule }) => rule)).toContain('lean');
  });
});
