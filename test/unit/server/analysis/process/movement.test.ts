import { expect, it } from 'vitest';
import { KEYPOINT_STRIDE } from '../../../../../server/analysis/pose-estimator.ts';
import { Movement } from '../../../../../server/analysis/process/movement.ts';
import { type Athlete, anAthlete } from '../../../../../shared/athlete/index.ts';

const ASPECT = 4 / 3;
const NOBODY = new Float32Array();

/** The athlete's keypoints at `at` ms, each number off by what `shake` gives. */
function lookAt(athlete: Athlete, at: number, shake: () => number = () => 0): Float32Array {
  return Float32Array.from(
    athlete.poseAt(at, 'coco17').keypoints.flatMap(({ x, y, score }) => [x + shake(), y + shake(), score]),
  );
}

/** The states that a video shows, from start to end, one a frame. */
function statesOf(keypoints: (at: number) => Float32Array, { from = 0, until = 6_000, rate = 15 } = {}) {
  const movement = new Movement(KEYPOINT_STRIDE.coco17);
  const states: string[] = [];
  for (let at = from; at < until; at += 1000 / rate) states.push(movement.observe(keypoints(at), ASPECT, at));
  return states;
}

const squats = (tempo: number) => anAthlete({ activity: 'squat', reps: Number.POSITIVE_INFINITY, tempo, delay: 0 });

it.each([
  { what: 'a quick one', tempo: 0.8, rate: 15 },
  { what: 'a usual one', tempo: 2.5, rate: 15 },
  { what: 'a usual one seen seldom', tempo: 2.5, rate: 5 },
])('sees that an athlete who squats moves all the time: $what', ({ tempo, rate }) => {
  const athlete = squats(tempo);
  const states = statesOf((at) => lookAt(athlete, at), { from: 1_000, until: 20_000, rate });
  expect(new Set(states)).toEqual(new Set(['moving']));
});

it('sees that somebody who squats very slowly moves, but for the turning points', () => {
  const athlete = squats(8);
  const states = statesOf((at) => lookAt(athlete, at), { until: 32_000 });
  expect(states.filter((state) => state === 'moving').length).toBeGreaterThan(0.8 * states.length);
});

it('sees that an arm alone moves', () => {
  const athlete = anAthlete({ activity: 'biceps-curl', reps: Number.POSITIVE_INFINITY, tempo: 3 });
  const states = statesOf((at) => lookAt(athlete, at), { from: 2_000, until: 14_000 });
  expect(new Set(states)).toEqual(new Set(['moving']));
});

it('sees that somebody who stands still rests, though the keypoints tremble', () => {
  const standing = squats(2);
  let seed = 1;
  const shake = () => (((seed++ * 0.61803398875) % 1) - 0.5) * 0.012;
  const states = statesOf(() => lookAt(standing, 0, shake));
  expect(states.slice(0, 15)).not.toContain('at rest');
  expect(new Set(states.slice(30))).toEqual(new Set(['at rest']));
});

it('sees at the first look that somebody at rest moves again', () => {
  const athlete = squats(2);
  const states = statesOf((at) => lookAt(athlete, Math.max(0, at - 4_000)), { until: 6_000, rate: 5 });
  const resting = states.lastIndexOf('at rest');
  expect(states[10]).toBe('at rest');
  expect(resting * 200).toBeLessThan(4_000 + 500);
  expect(states.at(-1)).toBe('moving');
});

it('says that nobody is there only after a while, and a newcomer at once', () => {
  const athlete = squats(2);
  const present = (at: number) => at < 1_000 || at > 4_000;
  const states = statesOf((at) => (present(at) ? lookAt(athlete, at) : NOBODY), { rate: 10 });
  expect(states.slice(0, 19)).not.toContain('absent');
  expect(states.slice(21, 40)).toEqual(Array(19).fill('absent'));
  expect(states[41]).toBe('moving');
});

it('is not misled by keypoints that the model is not sure of', () => {
  const unsure = (at: number) =>
    Float32Array.from({ length: 17 * 3 }, (_, index) => (index % 3 === 2 ? 0.2 : (at / 777 + index * 0.37) % 1));
  expect(statesOf(unsure).at(-1)).toBe('at rest');
});
