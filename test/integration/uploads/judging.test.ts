/** What becomes of a film that is here: a session like any other, also when the server dies in the middle, or words for why not. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionFilesSchema } from '../../../shared/contract/files.ts';
import { readTrackPiece, TRACK_PIECE_TYPE } from '../../../shared/contract/track-piece.ts';
import { Person } from '../../support/rest.ts';
import { ServerProcess } from '../../support/server-process.ts';
import { squatFilm } from '../../support/squat-film.ts';
import { upload, uploadOf } from '../../support/uploads.ts';

const PATIENT = { timeout: 60_000, interval: 250 };

describe('a film that was uploaded', { timeout: 120_000 }, () => {
  let server: ServerProcess;
  let ada: Person;
  /** Two squats. */
  let film: Buffer;
  beforeAll(async () => {
    film = await squatFilm(2);
    server = await ServerProcess.start();
    ada = await Person.signIn(server.url, 'Ada');
  }, 120_000);
  afterAll(() => server?.close());

  const isOver = async (id: string) => {
    const found = await uploadOf(ada, id);
    return found?.status === 'failed' || found?.status === 'ended' ? found : undefined;
  };
  const outcome = async (id: string) => {
    let over: Awaited<ReturnType<typeof isOver>>;
    await expect
      .poll(async () => {
        over = await isOver(id);
        return over;
      }, PATIENT)
      .toBeDefined();
    return over;
  };

  /** Until its own process reads it. */
  const untilAnalysed = (id: string) =>
    expect.poll(async () => (await uploadOf(ada, id))?.status, { ...PATIENT, interval: 50 }).toBe('analysing');

  it('becomes a session like any other, with film and keypoints', async () => {
    const id = await upload(ada, film, { filename: 'two squats.mp4', activity: 'squat' });
    expect(await outcome(id)).toMatchObject({ status: 'ended', failure: null, nobody: false });
    const record = await ada.record(id);
    expect(record).toMatchObject({ status: 'ended', activity: 'squat', reps: 2, role: 'athlete', owned: true });
    expect(record.athletes).toMatchObject([{ name: 'Ada', summary: { reps: 2 } }]);
    expect((await ada.sessions()).map((session) => session.id)).toContain(id);

    const { files } = sessionFilesSchema.parse(await (await ada.fetch(`/sessions/${id}/files`)).json());
    const originals = files.filter(({ sourceId }) => sourceId === null);
    expect(originals.map(({ kind }) => kind).sort()).toEqual(['film', 'track']);
    const [athlete] = record.athletes;
    const [piece] = files.filter(({ kind }) => kind === 'track');
    expect(piece).toMatchObject({ contentType: TRACK_PIECE_TYPE, startedAt: 0, participantId: athlete?.id });
    const { poses } = readTrackPiece(Buffer.from(await (await fetch(`${server.url}${piece?.url}`)).arrayBuffer()));
    expect(poses.length).toBe(piece?.about.poses);
    expect(poses.map(({ at }) => Math.round(at / 1_000))).toEqual(expect.arrayContaining([0, 1, 2, 3]));
    expect(poses.every(({ at, rtpTimestamp }) => Math.abs(rtpTimestamp / 90 - at) < 1)).toBe(true);
    const kept = files.find(({ kind }) => kind === 'film');
    expect(kept).toMatchObject({ contentType: 'video/mp4', bytes: film.length, startedAt: 0 });
    const response = await fetch(`${server.url}${kept?.url}`);
    expect(Buffer.from(await response.arrayBuffer()).equals(film)).toBe(true);
    // Everything went to the store.
    await expect.poll(() => readdir(join(server.dataDir, 'uploads')), PATIENT).toEqual([]);
  });

  it('goes on to be judged after the server was killed; of somebody else it is theirs, and its activity is guessed', async () => {
    const id = await upload(ada, film, { athlete: 'Grace' });
    await untilAnalysed(id);
    await server.kill();
    await server.start();
    expect(await outcome(id)).toMatchObject({ status: 'ended', activityName: { en: 'Squat' } });
    expect(await ada.record(id)).toMatchObject({
      activity: 'squat',
      role: 'coach',
      athletes: [{ name: 'Grace', summary: { reps: 2 } }],
    });
  });

  it('can be given up while it is judged', async () => {
    const id = await upload(ada, film, { activity: 'squat' });
    await untilAnalysed(id);
    expect((await ada.fetch(`/uploads/${id}`, 'DELETE')).status).toBe(204);
    expect(await uploadOf(ada, id)).toBeUndefined();
    expect(await readdir(join(server.dataDir, 'uploads'))).toEqual([]);
    expect((await ada.fetch(`/sessions/${id}`)).status).toBe(404);
  });

  it.each([
    ['text', () => Buffer.from('This is no film.'), { code: 'unreadable_film', reason: 'not-video' }],
    ['a cut-off film', () => film.subarray(0, film.length / 2), { code: 'unreadable_film', reason: 'cut-off' }],
  ])('is refused with the reason: %s', async (_what, file, failure) => {
    const id = await upload(ada, file(), { filename: 'squats.mp4', activity: 'squat' });
    expect(await outcome(id)).toMatchObject({ status: 'failed', failure });
    await expect.poll(() => readdir(join(server.dataDir, 'uploads')), PATIENT).toEqual([]);
    expect((await ada.fetch(`/uploads/${id}`, 'DELETE')).status).toBe(204);
  });
});
