/** What follows from the days on which somebody trained. Days are ISO dates, so that they compare as text. */

const DAY_MS = 86_400_000;

/** The date so many days later. */
export const laterBy = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

export interface Streaks {
  /** Days in a row up to today, or up to yesterday where today is not over yet. */
  current: number;
  longest: number;
}

export function streaksOf(days: Iterable<string>, today: string): Streaks {
  const trained = new Set(days);
  let longest = 0;
  for (const day of trained) {
    if (trained.has(laterBy(day, -1))) continue;
    longest = Math.max(longest, runFrom(trained, day, 1));
  }
  return { current: runFrom(trained, trained.has(today) ? today : laterBy(today, -1), -1), longest };
}

/** Days in a row from one on, forwards or backwards. */
function runFrom(trained: ReadonlySet<string>, day: string, step: 1 | -1): number {
  let count = 0;
  while (trained.has(laterBy(day, step * count))) count += 1;
  return count;
}

/** The days of the last weeks up to today, week by week, each from Monday to Sunday; days to come are left out. */
export function weeksUpTo(today: string, weeks: number): string[][] {
  const sinceMonday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  const first = laterBy(today, -sinceMonday - 7 * (weeks - 1));
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_, day) => laterBy(first, 7 * week + day)).filter((day) => day <= today),
  );
}
