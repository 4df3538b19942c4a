/** What becomes of a film that is here: a session like any other, also when the server dies in the middle, or words for why not. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anAthlete } from '../../../shared/athlete/index.ts';
import { sessionFilesSchema } from '../../../shared/contract/files.ts';
import { athletePictures, renderFilm } from '../../support/film.ts';
import { Person } from '../../support/rest.ts';
import { ServerProcess } from '../../support/server-process.ts';
import { upload, uploadOf } from '../../support/uploads.ts';

const SIZE = { width: 240, height: 320 };
const PATIENT = { timeout: 60_000, interval: 200 };

describe('a film that was uploaded', { timeout: 120_000 }, () => {
  let folder: string;
  let server: ServerProcess;
  let ada: Person;
  /** Two squats, and four, by their files. */
  let two: Buffer;
  let four: Buffer;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sideline-films-'));
    const render = async (name: string, reps: number) => {
      const athlete = anAthlete({ activity: 'squat', view: 'left', reps, tempo: 1.6, delay: 500, aspect: 3 / 4 });
      await renderFilm(join(folder, name), { size: SIZE, pictures: athletePictures(athlete, SIZE, { fps: 15 }) });
      return readFileSync(join(folder, name));
    };
    two = await render('two.mp4', 2);
    four = await render('four.mp4', 4);
    server = await ServerProcess.start();
    ada = await Person.signIn(server.url, 'Ada');
  }, 120_000);
  afterAll(async () => {
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const isOver = async (id: string) => {
    const found = await uploadOf(ada, id);
    return found?.status === 'failed' || found?.status === 'ended' ? found : undefined;
  };
  const outcome = async (id: string) => {
    await expect.poll(() => isOver(id), PATIENT).toBeDefined();
    return isOver(id);
  };

  it('becomes a session like any other, with film and keypoints', async () => {
    const id = await upload(ada, two, { filename: 'two squats.mp4', activity: 'squat' });
    expect(await outcome(id)).toMatchObject({ status: 'ended', failure: null });
    const record = await ada.record(id);
    expect(record).toMatchObject({ status: 'ended', activity: 'squat', reps: 2, role: 'athlete', owned: true });
    expect(record.athletes).toMatchObject([{ name: 'Ada', summary: { reps: 2 } }]);
    expect((await ada.sessions()).map((session) => session.id)).toContain(id);

    const { files } = sessionFilesSchema.parse(await (await ada.fetch(`/sessions/${id}/files`)).json());
    const originals = files.filter(({ sourceId }) => sourceId === null);
    expect(originals.map(({ kind }) => kind).sort()).toEqual(['film', 'track']);
    const film = files.find(({ kind }) => kind === 'film');
    expect(film).toMatchObject({ contentType: 'video/mp4', bytes: two.length, startedAt: 0 });
    const response = await fetch(`${server.url}${film?.url}`);
    expect(Buffer.from(await response.arrayBuffer()).equals(two)).toBe(true);
    // Everything went to the store.
    await expect.poll(() => readdir(join(server.dataDir, 'uploads')), PATIENT).toEqual([]);
  });

  it('of somebody else is theirs, and its activity may be guessed', async () => {
    const id = await upload(ada, two, { athlete: 'Grace' });
    expect(await outcome(id)).toMatchObject({ status: 'ended', activityName: { en: 'Squat' } });
    expect(await ada.record(id)).toMatchObject({
      activity: 'squat',
      role: 'coach',
      athletes: [{ name: 'Grace', summary: { reps: 2 } }],
    });
  });

  it('goes on to be judged after the server was killed', async () => {
    const id = await upload(ada, four, { activity: 'squat' });
    await expect
      .poll(async () => (await uploadOf(ada, id))?.progress?.done, { ...PATIENT, interval: 20 })
      .toBeGreaterThan(0);
    await server.kill();
    await server.start();
    expect(await outcome(id)).toMatchObject({ status: 'ended' });
    expect((await ada.record(id)).reps).toBe(4);
  });

  it('can be given up while it is judged', async () => {
    const id = await upload(ada, four, { activity: 'squat' });
    await expect.poll(async () => (await uploadOf(ada, id))?.status, { ...PATIENT, interval: 20 }).toBe('analysing');
    expect((await ada.fetch(`/uploads/${id}`, 'DELETE')).status).toBe(204);
    expect(await uploadOf(ada, id)).toBeUndefined();
    expect(await readdir(join(server.dataDir, 'uploads'))).toEqual([]);
    expect((await ada.fetch(`/sessions/${id}`)).status).toBe(404);
  });

  it.each([
    ['text', () => Buffer.from('This is no film.'), { code: 'unreadable_film', reason: 'not-video' }],
    ['a cut-off film', () => two.subarray(0, two.length / 2), { code: 'unreadable_film', reason: 'cut-off' }],
  ])('is refused with the reason: %s', async (_what, film, failure) => {
    const id = await upload(ada, film(), { filename: 'squats.mp4', activity: 'squat' });
    expect(await outcome(id)).toMatchObject({ status: 'failed', failure });
    await expect.poll(() => readdir(join(server.dataDir, 'uploads')), PATIENT).toEqual([]);
    expect((await ada.fetch(`/uploads/${id}`, 'DELETE')).status).toBe(204);
  });
});
