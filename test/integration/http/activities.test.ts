import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityListSchema, problemSchema } from '../../../shared/contract/rest.ts';
import { builtIn } from '../../support/activity.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { Person } from '../../support/rest.ts';

let server: TestApp;
let ada: Person;
let bo: Person;

beforeAll(async () => {
  server = await startApp();
  [ada, bo] = await Promise.all([Person.signIn(server.url, 'Ada'), Person.signIn(server.url, 'Bo')]);
});
afterAll(() => server.close());

const own = (changes: object = {}) => ({ ...builtIn('squat'), id: 'box-squat', name: { en: 'Box squat' }, ...changes });
const listed = async (person: Person) => activityListSchema.parse(await (await person.fetch('/activities')).json());

describe('activities of one’s own', () => {
  it('are created, read, changed and removed by their author, and seen by nobody else', async () => {
    expect((await ada.fetch('/activities', 'POST', own())).status).toBe(201);
    expect((await listed(ada)).own).toMatchObject([{ id: 'box-squat', name: { en: 'Box squat' } }]);
    expect((await listed(bo)).own).toEqual([]);
    expect((await bo.fetch('/activities/box-squat')).status).toBe(404);
    expect((await bo.fetch('/activities/box-squat', 'PUT', own())).status).toBe(404);
    expect((await bo.fetch('/activities/box-squat', 'DELETE')).status).toBe(404);

    expect((await ada.fetch('/activities/box-squat', 'PUT', own({ name: { en: 'Squat to a box' } }))).status).toBe(200);
    expect(await (await ada.fetch('/activities/box-squat')).json()).toMatchObject({ name: { en: 'Squat to a box' } });
    expect((await ada.fetch('/activities/box-squat', 'DELETE')).status).toBe(204);
    expect((await listed(ada)).own).toEqual([]);
  });

  it('are what a session is judged by, even after they were changed', async () => {
    await ada.fetch('/activities', 'POST', own());
    const sessionId = await ada.startSession('box-squat');
    await ada.fetch('/activities/box-squat', 'DELETE');
    expect(await ada.record(sessionId)).toMatchObject({
      activity: 'box-squat',
      activityName: { en: 'Box squat' },
      definition: { id: 'box-squat' },
    });
  });

  it.each([
    ['an id that is taken', own({ id: 'squat' }), 409, undefined],
    [
      'a rule about nothing',
      own({ rules: [{ ...builtIn('squat').rules[0], measure: 'mood' }] }),
      400,
      '/rules/0/measure',
    ],
    ['code', own({ measures: { knee: { kind: 'eval', code: 'while(true){}' } } }), 400, '/measures/knee/kind'],
    ['a field that is not known', own({ onLoad: 'fetch()' }), 400, ''],
  ])('are refused with %s, pointing at the field', async (_name, definition, status, pointer) => {
    const response = await ada.fetch('/activities', 'POST', definition);
    expect(response.status).toBe(status);
    const { errors } = problemSchema.parse(await response.json());
    if (pointer !== undefined) expect(errors?.map((error) => error.pointer)).toContain(pointer);
  });

  it('keep their id', async () => {
    expect((await ada.fetch('/activities/other', 'PUT', own())).status).toBe(400);
  });
});
