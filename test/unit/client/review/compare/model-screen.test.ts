import { expect, it } from 'vitest';
import { modelAthlete, moveOf } from '../../../../../client/review/compare/model-screen.ts';
import { ACTIVITIES } from '../../../../../shared/coaching/index.ts';

it.each([900, 2_600, 7_000])('performs a repetition in %i ms, between its start and its end', (durationMs) => {
  const { athlete, start, end } = modelAthlete({ move: 'squat', view: 'left', durationMs });
  expect(end - start).toBeCloseTo(durationMs, 3);
  expect(athlete.truth().reps).toMatchObject([{ start, end }]);
});

it('knows every activity that comes with the server, and no other by its figure', () => {
  expect(ACTIVITIES.filter(({ figure }) => moveOf(figure) === undefined)).toEqual([]);
  expect(moveOf('toString')).toBeUndefined();
});
