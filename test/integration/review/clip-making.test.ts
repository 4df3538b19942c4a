/** Clips are made whatever happens in between, or it is said why not; nothing is left of what was deleted. */
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { LocalFolder } from '../../../server/files/local-folder.ts';
import { Jobs } from '../../../server/jobs/jobs.ts';
import type { Records } from '../../../server/records/records.ts';
import type { LocatedFile } from '../../../server/records/session-files.ts';
import { ClipMaking, type ClipMakingOptions } from '../../../server/review/clip-making.ts';
import { probe } from '../../../server/video/film/probe.ts';
import type { User } from '../../../shared/contract/rest.ts';
import { TestFiles } from '../../support/files.ts';
import { evenTimes, greyPictures, renderFilm } from '../../support/film.ts';
import { embeddedRecords, quiet } from '../../support/records/databases.ts';
import { aGuest } from '../../support/records/people.ts';
import { aNewSession } from '../../support/records/sessions.ts';
import { canHaveSmallDisk, smallDisk } from '../../support/small-disk.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SIZE = { width: 96, height: 64 };
const SOON = { timeout: 40_000, interval: 50 };

let records: Records;
let kept: TestFiles;
let user: User;
let sessionId: string;

beforeAll(async () => {
  const opened = await embeddedRecords();
  records = opened.records;
  return opened.close;
});

/** A session of somebody's, with files of its own. */
async function aSession() {
  kept = new TestFiles(records, await LocalFolder.create(join(temporaryFolder(), 'files'), { reserveBytes: 0 }));
  const own = kept;
  onTestFinished(() => own.close());
  user = await aGuest(records.accounts, 'Ada');
  sessionId = (await records.sessions.create(user, aNewSession())).id;
}

/** Two seconds of pictures, as a participant's part is recorded. */
async function aRecording(): Promise<Buffer> {
  const path = join(temporaryFolder(), 'part.webm');
  await renderFilm(path, { size: SIZE, encoder: 'libvpx', pictures: greyPictures(SIZE, evenTimes(30, 15)) });
  return readFile(path);
}

/** A server's part that makes clips; it does nothing before it is started. */
async function maker(folder: string, { files = kept.files, reserveBytes = 0 }: Partial<ClipMakingOptions> = {}) {
  const { node } = kept;
  const jobs = await Jobs.create({ statements: records.statements, node, logger: quiet });
  const making = await ClipMaking.create({ records, files, jobs, folder, node, reserveBytes, logger: quiet });
  onTestFinished(() => jobs.close());
  return { jobs, making };
}

const wanted = (source: LocatedFile, node = kept.node) => {
  const wish = { form: 'film', speed: 1, overlay: false } as const;
  return records.clips.add(user, sessionId, { sourceId: source.id, title: 'A', from: 5_500, to: 6_000, wish }, node);
};
const stateOf = async (id: string) => (await records.clips.find(id))?.state;

it('makes what an earlier run of the server was asked for, once it is there again', async () => {
  await aSession();
  const folder = temporaryFolder();
  const first = await maker(folder);
  // It begins at five seconds of the session.
  const source = await kept.whole(sessionId, await aRecording(), { startedAt: 5_000 });
  // One was noted when the server ended, the other was not even added to the jobs.
  const [added, noted] = [await wanted(source), await wanted(source)];
  await first.making.add(added);
  await first.jobs.close();
  await writeFile(join(folder, 'unfinished', 'left over'), 'x');
  const second = await maker(folder);
  await second.jobs.start();
  for (const id of [added, noted]) {
    await expect.poll(() => stateOf(id), SOON).toBe('ready');
    await expect.poll(() => kept.state(id), SOON).toBe('stored');
    const path = join(temporaryFolder(), 'clip.mp4');
    expect(await kept.files.copy(id, path, new AbortController().signal)).toBe(true);
    expect(Math.abs((await probe(path)).durationMs - 500)).toBeLessThan(100);
    expect(await kept.files.find(id)).toMatchObject({ kind: 'clip', startedAt: 5_500, endedAt: 6_000 });
  }
  expect(readdirSync(join(folder, 'unfinished'))).toEqual([]);
});

it('says that a recording can’t be read, or is lost, and tries no more', async () => {
  await aSession();
  const { jobs, making } = await maker(temporaryFolder());
  const text = await kept.whole(sessionId, 'These are notes, and no film.', { startedAt: 5_000 });
  const lost = await kept.growing(sessionId, '', { startedAt: 5_000 });
  await kept.files.lost(lost.id);
  const [unreadable, gone] = [await wanted(text), await wanted(lost)];
  for (const id of [unreadable, gone]) await making.add(id);
  await jobs.start();
  await expect.poll(() => stateOf(unreadable), SOON).toBe('failed');
  await expect.poll(() => stateOf(gone), SOON).toBe('failed');
  expect((await records.clips.find(unreadable))?.failure).toEqual({ code: 'unreadable_film' });
  expect((await records.clips.find(gone))?.failure).toEqual({ code: 'source_lost' });
  expect(await kept.files.find(unreadable)).toBeUndefined();
});

it.runIf(canHaveSmallDisk)('waits while the disk is full, which is no failed try', async () => {
  await aSession();
  const { files } = kept;
  const folder = smallDisk(4 * 1024 ** 2);
  const fill = join(folder, 'fill');
  // Somebody else fills the disk once, while the clip is made.
  let isFilled = false;
  const fillingFiles: ClipMakingOptions['files'] = {
    find: (...given) => files.find(...given),
    begin: (...given) => files.begin(...given),
    finish: (...given) => files.finish(...given),
    remove: (...given) => files.remove(...given),
    copy: async (...given) => {
      const isCopied = await files.copy(...given);
      const { bavail, bsize } = await statfs(folder);
      if (!isFilled) await writeFile(fill, Buffer.alloc(bavail * bsize));
      isFilled = true;
      return isCopied;
    },
  };
  const { jobs, making } = await maker(folder, { files: fillingFiles, reserveBytes: 1 });
  const id = await wanted(await kept.whole(sessionId, await aRecording(), { startedAt: 5_000 }));
  await making.add(id);
  await jobs.start();
  await expect.poll(() => isFilled, SOON).toBe(true);
  await expect.poll(() => readdirSync(join(folder, 'unfinished')), SOON).toEqual([]);
  expect(await stateOf(id)).toBe('waiting');
  await rm(fill);
  await expect.poll(() => stateOf(id), SOON).toBe('ready');
});

it('makes nothing of a session that was deleted, and leaves nothing behind', async () => {
  await aSession();
  const folder = temporaryFolder();
  const { jobs, making } = await maker(folder);
  const id = await wanted(await kept.whole(sessionId, await aRecording(), { startedAt: 5_000 }));
  await making.add(id);
  await records.sessions.remove(sessionId);
  await jobs.start();
  // The next one is made after it.
  sessionId = (await records.sessions.create(user, aNewSession())).id;
  const next = await wanted(await kept.whole(sessionId, await aRecording(), { startedAt: 5_000 }));
  await making.add(next);
  await expect.poll(() => stateOf(next), SOON).toBe('ready');
  expect(await kept.files.find(id)).toBeUndefined();
  expect(readdirSync(join(folder, 'unfinished'))).toEqual([]);
});

it('leaves clips to the server that was asked for them', async () => {
  await aSession();
  const source = await kept.whole(sessionId, await aRecording(), { startedAt: 5_000 });
  const id = await wanted(source, randomUUID());
  await (await maker(temporaryFolder())).jobs.start();
  expect(await records.clips.waitingOf(kept.node)).toEqual([]);
  expect(await stateOf(id)).toBe('waiting');
});
