/** Voices of lessons that were arriving when the server ended: taken up, waited for, or removed. */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { LocalFolder } from '../../../server/files/local-folder.ts';
import { Jobs } from '../../../server/jobs/jobs.ts';
import type { Records } from '../../../server/records/records.ts';
import { ClipMaking } from '../../../server/review/clip-making.ts';
import { Clips } from '../../../server/review/clips.ts';
import { Lessons } from '../../../server/review/lessons.ts';
import { FilmFolder } from '../../../server/uploads/film-folder.ts';
import type { User } from '../../../shared/contract/rest.ts';
import { TestFiles } from '../../support/files.ts';
import { embeddedRecords, quiet } from '../../support/records/databases.ts';
import { aGuest } from '../../support/records/people.ts';
import { aNewSession } from '../../support/records/sessions.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const VOICE = Buffer.concat([Buffer.from('\0\0\0\x18ftypM4A '), Buffer.alloc(100, 1)]);

let records: Records;
let kept: TestFiles;
let user: User;
let sessionId: string;

beforeAll(async () => {
  const opened = await embeddedRecords();
  records = opened.records;
  return opened.close;
});

/** A session of somebody's, with files of its own, and where voices arrive. */
async function aSession(): Promise<FilmFolder> {
  const files = new TestFiles(records, await LocalFolder.create(join(temporaryFolder(), 'files'), { reserveBytes: 0 }));
  onTestFinished(() => files.close());
  kept = files;
  user = await aGuest(records.accounts, 'Ada');
  sessionId = (await records.sessions.create(user, aNewSession())).id;
  return FilmFolder.create({ path: temporaryFolder(), reserveBytes: 0 });
}

async function aLesson(): Promise<string> {
  const id = randomUUID();
  const log = [{ kind: 'move', t: 0, at: 500, rate: 1 } as const];
  const lesson = { id, title: 'Knees', participantId: null, durationMs: 2_000, log, soundBytes: VOICE.length };
  await records.lessons.add(user, sessionId, lesson, kept.node);
  return id;
}

/** A server's start. */
async function started(folder: FilmFolder): Promise<Lessons> {
  const { files, node } = kept;
  const jobs = await Jobs.create({ statements: records.statements, node, logger: quiet });
  onTestFinished(() => jobs.close());
  const making = await ClipMaking.create({ records, files, jobs, folder: temporaryFolder(), node, logger: quiet });
  const clips = new Clips({ records: records.clips, comments: records.comments, files, making, node, logger: quiet });
  const lessons = await Lessons.create({ records: records.lessons, files, folder, clips, node, logger: quiet });
  onTestFinished(() => lessons.close());
  return lessons;
}

it('takes up a voice that was whole when the server ended, and waits for the rest of another', async () => {
  const folder = await aSession();
  const [whole, half] = [await aLesson(), await aLesson()];
  await writeFile(folder.pathOf(whole), VOICE);
  await writeFile(folder.pathOf(half), VOICE.subarray(0, 50));
  const lessons = await started(folder);
  const states = new Map((await lessons.list(user, sessionId)).lessons.map(({ id, state }) => [id, state]));
  expect([states.get(whole), states.get(half)]).toEqual(['ready', 'arriving']);
  await expect.poll(() => kept.state(whole)).toBe('stored');
  expect(await kept.files.find(whole)).toMatchObject({ kind: 'lesson', startedAt: 500, endedAt: 2_500 });
  // What came of the other one is still there, and only its maker sees the lesson.
  expect(existsSync(folder.pathOf(half))).toBe(true);
  await lessons.remove(user, sessionId, half);
  expect(readdirSync(folder.directory)).toEqual([]);
});

it('removes what nobody went on with for days, and what no lesson is for', async () => {
  const folder = await aSession();
  const [forgotten, stray] = [await aLesson(), randomUUID()];
  for (const id of [forgotten, stray]) await writeFile(folder.pathOf(id), VOICE.subarray(0, 50));
  const longAgo = new Date(Date.now() - 4 * 86_400_000);
  await utimes(folder.pathOf(forgotten), longAgo, longAgo);
  await started(folder);
  expect(await records.lessons.find(forgotten)).toBeUndefined();
  expect(readdirSync(folder.directory)).toEqual([]);
});

it('starts beside a voice that is no sound, and takes up the others', async () => {
  const folder = await aSession();
  const [noSound, whole] = [await aLesson(), await aLesson()];
  await writeFile(folder.pathOf(noSound), Buffer.alloc(VOICE.length, 1));
  await writeFile(folder.pathOf(whole), VOICE);
  await started(folder);
  expect(await records.lessons.find(noSound)).toBeUndefined();
  expect(await records.lessons.find(whole)).toMatchObject({ state: 'ready' });
  await expect.poll(() => kept.state(whole)).toBe('stored');
});
