import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  createTracker,
  guessActivity,
  type PoseFrame,
  readTrack,
  type Tracker,
} from '../../../../shared/coaching/index.ts';
import { idleFilms, wildIdleFilm } from '../../../bench/counting/idle.ts';
import { activityOf, framesOf, judged } from './perform.ts';

const TRACKS = new URL('../../../../../shared/data/tracks/', import.meta.url);
const there = existsSync(new URL('truth.json', TRACKS));
const truthSchema = z.record(
  z.string(),
  z.object({
    activity: z.string(),
    reps: z.number().nullable(),
    accept: z.array(z.number()).default([]),
    also: z.record(z.string(), z.number()).default({}),
  }),
);

const truths = there ? truthSchema.parse(JSON.parse(readFileSync(new URL('truth.json', TRACKS), 'utf8'))) : {};
const files = there ? readdirSync(TRACKS).filter((name) => name.endsWith('.jsonl')) : [];
const framesIn = (file: string) =>
  [...readTrack(readFileSync(new URL(file, TRACKS), 'utf8').split('\n'))].flatMap((entry) =>
    'layout' in entry ? [entry] : [],
  );

function trackerOf(id: string, frames: readonly (PoseFrame | { at: number })[]): Tracker {
  const tracker = createTracker(activityOf(id));
  for (const frame of frames) {
    if ('layout' in frame) tracker.update(frame);
    else tracker.missing(frame.at);
  }
  tracker.finish(frames.at(-1)?.at ?? 0);
  return tracker;
}

describe.skipIf(!there)('tracks of people (skipped where the shared data is absent)', () => {
  const counted = files.flatMap((file) => {
    const truth = truths[file];
    if (!truth) return [];
    const rights = truth.reps === null ? [] : [[file, truth.activity, [truth.reps, ...truth.accept]] as const];
    return [...rights, ...Object.entries(truth.also).map(([id, reps]) => [file, id, [reps]] as const)];
  });

  it.each(counted)('%s, as %s, has %j repetitions', (file, id, right) => {
    const { reps } = judged(id, framesIn(file)).tracker.state;
    expect(right).toContain(reps);
  });

  it('are recognised, and where too little is seen nothing is claimed', () => {
    const guesses = (name: string) => guessActivity(framesIn(`${name}.jsonl`))?.activity;
    expect(guesses('push-up-side-begun')).toBe('push-up');
    expect(guesses('lunge-side-knee')).toBe('lunge');
    expect(guesses('squat-barbell-three-quarter')).toBe('squat');
    expect(guesses('squat-front-head-out')).toBe('squat');
    expect(guesses('standing-at-a-table')).toBeUndefined();
  });

  it('of push-ups with rests on high hips have no attempts', () => {
    expect(judged('push-up', framesIn('push-up-side-rests.jsonl')).tracker.state).toMatchObject({
      reps: 30,
      attempts: 0,
    });
  });

  it.each([
    ['pull-up-front-long.jsonl', ['push-up', 'bench-press', 'sit-up', 'biceps-curl', 'triceps-push-down', 'deadlift']],
    ['pull-up-front-long.jsonl', ['lunge', 'overhead-press', 'high-knees']],
    ['lunge-side-knee.jsonl', ['jumping-jack', 'high-knees']],
    ['walking.jsonl', ['high-knees']],
    ['push-up-side-rests.jsonl', ['squat', 'sit-up', 'dip', 'bench-press', 'glute-bridge', 'deadlift', 'pull-up']],
  ])('%s holds no repetition of other activities', (file, ids) => {
    const frames = framesIn(file);
    for (const id of ids) expect([id, judged(id, frames).tracker.state.reps]).toEqual([id, 0]);
  });
});

describe('a movement of another kind', () => {
  it.each([
    ['pull-up', ['overhead-press', 'dip', 'squat', 'jumping-jack', 'deadlift']],
    ['push-up', ['bench-press', 'dip', 'sit-up', 'glute-bridge', 'triceps-push-down', 'deadlift']],
    ['bench-press', ['push-up', 'pull-up']],
    ['overhead-press', ['pull-up', 'jumping-jack']],
    ['squat', ['lunge', 'high-knees', 'front-raise', 'lateral-raise']],
    ['lunge', ['squat', 'high-knees', 'deadlift']],
    ['dip', ['front-raise', 'lateral-raise']],
    ['sit-up', ['glute-bridge']],
    ['glute-bridge', ['sit-up']],
    ['lateral-raise', ['jumping-jack', 'front-raise']],
    ['front-raise', ['lateral-raise']],
    ['biceps-curl', ['triceps-push-down']],
    ['triceps-push-down', ['biceps-curl']],
    ['golf-swing', ['front-raise', 'lateral-raise', 'deadlift', 'bench-press', 'jumping-jack']],
  ] as const)('%s is no repetition of %j', (done, ids) => {
    for (const view of ['front', 'front-left', 'left', 'back'] as const) {
      const frames = framesOf({ activity: done, view, reps: 5, tempo: 2.5 });
      for (const id of ids) expect([id, view, judged(id, frames).tracker.state.reps]).toEqual([id, view, 0]);
    }
  });
});

describe('what people do besides', () => {
  it.each([
    ['at-table', ['push-up', 'dip', 'squat', 'biceps-curl', 'triceps-push-down', 'overhead-press']],
    ['tying-shoes', ['lunge', 'squat', 'biceps-curl', 'sit-up', 'deadlift']],
    ['drinking', ['biceps-curl', 'front-raise', 'overhead-press', 'triceps-push-down']],
    ['carrying', ['biceps-curl', 'triceps-push-down', 'lunge', 'high-knees', 'front-raise']],
    ['cleaning', ['biceps-curl', 'dip', 'squat', 'front-raise', 'lateral-raise']],
    ['talking', ['biceps-curl']],
    ['warming-up', ['overhead-press', 'biceps-curl', 'pull-up', 'front-raise', 'lateral-raise', 'jumping-jack']],
    ['resting-on-hands', ['push-up']],
  ] as const)('%s is no repetition of %j', (doing, ids) => {
    for (const view of ['front', 'front-left', 'left'] as const) {
      const frames = framesOf({ activity: doing, view }, { fps: 12, until: 60_000 });
      for (const id of ids) expect([id, view, judged(id, frames).tracker.state.reps]).toEqual([id, view, 0]);
    }
  });

  it('is no attempt either: who has counted nothing yet must go half of the way, from where it begins', () => {
    const wiping = framesOf({ activity: 'cleaning', view: 'front' }, { fps: 12, until: 60_000 });
    const sitting = framesOf({ activity: 'sitting', view: 'front' }, { fps: 12, until: 60_000 });
    expect(judged('biceps-curl', wiping).tracker.state.attempts).toBe(0);
    expect(judged('triceps-push-down', sitting).tracker.state.attempts).toBe(0);
  });

  it.each([
    [135, 18],
    [315, 4],
  ])('is no dip where somebody dances with bent arms, seen from %d° and %d° above', (view, elevation) => {
    const disturbance = { seed: 6, noise: 0.003, drift: { size: 0.008, seconds: 0.5 }, farSide: 2 };
    const frames = framesOf({ activity: 'dancing', view, elevation, distance: 2.5 }, { until: 60_000 });
    expect(judged('dip', frames, { disturbance }).tracker.state.reps).toBe(0);
  });

  it.each([
    ['high-knees', 'carrying', 'both legs step alike, but not as high'],
    ['deadlift', 'cleaning', 'the trunk stays bent and one hand wipes'],
    ['deadlift', 'waving', 'the trunk stays upright'],
    ['jumping-jack', 'warming-up', 'both hands circle the same way over still feet'],
    ['push-up', 'resting-on-hands', 'the hips go up while the shoulders sink'],
    ['squat', 'walking', 'the hips hardly sink'],
    ['lunge', 'dancing', 'the hips hardly sink'],
    ['biceps-curl', 'waving', 'the upper arm rises'],
    ['sit-up', 'resting-on-hands', 'the hips are high'],
    ['golf-swing', 'warming-up', 'the shoulders stay square'],
    ['dip', 'dancing', 'the forearms never stand on the hands'],
    ['front-raise', 'warming-up', 'the arms come down on the other side'],
    ['lateral-raise', 'warming-up', 'the hands do not part'],
    ['squat', 'dancing', 'the hips hardly sink, now and then'],
    ['biceps-curl', 'talking', 'one arm bends a little, now and then'],
    ['biceps-curl', 'dancing', 'one arm bends a little, now and then'],
    ['triceps-push-down', 'talking', 'the hands hardly move'],
    ['triceps-push-down', 'drinking', 'one arm moves'],
  ] as const)('is no %s when somebody is %s, filmed from anywhere: %s', (id, doing, _why) => {
    for (const frames of idleFilms('wild', doing)) expect(trackerOf(id, frames).state.reps).toBe(0);
  });

  it.each([
    ['overhead-press', 'warming-up', 1, 5, 'the forearms do not stand under the hands'],
    ['glute-bridge', 'resting-on-hands', 5, 0, 'the arms carry the body'],
    ['push-up', 'cleaning', 2, 6, 'the legs stand'],
    ['high-knees', 'dancing', 2, 7, 'the feet stay on the floor'],
    ['dip', 'cleaning', 6, 1, 'the hips stay where they are'],
    ['dip', 'tying-shoes', 3, 6, 'the trunk folds'],
    ['deadlift', 'tying-shoes', 5, 2, 'the shoulders come down to the knees'],
    ['lateral-raise', 'warming-up', 4, 7, 'the arms go on up and come down elsewhere'],
  ] as const)('is no %s when somebody is %s, in film %d-%d: %s', (id, doing, round, index, _why) => {
    expect(trackerOf(id, wildIdleFilm(doing, index, round)).state.reps).toBe(0);
  });

  it('is no attempt where it looks like the activity by most measures only, and nothing was counted', () => {
    const attempts = (id: string, doing: 'walking' | 'cleaning') => {
      const states = idleFilms('wild', doing).map((frames) => trackerOf(id, frames).state.attempts);
      return states.reduce((sum, count) => sum + count, 0);
    };
    expect(attempts('front-raise', 'walking')).toBe(0);
    expect(attempts('lateral-raise', 'cleaning')).toBe(0);
  });

  it('is no run of high knees where somebody walks past and the model guesses the far leg', () => {
    const disturbance = { seed: 6, noise: 0.003, drift: { size: 0.008, seconds: 0.5 }, farSide: 2 };
    for (const view of [60, 245]) {
      const frames = framesOf({ activity: 'walking', view, elevation: 15 }, { until: 45_000 });
      expect([view, judged('high-knees', frames, { disturbance }).tracker.state.reps]).toEqual([view, 0]);
    }
  });
});
