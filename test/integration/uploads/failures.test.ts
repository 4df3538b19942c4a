/** Films that can't be judged say why, and those that may be later are kept. */
import { randomUUID } from 'node:crypto';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { PoseChoice } from '../../../server/analysis/engines/engines.ts';
import { LocalFolder } from '../../../server/files/local-folder.ts';
import type { Records } from '../../../server/records/records.ts';
import { FilmFolder } from '../../../server/uploads/film-folder.ts';
import { Judging } from '../../../server/uploads/judging.ts';
import { findActivity } from '../../../shared/coaching/index.ts';
import { TestFiles } from '../../support/files.ts';
import { evenTimes, greyPictures, renderFilm } from '../../support/film.ts';
import { embeddedRecords, quiet } from '../../support/records/databases.ts';
import { aGuest } from '../../support/records/people.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SIZE = { width: 96, height: 64 };

describe('a film that can not be judged', { timeout: 60_000 }, () => {
  let records: Records;
  beforeAll(async () => {
    const opened = await embeddedRecords();
    records = opened.records;
    return opened.close;
  });

  /** An upload whose film, a second of grey, has just come. */
  async function whole({ activity = 'squat', choice = {} }: { activity?: string; choice?: PoseChoice } = {}) {
    const path = temporaryFolder();
    const kept = new TestFiles(records, await LocalFolder.create(temporaryFolder()));
    onTestFinished(() => kept.close());
    const folder = await FilmFolder.create({ path });
    const { activities, uploads } = records;
    const id = randomUUID();
    await renderFilm(join(path, 'film.mp4'), { size: SIZE, pictures: greyPictures(SIZE, evenTimes(15, 15)) });
    await rename(join(path, 'film.mp4'), folder.pathOf(id));
    const upload = { id, title: 'Grey', activity: findActivity(activity), language: 'en' as const, athlete: undefined };
    const owner = await aGuest(records.accounts, 'Ada');
    await uploads.create(owner, { ...upload, bytes: 1, node: kept.node, sentToStore: false }, 1);
    await uploads.moved(id, 'uploading', 'queued');
    const { signal } = new AbortController();
    /** @param reserveBytes that are to be free on the disk */
    const judge = async (reserveBytes = 0) => {
      const judging = new Judging({
        ...{ records: uploads, activities, folder: await FilmFolder.create({ path, reserveBytes }), files: kept.files },
        ...{ fps: 10, choice, store: undefined, logger: quiet },
      });
      await judging.judge(id, { signal, whileQuiet: (work) => work(signal) });
    };
    return { id, folder, judge, stands: () => uploads.find(id), left: () => readdir(path) };
  }

  it('since it is gone from the disk', async () => {
    const { id, folder, judge, stands, left } = await whole();
    await folder.drop(id);
    await judge();
    expect(await stands()).toMatchObject({ status: 'failed', failure: { code: 'film_lost' } });
    expect(await left()).toEqual([]);
  });

  it('since the process that judges it ends over it, again and again', async () => {
    const { judge, stands, left } = await whole({ choice: { file: '/no/such/model.onnx' } });
    await judge();
    expect(await stands()).toMatchObject({ status: 'failed', failure: { code: 'analysis_failed' } });
    expect(await left()).toEqual([]);
  });

  it('since nobody is in it who does anything that could be guessed', async () => {
    const { judge, stands, left } = await whole({ activity: 'auto' });
    await judge();
    expect(await stands()).toMatchObject({ status: 'failed', failure: { code: 'unknown_activity' } });
    expect(await left()).toEqual([]);
  });

  it('while the disk has no room waits, and is judged when there is some', async () => {
    const { id, folder, judge, stands, left } = await whole();
    await expect(judge(Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(await stands()).toMatchObject({ status: 'analysing' });
    expect(await folder.received(id)).toBeDefined();
    await judge();
    // What it came to says that nobody is in it.
    expect(await stands()).toMatchObject({ status: 'ended', upload: { nobody: true } });
    const files = await records.files.ofSession(id);
    const [film, track] = ['film', 'track'].map((kind) => files.find((file) => file.kind === kind)?.name);
    const { rows } = await records.statements.execute(
      `select video_url, result_url from public.coaching_sessions where id = $1`,
      [id],
    );
    expect(rows).toEqual([{ video_url: film, result_url: track }]);
    await expect.poll(left).toEqual([]);
  });
});
