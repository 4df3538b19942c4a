import { expect, it } from 'vitest';
import { dayOf, midnightOf } from '../../../../client/pages/local-days.ts';
import { streaksOf, weeksUpTo } from '../../../../client/pages/training-days.ts';

it.each([
  ['days in a row up to today', ['2026-07-01', '2026-07-02', '2026-07-03'], { current: 3, longest: 3 }],
  ['days in a row up to yesterday, since today is not over', ['2026-07-01', '2026-07-02'], { current: 2, longest: 2 }],
  ['no days in a row after a day without', ['2026-06-30', '2026-07-01'], { current: 0, longest: 2 }],
  [
    'a day once, over the end of a month',
    ['2026-06-30', '2026-07-01', '2026-07-01', '2026-07-03'],
    { current: 1, longest: 2 },
  ],
  ['nothing', [], { current: 0, longest: 0 }],
])('counts %s', (_what, days, streaks) => {
  expect(streaksOf(days, '2026-07-03')).toEqual(streaks);
});

it('shows whole weeks up to today', () => {
  // A Friday.
  const weeks = weeksUpTo('2026-07-03', 3);
  expect(weeks.map((week) => week.length)).toEqual([7, 7, 5]);
  expect(weeks[0]?.[0]).toBe('2026-06-15');
  expect(weeks.at(-1)?.at(-1)).toBe('2026-07-03');
  expect(weeksUpTo('2026-07-05', 1)[0]).toHaveLength(7);
});

it('asks for whole days of the reader’s own', () => {
  const [since, before] = [midnightOf('2026-03-31', 0), midnightOf('2026-03-31', 1)];
  expect(new Date(since ?? '').getHours()).toBe(0);
  expect(dayOf(since, 0)).toBe('2026-03-31');
  expect(dayOf(before, -1)).toBe('2026-03-31');
  expect(midnightOf('', 0)).toBeUndefined();
  expect(dayOf(undefined, 0)).toBe('');
});
