import { expect, it } from 'vitest';
import { fittingCue } from '../../../../client/live/fitting-cue.ts';
import type { CoachingEvent, CoachingEventOf } from '../../../../shared/coaching/index.ts';

const cue = (kind: CoachingEventOf<'cue'>['kind'], at = 10_000): CoachingEventOf<'cue'> => ({
  type: 'cue',
  at,
  id: 'heels',
  kind,
  text: 'That’s it, keep it like that',
  spoken: 'That’s it, keep it like that',
});
const fault = (at: number): CoachingEvent => ({
  type: 'fault',
  at,
  rule: 'heels-up',
  severity: 'moderate',
  value: 2,
  limit: 1,
});
const attempt = (at: number): CoachingEvent => ({
  type: 'attempt',
  at,
  start: at - 2_000,
  why: 'too-shallow',
  reach: 0.5,
});

it.each([
  ['just before it', 8_000, false],
  ['together with it', 10_000, false],
  ['after it', 12_000, false],
  ['long before it', 7_000, true],
])('praise with a fault %s', (_when, at, shown) => {
  const state = { cue: cue('praise'), feedback: [fault(at), cue('praise')] };
  expect(fittingCue(state)).toEqual(shown ? state.cue : undefined);
});

it('is withheld after a movement that did not count, too', () => {
  expect(fittingCue({ cue: cue('praise'), feedback: [attempt(9_500)] })).toBeUndefined();
});

it('corrections, milestones and guidance stand whatever was seen', () => {
  for (const kind of ['correction', 'milestone', 'guide'] as const) {
    expect(fittingCue({ cue: cue(kind), feedback: [fault(9_900)] })).toEqual(cue(kind));
  }
  expect(fittingCue({ cue: undefined, feedback: [] })).toBeUndefined();
});
