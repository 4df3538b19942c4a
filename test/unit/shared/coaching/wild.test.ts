import { describe, expect, it } from 'vitest';
import { normal } from '../../../../shared/athlete/chance.ts';
import { type AthleteOptions, anAthlete, type CameraView, disturb } from '../../../../shared/athlete/index.ts';
import { LAYOUTS, type PoseFrame } from '../../../../shared/coaching/index.ts';
import { framesOf, judged, ofType } from './perform.ts';

const reps = (id: string, frames: readonly PoseFrame[]) => judged(id, frames).tracker.state.reps;
const pausing = (count: number, rest: number) =>
  Array.from({ length: count }, () => ({ kind: 'repetition' as const, rest }));
const upTo = (frames: readonly PoseFrame[], at: number) => frames.filter((frame) => frame.at <= at);

describe('films from the wild', () => {
  it('counts in retrospect when a short range turns out to be the rule', () => {
    const { events, tracker } = judged('squat', framesOf({ activity: 'squat', view: 'left', reps: 5, range: 0.45 }));
    expect(tracker.state).toMatchObject({ reps: 5, attempts: 0 });
    const [first, second, third] = ofType(events, 'repetition');
    expect([second?.at, third?.at]).toEqual([first?.at, first?.at]);
    expect(first?.turn).toBeLessThan(second?.turn ?? 0);
  });

  it.each([
    ['push-up', 1.2],
    ['squat', 1.2],
    ['pull-up', 1.6],
    ['biceps-curl', 1.6],
  ] as const)('counts a %s that is under way when the film begins', (id, tempo) => {
    const athlete = { activity: id, view: 'left', reps: 3, tempo } as const;
    const [first] = anAthlete(athlete).truth().reps;
    if (!first) throw new Error('there are three repetitions');
    const begun = first.start + (first.turn - first.start) * 0.35;
    const frames = framesOf(athlete, { fps: 25, layout: 'blazepose33' }).filter(({ at }) => at >= begun);
    expect(judged(id, frames).tracker.state).toMatchObject({ reps: 3, attempts: 0 });
  });

  describe('a first squat whose beginning nobody saw', () => {
    const athlete = { activity: 'squat', view: 'front', reps: 2, tempo: 4 } as const;
    const [first, second] = anAthlete(athlete).truth().reps;
    if (!first || !second) throw new Error('there are two repetitions');
    const between = (from: number, to: number) =>
      framesOf(athlete, { layout: 'blazepose33' }).filter(({ at }) => at >= from && at <= to);
    const down = (share: number) => first.start + (first.turn - first.start) * share;

    it('counts where it goes on down and comes all the way back', () => {
      expect(judged('squat', between(down(0.7), second.turn)).tracker.state).toMatchObject({ reps: 1, attempts: 0 });
    });

    it('is not called hurried, as nobody knows how long it took', () => {
      const brisk = framesOf({ ...athlete, tempo: 1.6 }, { fps: 25 });
      for (const from of [1650, 1700, 1750, 1800, 1850]) {
        const { events } = judged(
          'squat',
          brisk.filter(({ at }) => at >= from),
        );
        expect([from, ofType(events, 'fault').map(({ rule }) => rule)]).toEqual([from, []]);
      }
    });

    it('counts as soon as the points are a body, which they were not before', () => {
      const astray = between(down(0.5) - 700, down(0.5)).map((frame, index) => ({
        ...frame,
        keypoints: frame.keypoints.map((point, place) => ({
          ...point,
          x: point.x + 0.25 * normal(1, index, place, 1),
          y: point.y + 0.25 * normal(1, index, place, 2),
        })),
      }));
      expect(reps('squat', [...astray, ...between(down(0.5) + 1, second.turn)])).toBe(1);
    });

    it('is none where its lowest point was not seen either', () => {
      expect(reps('squat', between(first.turn + 100, second.turn))).toBe(0);
    });
  });

  it('calls one that stays alone too shallow', () => {
    const { tracker } = judged('squat', framesOf({ activity: 'squat', view: 'left', reps: 1, range: 0.4 }));
    expect(tracker.state).toMatchObject({ reps: 0, attempts: 1 });
  });

  it('measures an attempt by the repetitions of the same person', () => {
    const plan = [1, 1, 1, 0.4, 1].map((range) => ({ kind: 'repetition' as const, range }));
    const { tracker } = judged('squat', framesOf({ activity: 'squat', view: 'left', plan }));
    expect(tracker.state).toMatchObject({ reps: 4, attempts: 1 });
  });

  it('counts the last curl of a film that ends at its top, and not one that has hardly begun', () => {
    const curls: AthleteOptions = { activity: 'biceps-curl', view: 'left', reps: 4 };
    const last = anAthlete(curls).truth().reps.at(-1);
    const frames = framesOf(curls, { fps: 25 });
    expect(reps('biceps-curl', upTo(frames, (last?.turn ?? 0) + 100))).toBe(4);
    expect(reps('biceps-curl', upTo(frames, (last?.start ?? 0) + 200))).toBe(3);
  });

  it('counts no first raise that the film does not show coming down', () => {
    const raise: AthleteOptions = { activity: 'front-raise', view: 'left', reps: 1 };
    const [first] = anAthlete(raise).truth().reps;
    const frames = framesOf(raise, { fps: 25 });
    expect(reps('front-raise', upTo(frames, first?.turn ?? 0))).toBe(0);
    expect(reps('front-raise', frames)).toBe(1);
  });

  it('takes up the repetition under way when the model comes back from another person', () => {
    const squats = framesOf({ activity: 'squat', view: 'front', reps: 4, tempo: 4 }, { fps: 25 });
    const other = anAthlete({ activity: 'walking', view: 'left', scale: 0.4 });
    const [, second] = anAthlete({ activity: 'squat', reps: 4, tempo: 4 }).truth().reps;
    const from = second?.turn ?? 0;
    const frames = squats.map((frame) => {
      if (frame.at < from - 250 || frame.at > from + 350) return frame;
      const seen = other.poseAt(frame.at, 'coco17');
      return { ...seen, keypoints: seen.keypoints.map((point) => ({ ...point, x: point.x * 0.5 - 0.1 })) };
    });
    expect(reps('squat', frames)).toBe(4);
  });

  describe('a turning point that nobody saw', () => {
    const TURNS = [
      ['squat', 'front', 4],
      ['push-up', 'left', 3],
      ['biceps-curl', 'front', 4],
      ['deadlift', 'left', 4],
    ] as const;
    const setOf = (id: (typeof TURNS)[number][0], view: CameraView, tempo: number) => {
      const athlete: AthleteOptions = { activity: id, view, reps: 4, tempo };
      return { frames: framesOf(athlete, { fps: 25 }), reps: anAthlete(athlete).truth().reps };
    };

    it.each(TURNS)('is passed in a set of %s seen from %s, and nothing is said of how', (id, view, tempo) => {
      const { frames, reps: truth } = setOf(id, view, tempo);
      const turn = truth[2]?.turn ?? 0;
      const seen = frames.filter(({ at }) => Math.abs(at - turn) > 0.2 * tempo * 1000);
      const { events, tracker } = judged(id, seen);
      expect(tracker.state).toMatchObject({ reps: 4, attempts: 0 });
      const third = ofType(events, 'repetition')[2];
      expect(third?.faults).toEqual([]);
      expect(Math.abs((third?.turn ?? 0) - turn)).toBeLessThan(400);
    });

    it('is nothing of a first squat', () => {
      const { frames, reps: truth } = setOf('squat', 'front', 4);
      const [first] = truth;
      const seen = frames.filter(({ at }) => at < (first?.end ?? 0) && Math.abs(at - (first?.turn ?? 0)) > 800);
      expect(reps('squat', seen)).toBe(0);
    });

    it.each(TURNS)('is that of %s seen from %s while the model follows somebody near', (id, view, tempo) => {
      const { frames, reps: truth } = setOf(id, view, tempo);
      const turn = truth[2]?.turn ?? 0;
      const other = anAthlete({ activity: 'walking', view: 'left', scale: 0.4 });
      const seen = frames.map((frame) => {
        if (Math.abs(frame.at - turn) > 0.2 * tempo * 1000) return frame;
        const person = other.poseAt(frame.at, 'coco17');
        return { ...person, keypoints: person.keypoints.map((point) => ({ ...point, x: point.x * 0.6 - 0.1 })) };
      });
      expect(judged(id, seen).tracker.state).toMatchObject({ reps: 4, attempts: 0 });
    });
  });

  it('goes on with the set when the camera changes in the middle of a repetition', () => {
    const seenFrom = (view: 'left' | 'front-right') =>
      framesOf({ activity: 'squat', view, reps: 4, scale: view === 'left' ? 0.7 : 0.5 }, { fps: 25 });
    const [, second] = anAthlete({ activity: 'squat', reps: 4 }).truth().reps;
    const other = seenFrom('front-right');
    const frames = seenFrom('left').map((frame, index) => (frame.at < (second?.turn ?? 0) ? frame : other[index]));
    expect(reps('squat', frames as PoseFrame[])).toBe(4);
  });

  it.each(['biceps-curl', 'front-raise'])('counts %s once although the far arm is only guessed', (id) => {
    const frames = framesOf({ activity: id as 'biceps-curl', view: 'left', reps: 5 }, { fps: 25 });
    const disturbance = { seed: 5, drift: { size: 0.006, seconds: 0.6 }, farSide: 3 };
    expect(judged(id, frames, { disturbance }).tracker.state.reps).toBe(5);
  });

  it('counts single raises of the near arm from the side although the far one comes into view for moments', () => {
    const { names } = LAYOUTS.blazepose33;
    const raise: AthleteOptions = { activity: 'front-raise', view: 'left', plan: pausing(5, 6) };
    const hanging = anAthlete(raise).poseAt(0).keypoints;
    const frames = framesOf(raise, { fps: 25, layout: 'blazepose33' }).map((frame) => {
      const score = Math.floor(frame.at / 350) % 2 === 0 ? 0.6 : 0.06;
      const keypoints = frame.keypoints.map((point, index) => {
        const far = /^right_(elbow|wrist)/.test(names[index] ?? '');
        return far ? { ...point, ...hanging[index], score } : point;
      });
      return { ...frame, keypoints };
    });
    expect(reps('front-raise', frames)).toBe(5);
  });

  it.each([3, 8, 11])('counts presses in front of a camera held by hand (%i)', (seed) => {
    const frames = framesOf({ activity: 'overhead-press', view: 'left', reps: 6, tempo: 3.6 }, { fps: 25 });
    const disturbance = { seed, handheld: { pan: 0.06, zoom: 0.12, seconds: 1.5 } };
    expect(judged('overhead-press', frames, { disturbance }).tracker.state.reps).toBe(6);
  });

  it.each([8, 9, 12])('counts high knees of a small runner seen from above and near (%i)', (seed) => {
    const child = { activity: 'high-knees', shape: 'child', reps: 6, tempo: 1.26 } as const;
    const frames = framesOf({ ...child, view: 'front-right', elevation: 28, distance: 1.9, scale: 0.5 }, { fps: 25 });
    const disturbance = { seed, noise: 0.002, drift: { size: 0.007, seconds: 0.5 } };
    expect(judged('high-knees', frames, { disturbance }).tracker.state).toMatchObject({ reps: 6, attempts: 0 });
  });

  it('takes no wave of a hand for a raise', () => {
    const frames = framesOf({ activity: 'waving', view: 'left' }, { fps: 12, until: 90_000 });
    for (const id of ['lateral-raise', 'front-raise', 'biceps-curl']) expect(reps(id, frames)).toBe(0);
  });

  it('sees somebody whose keypoints all have modest scores', () => {
    const frames = framesOf({ activity: 'bench-press', view: 'left', reps: 4 }, { layout: 'blazepose33', fps: 25 });
    expect(judged('bench-press', frames, { disturbance: { seed: 1, doubt: 0.4 } }).tracker.state.reps).toBe(4);
  });
});

describe('disturbances', () => {
  const athlete = anAthlete({ activity: 'squat', view: 'left' });

  it('wander alike at any frame rate', () => {
    const drift = { size: 0.02, seconds: 0.5 };
    const at = (time: number) => disturb(athlete.poseAt(time), { seed: 2, drift })?.keypoints[0]?.x ?? 0;
    expect(Math.abs(at(1000) - at(1010))).toBeLessThan(0.003);
    expect(at(1000)).toBe(at(1000));
    expect(Math.abs(at(1000) - (athlete.poseAt(1000).keypoints[0]?.x ?? 0))).toBeGreaterThan(0);
  });

  it('guess within the picture what the camera does not show', () => {
    const seen = disturb(athlete.poseAt(0), { seed: 2, framing: { zoom: 2, x: 0.5, y: 0.3 }, guess: 0.7 });
    for (const { x, y } of seen?.keypoints ?? []) {
      expect(Math.min(x, y, 1 - x, 1 - y)).toBeGreaterThanOrEqual(0);
    }
    expect(seen?.keypoints.at(-1)?.score).toBe(0.7);
  });
});
