import { expect, it } from 'vitest';
import type { Correction } from '../../../../shared/coaching/index.ts';
import { correctedCount, createTracker, marksOf, rulesOff, strictnessOf } from '../../../../shared/coaching/index.ts';
import { activityOf, framesOf, ofType } from './perform.ts';

const count = (delta: 1 | -1): Correction => ({ kind: 'count', at: 0, delta });
const mark = (rep: number, good: boolean): Correction => ({ kind: 'mark', at: 0, rep, good });

it.each([
  { what: 'nothing while nobody has corrected', reps: 4, corrections: [mark(1, true)], counted: undefined },
  { what: 'the corrections on top of the machine’s count', reps: 4, corrections: [count(1), count(1)], counted: 6 },
  { what: 'up and down to the same', reps: 4, corrections: [count(1), count(-1)], counted: 4 },
  { what: 'never less than none', reps: 1, corrections: [count(-1), count(-1)], counted: 0 },
])('counts $what', ({ reps, corrections, counted }) => {
  expect(correctedCount(reps, corrections)).toBe(counted);
});

it('lets the last word on a repetition stand', () => {
  expect([...marksOf([mark(2, true), mark(3, false), mark(2, false)])]).toEqual([
    [2, false],
    [3, false],
  ]);
});

it('asks the standard until a coach says otherwise', () => {
  expect(strictnessOf([])).toBe('standard');
  const asked = (['strict', 'beginner'] as const).map((strictness) => ({
    kind: 'strictness' as const,
    at: 0,
    strictness,
  }));
  expect(strictnessOf(asked)).toBe('beginner');
});

it('reports no fault of a rule that is switched off, until it is switched on again', () => {
  const tracker = createTracker(activityOf('squat'));
  const word = (told: boolean): Correction => ({ kind: 'rule', at: 0, rule: 'lean', told });
  const frames = framesOf({ activity: 'squat', view: 'left', reps: 6, tempo: 2.5, faults: ['lean'] });
  const third = frames.length / 3;
  const told = [0, 1, 2].map((part) => {
    if (part > 0) tracker.correct(word(part === 2));
    const seen = frames.slice(part * third, (part + 1) * third).flatMap((frame) => tracker.update(frame));
    return {
      faults: ofType(seen, 'fault').filter(({ rule }) => rule === 'lean').length,
      scores: ofType(seen, 'repetition').map(({ score }) => score),
    };
  });
  expect(told.map(({ faults }) => faults > 0)).toEqual([true, false, true]);
  expect(told[1]?.scores).toEqual(told[1]?.scores.map(() => 100));
  expect(told[1]?.scores.length).toBeGreaterThan(0);
  expect([...rulesOff([word(false)])]).toEqual(['lean']);
  expect([...rulesOff([word(false), word(true)])]).toEqual([]);
});
