import { expect, it } from 'vitest';
import type { Correction } from '../../../../shared/coaching/index.ts';
import { correctedCount, marksOf, strictnessOf } from '../../../../shared/coaching/index.ts';

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
