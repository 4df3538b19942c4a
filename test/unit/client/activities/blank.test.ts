import { describe, expect, it } from 'vitest';
import { BLANKS, copyOf } from '../../../../client/activities/blank.ts';
import { perform } from '../../../../client/activities/recording.ts';
import { refusedAt } from '../../../../client/activities/refused.ts';
import { tryOut } from '../../../../client/activities/trial.ts';
import { activitySchema } from '../../../../shared/coaching/index.ts';
import { SidelineError } from '../../../../shared/contract/errors.ts';
import { builtIn } from '../../../support/activity.ts';

const unhurried = { signal: new AbortController().signal, breathe: async () => undefined };

describe('a new activity', () => {
  it('counts its figure before anything is changed', async () => {
    const raises = perform({ move: 'lateral-raise', view: 'front', tempo: 3, faults: [] });
    expect((await tryOut(BLANKS.repetitions, raises.entries, 'en', unhurried)).summary.reps).toBe(6);
    const sits = perform({ move: 'wall-sit', view: 'left', tempo: 8, faults: [] });
    expect((await tryOut(BLANKS.hold, sits.entries, 'en', unhurried)).summary.hold?.totalMs).toBeGreaterThan(10_000);
  });
});

describe('a copy', () => {
  it.each([
    ['squat', [], 'my-squat', 'Squat (mine)', 'Kniebeuge (meine)'],
    ['squat', ['my-squat'], 'my-squat-2', 'Squat (mine 2)', 'Kniebeuge (meine 2)'],
    ['squat', ['my-squat', 'my-squat-2'], 'my-squat-3', 'Squat (mine 3)', 'Kniebeuge (meine 3)'],
  ])('of %s beside %j is %s', (source, taken, id, en, de) => {
    const copy = copyOf(builtIn(source), [source, ...taken]);
    expect(copy).toMatchObject({ id, name: { en, de } });
    expect(activitySchema.parse(copy)).toEqual(copy);
  });

  it('of a copy is not named twice over', () => {
    const first = copyOf(builtIn('squat'), ['squat']);
    expect(copyOf(first, ['squat', first.id])).toMatchObject({ id: 'my-squat-2', name: { en: 'Squat (mine 2)' } });
  });

  it('of the longest id keeps to its length', () => {
    const long = { ...builtIn('squat'), id: 'a'.repeat(40) };
    const first = copyOf(long, [long.id]);
    expect(first.id).toHaveLength(40);
    const second = copyOf(long, [long.id, first.id]);
    expect(second.id).toMatch(/^my-a+-2$/);
    expect(second.id).toHaveLength(40);
  });
});

describe('a refusal of the server', () => {
  const text = '{\n  "id": "squat",\n  "main": "knee"\n}';
  const problem = (errors?: object[]) => ({
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    detail: 'The request does not fit.',
    code: 'invalid_request',
    ...(errors && { errors }),
  });

  it.each([
    ['a taken id', new SidelineError('already_exists', 'There is one already.'), [{ line: 2, field: 'id' }]],
    [
      'problems with pointers',
      new SidelineError('invalid_request', 'wrong', {
        cause: problem([{ pointer: '/main', detail: 'no such measure' }]),
      }),
      [{ line: 3, field: 'main', message: 'no such measure' }],
    ],
    ['a problem of no place', new SidelineError('invalid_request', 'wrong', { cause: problem() }), []],
    ['another refusal', new SidelineError('rate_limited', 'slower'), []],
    ['no answer', new Error('offline'), []],
  ])('for %s is shown where it belongs', (_name, error, expected) => {
    const shown = refusedAt(text, error);
    expect(shown).toMatchObject(expected);
    expect(shown).toHaveLength(expected.length);
  });
});
