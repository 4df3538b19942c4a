import { expect, it } from 'vitest';
import { aboveOlder } from '../../../../client/pages/session-pages.ts';
import { SESSIONS_A_PAGE, type SessionListItem } from '../../../../shared/contract/rest.ts';

/** Sessions that began at these seconds. */
const began = (...seconds: number[]) =>
  seconds.map((second): SessionListItem => {
    const createdAt = new Date(1_000 * second).toISOString();
    return {
      ...{ id: crypto.randomUUID(), activity: 'squat', activityName: { en: 'Squat' }, status: 'ended', createdAt },
      ...{ endedAt: createdAt, people: [], kind: 'live', reps: 0, score: null, thumbnail: null },
    };
  });
const down = (from: number, count: number) => Array.from({ length: count }, (_, index) => from - index);

it('keeps the older pages below a first page that was read anew, without a gap and without a line twice', () => {
  const shown = began(...down(100, SESSIONS_A_PAGE + 3));
  const [added] = began(101);
  if (!added) throw new Error('nothing was added');
  const list = aboveOlder([added, ...shown.slice(0, SESSIONS_A_PAGE - 1)], shown);
  expect(list).toEqual([added, ...shown]);
});

it('leaves nothing of what was deleted where the first page is all there is', () => {
  const shown = began(3, 2, 1);
  expect(aboveOlder(shown.slice(0, 2), shown)).toEqual(shown.slice(0, 2));
  expect(aboveOlder([], shown)).toEqual([]);
});
