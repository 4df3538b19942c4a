import { describe, expect, it } from 'vitest';
import { type AthleteOptions, anAthlete, type CameraView, type MoveName } from '../../../../shared/athlete/index.ts';
import { ACTIVITIES, coachingEventSchema } from '../../../../shared/coaching/index.ts';
import { framesOf, judged, ofType } from './perform.ts';

const TEMPO: Readonly<Record<string, number>> = { 'high-knees': 0.8, 'jumping-jack': 1.4, 'golf-swing': 4 };

describe('counting', () => {
  const repeated = ACTIVITIES.filter(({ kind }) => kind !== 'hold');

  it.each(repeated.flatMap(({ id }) => (['front', 'front-left', 'left'] as const).map((view) => [id, view] as const)))(
    'counts every repetition of %s seen from %s',
    (id, view) => {
      const athlete: AthleteOptions = { activity: id as MoveName, view, reps: 5, tempo: TEMPO[id] ?? 2.5 };
      const { tracker, events } = judged(id, framesOf(athlete, { fps: 20 }));
      expect(tracker.state).toMatchObject({ reps: 5, attempts: 0 });
      const truth = anAthlete(athlete).truth().reps;
      for (const [index, rep] of ofType(events, 'repetition').entries()) {
        expect(rep.index).toBe(index + 1);
        expect(Math.abs(rep.turn - (truth[index]?.turn ?? 0))).toBeLessThan(200);
      }
      for (const event of events) expect(coachingEventSchema.parse(event)).toEqual(event);
    },
  );

  it.each([
    ['slow', 9, 10],
    ['brisk', 1, 20],
    ['usual, few frames', 2.5, 5],
    ['usual, many frames', 2.5, 60],
  ])('counts %s squats (%d s, %d frames a second)', (_, tempo, fps) => {
    const { tracker } = judged('squat', framesOf({ activity: 'squat', tempo, reps: 4 }, { fps }));
    expect(tracker.state.reps).toBe(4);
  });

  it('waits at the bottom as long as the athlete does', () => {
    const { tracker } = judged('squat', framesOf({ activity: 'squat', tempo: 8, pause: 0.6, reps: 3 }));
    expect(tracker.state.reps).toBe(3);
  });

  it('keeps attempts that stay too shallow apart from repetitions, and asks to go deeper', () => {
    const { tracker, events } = judged(
      'squat',
      framesOf({ activity: 'squat', view: 'left', reps: 4, attempts: [2, 3] }),
    );
    expect(tracker.state).toMatchObject({ reps: 2, attempts: 2 });
    expect(ofType(events, 'attempt').map(({ why }) => why)).toEqual(['too-shallow', 'too-shallow']);
    expect(ofType(events, 'cue').map(({ text }) => text)).toContain('Go a little deeper');
  });

  it('does not count a squat that is not finished', () => {
    const athlete = anAthlete({ activity: 'squat', reps: 2 });
    const [, second] = athlete.truth().reps;
    const { tracker } = judged('squat', framesOf({ activity: 'squat', reps: 2 }, { until: second?.turn ?? 0 }));
    expect(tracker.state.reps).toBe(1);
  });

  it('names the leading leg of alternating lunges', () => {
    const { events, tracker } = judged('lunge', framesOf({ activity: 'lunge', view: 'left', reps: 4 }));
    expect(ofType(events, 'repetition').map(({ side }) => side)).toEqual(['left', 'right', 'left', 'right']);
    expect(tracker.summary().sides).toEqual({ left: 2, right: 2 });
  });

  it('counts both arms of a curl as one repetition without a side', () => {
    const { events } = judged('biceps-curl', framesOf({ activity: 'biceps-curl', reps: 3 }));
    expect(ofType(events, 'repetition').map(({ side }) => side)).toEqual([undefined, undefined, undefined]);
  });

  it('counts through walking in, noise, lost frames and swapped legs', () => {
    const frames = framesOf({ activity: 'squat', reps: 5, walkIn: 3000, tempo: 3 });
    const disturbance = { seed: 7, noise: 0.006, dropouts: 0.05, swaps: 0.02, outliers: 0.003 };
    expect(judged('squat', frames, { disturbance }).tracker.state.reps).toBe(5);
  });

  it('bridges a limb that is hidden for a moment', () => {
    const hidden = { points: ['left_ankle', 'left_knee'], from: 4000, to: 4350 };
    const { tracker, events } = judged('squat', framesOf({ activity: 'squat', view: 'left', reps: 4 }), {
      disturbance: { seed: 1, hidden },
    });
    expect(tracker.state.reps).toBe(4);
    expect(ofType(events, 'visibility').filter(({ visible }) => !visible)).toEqual([]);
  });

  it('says what is missing when the feet stay out of the picture', () => {
    const hidden = { points: ['left_ankle', 'right_ankle'] };
    const { events } = judged('squat', framesOf({ activity: 'squat', reps: 1 }), { disturbance: { seed: 1, hidden } });
    expect(ofType(events, 'visibility')[0]).toMatchObject({ visible: false, missing: ['ankle'] });
    expect(ofType(events, 'cue')[0]).toMatchObject({ kind: 'guide', text: 'Step back so that I can see your feet' });
  });

  it('asks to step into the picture when nobody is there', () => {
    const { events } = judged('squat', [], {});
    expect(events).toEqual([]);
    const empty = framesOf({ activity: 'squat', reps: 1 }).map((frame) => ({
      ...frame,
      keypoints: frame.keypoints.map((point) => ({ ...point, score: 0 })),
    }));
    expect(ofType(judged('squat', empty).events, 'cue')[0]?.text).toBe('Step into the picture');
  });

  it('goes on counting after a cut to another camera', () => {
    const half = framesOf({ activity: 'squat', view: 'left', reps: 3 });
    const end = (half.at(-1)?.at ?? 0) + 66;
    const other = framesOf({ activity: 'squat', view: 'front-right', reps: 3, scale: 0.5 });
    const { tracker } = judged('squat', [...half, ...other.map((frame) => ({ ...frame, at: frame.at + end }))]);
    expect(tracker.state.reps).toBe(6);
  });

  it('ignores another person who appears in a single frame', () => {
    const frames = framesOf({ activity: 'squat', reps: 4 });
    const crowded = frames.map((frame, index) =>
      index % 25 === 12
        ? { ...frame, keypoints: frame.keypoints.map(({ x, y, score }) => ({ x: x * 0.4, y: y * 0.4 + 0.1, score })) }
        : frame,
    );
    expect(judged('squat', crowded).tracker.state.reps).toBe(4);
  });

  it.each(
    (['walking', 'waving', 'sitting', 'dancing'] as const).flatMap((doing) =>
      ['squat', 'push-up', 'pull-up', 'deadlift', 'sit-up'].map((id) => [id, doing] as const),
    ),
  )('counts no %s in two minutes of %s', (id, doing) => {
    for (const view of ['front', 'front-left'] satisfies CameraView[]) {
      const frames = framesOf({ activity: doing, view }, { fps: 10, until: 120_000 });
      const disturbance = { seed: 3, noise: 0.003, dropouts: 0.01 };
      expect(judged(id, frames, { disturbance }).tracker.state.reps).toBe(0);
    }
  });
});

describe('holds', () => {
  it('times a plank while it is held', () => {
    const { tracker } = judged('plank', framesOf({ activity: 'plank', view: 'left', reps: 1, tempo: 20 }));
    const held = tracker.summary().hold;
    expect(held?.holds).toBe(1);
    expect(Math.abs((held?.totalMs ?? 0) - 20_000)).toBeLessThan(2000);
  });

  it('pauses the clock and asks for the hips when they sag', () => {
    const { tracker, events } = judged(
      'plank',
      framesOf({ activity: 'plank', view: 'left', reps: 1, tempo: 10, faults: ['sag'] }),
    );
    expect(ofType(events, 'hold').map(({ state }) => state)).toContain('paused');
    expect(ofType(events, 'cue').map(({ id }) => id)).toContain('hips-up');
    expect(tracker.summary().hold?.totalMs).toBeLessThan(3500);
  });
});
