import { createHash } from 'node:crypto';
import { createCanvas } from '@napi-rs/canvas';
import { expect, it } from 'vitest';
import { drawModel, MODEL_SIZE, modelAthlete, modelNamed, moveOf } from '../../../../shared/athlete/index.ts';
import { ACTIVITIES } from '../../../../shared/coaching/index.ts';

it.each([1, 900, 2_600, 7_000, 86_400_000])(
  'performs a repetition in %i ms, between its start and its end',
  (durationMs) => {
    const { athlete, start, end } = modelAthlete({ move: 'squat', view: 'left', durationMs });
    expect(end - start).toBeCloseTo(durationMs, 3);
    expect(athlete.truth().reps).toMatchObject([{ start, end }]);
  },
);

it('knows every activity that comes with the server, and no other by its figure', () => {
  expect(ACTIVITIES.filter(({ figure }) => moveOf(figure) === undefined)).toEqual([]);
  expect(moveOf('toString')).toBeUndefined();
});

it('is found by names from outside, and only where there is such a movement and such a view', () => {
  const wish = { figure: 'squat', view: 'left', durationMs: 2_000 };
  const { athlete } = modelAthlete({ move: 'squat', view: 'left', durationMs: 2_000 });
  expect(modelNamed(wish)?.poseAt(1_800)).toEqual(athlete.poseAt(1_800));
  expect(modelNamed({ ...wish, figure: 'toString' })).toBeUndefined();
  expect(modelNamed({ ...wish, view: 'above' })).toBeUndefined();
});

it('is drawn at the moment that is wanted, and at its first or last one outside', () => {
  const { athlete, start, end } = modelAthlete({ move: 'squat', view: 'left', durationMs: 2_000 });
  const drawn = (moment: number) => {
    const canvas = createCanvas(MODEL_SIZE.width, MODEL_SIZE.height);
    return {
      at: drawModel(canvas.getContext('2d'), athlete, moment),
      picture: createHash('sha256').update(canvas.data()).digest('hex'),
    };
  };
  expect(drawn(-500)).toEqual(drawn(0));
  expect(drawn(athlete.duration + 500)).toEqual(drawn(athlete.duration));
  const middle = (start + end) / 2;
  expect(drawn(middle).at).toBe(middle);
  expect(drawn(middle).picture).not.toBe(drawn(start).picture);
});
