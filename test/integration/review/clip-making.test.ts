/** Clips are made whatever happens in between, or it is said why not; nothing is left of what was deleted. */
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { fitFrame } from '../../../client/stage/frame-fit.ts';
import { LocalFolder } from '../../../server/files/local-folder.ts';
import { Jobs } from '../../../server/jobs/jobs.ts';
import type { Records } from '../../../server/records/records.ts';
import type { LocatedFile } from '../../../server/records/session-files.ts';
import { ClipMaking, type ClipMakingOptions } from '../../../server/review/clip-making.ts';
import { msOf, openFormat } from '../../../server/video/film/film-input.ts';
import { pictures } from '../../../server/video/film/pictures.ts';
import { probe } from '../../../server/video/film/probe.ts';
import type { UprightPicture } from '../../../server/video/film/upright-picture.ts';
import { type Athlete, anAthlete, drawModel, MODEL_SIZE, modelNamed } from '../../../shared/athlete/index.ts';
import type { LessonCut, LessonLog } from '../../../shared/contract/lessons.ts';
import type { User } from '../../../shared/contract/rest.ts';
import { readStrip, STRIP_SHARE } from '../../bench/overlay/strip.ts';
import { TestFiles } from '../../support/files.ts';
import { evenTimes, greyPictures, renderFilm } from '../../support/film.ts';
import { numberedPictures, rendered } from '../../support/numbered-film.ts';
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

const wanted = (source: LocatedFile, node = kept.node, range = { from: 5_500, to: 6_000 }) => {
  const wish = { form: 'film' as const, speed: 1 as const, overlay: false, comments: [] };
  return records.clips.add(user, sessionId, { sourceId: source.id, title: 'A', ...range, wish }, node);
};
const stateOf = async (id: string) => (await records.clips.find(id))?.state;

it('makes what an earlier run of the server was asked for, once it is there again', async () => {
  await aSession();
  const folder = temporaryFolder();
  const first = await maker(folder);
  // It begins at five seconds of the session.
  const source = await kept.whole(sessionId, await aRecording(), { startedAt: 5_000 });
  // One was noted when the server ended, the other was not even added to the jobs.
  const [added, noted] = [await wanted(source), await wanted(source, kept.node, { from: 5_500, to: 6_001 })];
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
    expect(await kept.files.find(id)).toMatchObject({
      kind: 'clip',
      startedAt: 5_500,
      endedAt: id === added ? 6_000 : 6_001,
    });
  }
  expect(readdirSync(join(folder, 'unfinished'))).toEqual([]);
});

it('goes on in the next part where the recording has a gap', async () => {
  await aSession();
  const { jobs, making } = await maker(temporaryFolder());
  const film = await aRecording();
  // Two parts of a second each, as the database has them, and nothing for two seconds between them.
  await kept.whole(sessionId, film, { startedAt: 5_000 });
  const second = await kept.whole(sessionId, film, { startedAt: 8_000 });
  const id = await wanted(second, kept.node, { from: 5_500, to: 8_500 });
  await making.add(id);
  await jobs.start();
  await expect.poll(() => stateOf(id), SOON).toBe('ready');
  await expect.poll(() => kept.state(id), SOON).toBe('stored');
  const path = join(temporaryFolder(), 'clip.mp4');
  expect(await kept.files.copy(id, path, new AbortController().signal)).toBe(true);
  expect(Math.abs((await probe(path)).durationMs - 1_000)).toBeLessThan(100);
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

describe('the film of a lesson', () => {
  const FILM = { width: 320, height: 240 };
  const FPS = 30;
  const BEGIN = 5_000;
  const INK = [0.5, 0.5] as const;

  /** Four bytes for each px. */
  const rgbaOf = (picture: UprightPicture) => {
    const rgb = picture.letterboxed(FILM)?.data ?? new Uint8Array();
    return Uint8Array.from({ length: FILM.width * FILM.height * 4 }, (_, index) =>
      index % 4 === 3 ? 255 : (rgb[Math.floor(index / 4) * 3 + (index % 4)] ?? 0),
    );
  };

  let numbered: Promise<Buffer> | undefined;
  /** Pictures with numbers. */
  function aNumberedFilm(): Promise<Buffer> {
    const athlete = anAthlete({ activity: 'squat', reps: 1, tempo: 2, delay: 500, aspect: FILM.width / FILM.height });
    numbered ??= rendered('part.mp4', {
      size: FILM,
      pictures: numberedPictures(athlete, FILM, { fps: FPS, seconds: 3 }),
    });
    return numbered;
  }

  /** Three seconds of it, from `BEGIN` on. */
  async function theFilm(): Promise<void> {
    const film = await kept.growing(sessionId, await aNumberedFilm(), {
      kind: 'film',
      extension: 'mp4',
      startedAt: BEGIN,
    });
    await kept.files.finish({ id: film.id, path: film.path ?? '' }, { endedAt: BEGIN + 3_000 });
  }

  async function aVoice(lengthMs: number): Promise<Buffer> {
    const path = join(temporaryFolder(), 'voice.m4a');
    await renderFilm(path, { size: FILM, pictures: [], soundOnlyMs: lengthMs, toneHz: 300, kind: 'mp4' });
    return readFile(path);
  }

  /** A lesson that is whole, with what it shows, and a film of it that is asked for. */
  async function aLessonFilm(log: LessonLog, durationMs: number, cuts: LessonCut[]): Promise<string> {
    const id = randomUUID();
    const voice = await aVoice(durationMs);
    const lesson = { id, title: 'Knees', participantId: null, durationMs, log, soundBytes: voice.length };
    await records.lessons.add(user, sessionId, lesson, kept.node);
    await kept.whole(sessionId, voice, { id, kind: 'lesson', extension: 'm4a', startedAt: BEGIN });
    await records.lessons.ready(id);
    const wish = { form: 'lesson', cuts } as const;
    const asked = { sourceId: id, title: 'Knees', from: BEGIN, to: BEGIN + 1_000, wish };
    return records.clips.add(user, sessionId, asked, kept.node);
  }

  /** The film that was made. */
  async function theMade(id: string): Promise<string> {
    await expect.poll(() => kept.state(id), SOON).toBe('stored');
    const path = join(temporaryFolder(), 'lesson.mp4');
    expect(await kept.files.copy(id, path, new AbortController().signal)).toBe(true);
    return path;
  }

  /** Numbers of the pictures at times of the film, the red of each at the place of the ink, and how long it sounds. */
  async function seenIn(id: string, times: readonly number[]) {
    const path = await theMade(id);
    const { durationMs, video } = await probe(path);
    expect(video).toMatchObject(FILM);
    const seen = [];
    for (const at of times) {
      for await (const { picture } of pictures(path, { fromMs: at })) {
        const rgba = rgbaOf(picture);
        const strip = { left: 0, top: 0, width: FILM.width, height: FILM.height * STRIP_SHARE };
        const [x, y] = [INK[0] * FILM.width, INK[1] * FILM.height];
        const [red = 0, green = 0, blue = 0] = rgba.subarray(4 * (y * FILM.width + x));
        seen.push({ number: readStrip(rgba, FILM.width, strip), inked: red > 180 && green > 150 && blue < 90 });
        break;
      }
    }
    const format = await openFormat(path, 'mp4');
    const sound = format.streams.find(({ codecpar }) => codecpar.sampleRate > 0);
    const soundMs = sound && msOf(sound, sound.duration);
    await format.closeInput();
    return { durationMs, soundMs, seen };
  }

  it('shows at each time the frame and ink that its log says, without what is cut out, and sounds as long', async () => {
    await aSession();
    await theFilm();
    const points: [number, number][] = [
      [0.2, INK[1]],
      [0.8, INK[1]],
    ];
    const stroke = { id: randomUUID(), tool: 'line', colour: '#ffd400', width: 0.05, points } as const;
    const id = await aLessonFilm(
      [
        { kind: 'look', t: 0, skeleton: false, zoom: 1, x: 0.5, y: 0.5 },
        { kind: 'move', t: 0, at: BEGIN + 1_000, rate: 0 },
        { kind: 'move', t: 500, at: BEGIN + 1_000, rate: 0.5 },
        { kind: 'move', t: 1_500, at: BEGIN + 1_500, rate: 0 },
        { kind: 'ink', t: 1_600, stroke },
        { kind: 'move', t: 2_000, at: BEGIN + 200, rate: 0 },
        { kind: 'clear', t: 2_200 },
      ],
      2_500,
      [{ from: 700, to: 1_100 }],
    );
    const { jobs, making } = await maker(temporaryFolder());
    await making.add(id);
    await jobs.start();
    await expect.poll(() => stateOf(id), SOON).toBe('ready');

    // What is 700 ms and later in the lesson is 400 ms later in the take.
    const { durationMs, soundMs, seen } = await seenIn(id, [210, 610, 1_010, 1_310, 1_710, 1_910]);
    expect(Math.abs(durationMs - 2_100)).toBeLessThan(80);
    expect(Math.abs((soundMs ?? 0) - 2_100)).toBeLessThan(60);
    expect(seen).toEqual([
      { number: 30, inked: false },
      { number: 31, inked: false },
      { number: 43, inked: false },
      { number: 45, inked: true },
      { number: 6, inked: true },
      { number: 6, inked: false },
    ]);
  });

  it('shows two pictures beside each other, of the same session alone', async () => {
    await aSession();
    await theFilm();
    const beside = { layout: 'above', share: 0.5, aligned: false, skeletons: false, participantId: null } as const;
    const compared = [sessionId, randomUUID()].flatMap((other, index): LessonLog => {
      const t = index * 300;
      const second = { kind: 'second', t, at: BEGIN + 2_000, rate: 0 } as const;
      return [{ kind: 'compare', t, with: { ...beside, sessionId: other } }, second];
    });
    const id = await aLessonFilm([{ kind: 'move', t: 0, at: BEGIN + 1_000, rate: 0 }, ...compared], 600, []);
    const { jobs, making } = await maker(temporaryFolder());
    await making.add(id);
    await jobs.start();
    await expect.poll(() => stateOf(id), SOON).toBe('ready');
    const path = await theMade(id);
    expect(await numbersAbove(path, 110)).toEqual([30, 60]);
    expect(await numbersAbove(path, 410)).toEqual([30, 0]);
  });

  /** The numbers of the upper and of the lower picture at a time of a film. */
  async function numbersAbove(path: string, fromMs: number): Promise<number[]> {
    for await (const { picture } of pictures(path, { fromMs })) {
      const rgba = rgbaOf(picture);
      const half = { width: FILM.width, height: (FILM.height - 4) / 2 };
      const { left, width, height } = fitFrame(half, FILM.width / FILM.height);
      return [0, half.height + 4].map((top) =>
        readStrip(rgba, FILM.width, { left, width, top, height: height * STRIP_SHARE }),
      );
    }
    return [];
  }

  it('shows the model athlete at each time as the review room draws it', async () => {
    await aSession();
    await theFilm();
    const model = { figure: 'squat', view: 'left', durationMs: 2_000 };
    const compared = { model, layout: 'above', share: 0.5, aligned: false, skeletons: false } as const;
    const athlete = modelNamed(model);
    if (!athlete) throw new Error('there is no such model');
    const [standing, turning] = [0, athlete.truth().reps[0]?.turn ?? 0];
    const id = await aLessonFilm(
      [
        { kind: 'move', t: 0, at: BEGIN + 1_000, rate: 0 },
        { kind: 'compare', t: 0, with: compared },
        { kind: 'second', t: 0, at: standing, rate: 0 },
        { kind: 'second', t: 300, at: turning, rate: 0 },
      ],
      600,
      [],
    );
    const { jobs, making } = await maker(temporaryFolder());
    await making.add(id);
    await jobs.start();
    await expect.poll(() => stateOf(id), SOON).toBe('ready');
    const path = await theMade(id);
    for (const [fromMs, shown, other] of [
      [110, standing, turning],
      [410, turning, standing],
    ] as const) {
      const seen = await lowerHalf(path, fromMs);
      expect(away(seen, modelBelow(athlete, shown))).toBeLessThan(away(seen, modelBelow(athlete, other)) / 2);
    }
  });

  /** How far two pictures are apart, mean of all bytes. */
  const away = (a: Uint8Array, b: Uint8Array) =>
    a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length;

  /** Px of the lower half of a picture of a film. */
  async function lowerHalf(path: string, fromMs: number): Promise<Uint8Array> {
    for await (const { picture } of pictures(path, { fromMs })) return belowMiddle(rgbaOf(picture));
    return new Uint8Array();
  }

  const belowMiddle = (rgba: Uint8Array) => rgba.subarray((FILM.width * 4 * FILM.height) / 2);

  /** Px of the lower half of a picture that has a moment of the model there. */
  function modelBelow(athlete: Athlete, moment: number): Uint8Array {
    const [model, box] = [createCanvas(MODEL_SIZE.width, MODEL_SIZE.height), createCanvas(FILM.width, FILM.height)];
    drawModel(model.getContext('2d'), athlete, moment);
    const context = box.getContext('2d');
    context.fillStyle = '#0b0e09';
    context.fillRect(0, 0, FILM.width, FILM.height);
    const half = { width: FILM.width, height: (FILM.height - 4) / 2 };
    const { left, top, width, height } = fitFrame(half, MODEL_SIZE.width / MODEL_SIZE.height);
    context.drawImage(model, left, half.height + 4 + top, width, height);
    return belowMiddle(new Uint8Array(context.getImageData(0, 0, FILM.width, FILM.height).data));
  }

  it('is not made of a lesson that is gone', async () => {
    await aSession();
    const id = await aLessonFilm([{ kind: 'move', t: 0, at: BEGIN, rate: 0 }], 600, []);
    const { jobs, making } = await maker(temporaryFolder());
    await making.add(id);
    await jobs.start();
    // Nothing that it shows was kept.
    await expect.poll(() => stateOf(id), SOON).toBe('failed');
    expect((await records.clips.find(id))?.failure).toEqual({ code: 'source_lost' });
  });
});
