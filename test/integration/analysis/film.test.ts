import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas, ImageData } from '@napi-rs/canvas';
import { AV_PIX_FMT_YUV420P10LE } from 'node-av/constants';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../scripts/setup/paths.mjs';
import { analyseFilm, type FilmTask } from '../../../server/analysis/film/analyse-film.ts';
import { hasFonts } from '../../../server/analysis/film/overlay/fonts.ts';
import { pictures } from '../../../server/video/film/pictures.ts';
import { probe } from '../../../server/video/film/probe.ts';
import { anAthlete, drawAthlete } from '../../../shared/athlete/index.ts';
import { type CoachingEvent, findActivity, type SessionSummary } from '../../../shared/coaching/index.ts';
import type { FilmFacts } from '../../../shared/contract/film.ts';
import { athletePictures, type FilmToRender, greyPictures, renderFilm, type ShownPicture } from '../../support/film.ts';

const SQUATS = join(projectRoot, '..', 'shared', 'data', 'pose_squats.mp4');
const SIZE = { width: 240, height: 320 };
/** Stored as a phone on its side stores it. */
const STORED = { width: SIZE.height, height: SIZE.width };
const athlete = anAthlete({ activity: 'squat', view: 'left', reps: 2, tempo: 1.6, delay: 500, aspect: 3 / 4 });
const squat = findActivity('squat') ?? 'auto';

let folder: string;
let film: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sideline-films-'));
  film = join(folder, 'squats.mov');
  await renderFilm(film, {
    size: STORED,
    rotation: 90,
    pictures: turnedBack(athletePictures(athlete, SIZE, { fps: 15 })),
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Pictures that are upright once they are turned clockwise by a quarter. */
function* turnedBack(pictures: ReturnType<typeof athletePictures>): ReturnType<typeof athletePictures> {
  for (const { pixels, at } of pictures) {
    const from = new Uint32Array(pixels.buffer);
    const to = new Uint32Array(from.length);
    for (let y = 0; y < STORED.height; y++)
      for (let x = 0; x < STORED.width; x++)
        to[y * STORED.width + x] = from[x * SIZE.width + (SIZE.width - 1 - y)] ?? 0;
    yield { pixels: new Uint8Array(to.buffer), at };
  }
}

const HEVC_10_BIT = { encoder: 'libx265', pixelFormat: AV_PIX_FMT_YUV420P10LE } as const;
/** Room for two pictures beside each other. */
const TWICE = { width: 2 * SIZE.width, height: SIZE.height };

/** Some of the pictures, at uneven distances. */
function* someOf(pictures: Iterable<ShownPicture>): Generator<ShownPicture> {
  let index = 0;
  for (const picture of pictures) {
    index++;
    if (index % 3 === 1 || index % 7 === 0) yield picture;
  }
}

/** As a camera on its head stores them: turned by half a turn. */
function* upsideDown(pictures: Iterable<ShownPicture>): Generator<ShownPicture> {
  for (const { pixels, at } of pictures) {
    const turned = Uint32Array.from(new Uint32Array(pixels.buffer)).reverse();
    yield { pixels: new Uint8Array(turned.buffer), at };
  }
}

/** Somebody else stands to the right of the athlete all the time. */
function* besideAnother(pictures: Iterable<ShownPicture>): Generator<ShownPicture> {
  const half = createCanvas(SIZE.width, SIZE.height);
  const context = half.getContext('2d');
  const both = createCanvas(TWICE.width, TWICE.height).getContext('2d');
  const other = anAthlete({ activity: 'squat', view: 'front', reps: 1, delay: 10_000, aspect: 3 / 4 });
  for (const { pixels, at } of pictures) {
    context.putImageData(new ImageData(new Uint8ClampedArray(pixels), SIZE.width, SIZE.height), 0, 0);
    both.drawImage(half, 0, 0);
    drawAthlete(context, other.poseAt(at), SIZE);
    both.drawImage(half, SIZE.width, 0);
    yield { pixels: Uint8Array.from(both.getImageData(0, 0, TWICE.width, TWICE.height).data), at };
  }
}

const taskOf = (name: string, options: Partial<FilmTask> = {}): FilmTask => ({
  path: film,
  track: join(folder, `${name}.jsonl`),
  activity: squat,
  fps: 10,
  ...options,
});

/** Runs `sideline …`. */
async function sideline(...args: string[]) {
  const child = spawn(process.execPath, [join(projectRoot, 'bin', 'sideline.mjs'), ...args]);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const [status] = await once(child, 'close');
  return { status: status as number | null, ...output };
}

interface Printed {
  events: CoachingEvent[];
  summary: SessionSummary;
  film: FilmFacts;
}

// The processes give way to whatever else the machine does.
describe('a film is judged', { timeout: 120_000 }, () => {
  it('by the command line, upright, with a track that comes to the same', async () => {
    const track = join(folder, 'printed.jsonl');
    const analysed = await sideline('analyse', film, '--activity', 'squat', '--fps', '10', '--json', '--track', track);
    expect(analysed).toMatchObject({ status: 0, stderr: '' });
    const printed = JSON.parse(analysed.stdout) as Printed;
    expect(printed.summary.reps).toBe(athlete.truth().reps.length);
    expect(printed.film.video).toMatchObject({ ...SIZE, rotation: 90 });
    const judged = await sideline('track', track, '--activity', 'squat', '--json');
    const { events, summary } = JSON.parse(judged.stdout) as Printed;
    expect(events).toEqual(printed.events);
    expect(summary).toEqual(printed.summary);
  });

  it('by an activity of one’s own, or by one that is guessed', async () => {
    const own = join(folder, 'own.json');
    writeFileSync(own, JSON.stringify({ ...findActivity('squat'), id: 'my-squat' }));
    const mine = await sideline('track', join(folder, 'printed.jsonl'), '--activity', own, '--json');
    expect(JSON.parse(mine.stdout)).toMatchObject({ summary: { activity: 'my-squat', reps: 2 } });
    const guessed = await analyseFilm(taskOf('guessed', { activity: 'auto' }));
    expect(guessed.summary).toMatchObject({ activity: 'squat', reps: 2 });
  });

  it('on from where it was ended, to the same result', async () => {
    const whole = await analyseFilm(taskOf('whole'));
    const stop = new AbortController();
    const ended = new Error('ended in the test');
    const first = expect(analyseFilm(taskOf('resumed'), { signal: stop.signal })).rejects.toBe(ended);
    await expect.poll(() => partOf('resumed').split('\n').length, { timeout: 30_000, interval: 5 }).toBeGreaterThan(30);
    stop.abort(ended);
    await first;
    const part = partOf('resumed');
    // As a system that stops may leave it: half a line.
    writeFileSync(join(folder, 'resumed.jsonl.part'), part.slice(0, -25));
    const resumedAt: number[] = [];
    const resumed = await analyseFilm(taskOf('resumed'), {
      onProgress: ({ resumedAtMs }) => resumedAt.push(resumedAtMs),
    });
    expect(resumedAt.every((at) => at > 1_000)).toBe(true);
    expect(resumed.summary?.reps).toBe(whole.summary?.reps);
    expect(Math.abs(resumed.frames - whole.frames)).toBeLessThan(6);
    expect(existsSync(join(folder, 'resumed.jsonl.part'))).toBe(false);
  });

  it('with a copy that shows the judgement in its pictures', async () => {
    expect(await hasFonts(), 'fonts are installed').toBe(true);
    const overlay = join(folder, 'overlay.mp4');
    const progress: number[] = [];
    const judged = await analyseFilm(taskOf('shown', { overlay }), {
      onProgress: (each) => progress.push(each.overlay ?? 0),
    });
    const facts = await probe(overlay);
    expect(facts.video).toMatchObject({ ...SIZE, rotation: 0, playable: true });
    expect(Math.abs(facts.durationMs - judged.facts.durationMs)).toBeLessThan(100);
    expect(progress.some((done) => done > 0)).toBe(true);
    expect(await cornerOf(film)).toBeGreaterThan((await cornerOf(overlay)) + 40);
    expect(existsSync(`${overlay}.part`)).toBe(false);
  });

  const once = anAthlete({ activity: 'squat', view: 'left', reps: 1, tempo: 1.6, delay: 500, aspect: 3 / 4 });
  const shown = (fps: number) => athletePictures(once, SIZE, { fps });

  it.each<[string, number, () => Partial<FilmToRender>]>([
    ['HEVC with 10 bits and a rate that varies', 1, () => ({ ...HEVC_10_BIT, pictures: someOf(shown(60)) })],
    ['240 pictures a second', 1, () => ({ pictures: shown(240) })],
    ['a single picture', 0, () => ({ pictures: [...athletePictures(once, SIZE, { fps: 2, seconds: 0.5 })] })],
    ['a camera that was upside down, and noted so', 1, () => ({ rotation: 180, pictures: upsideDown(shown(15)) })],
    ['a camera that was upside down, and did not note so', 0, () => ({ pictures: upsideDown(shown(15)) })],
    ['two people, one of whom stands still', 1, () => ({ size: TWICE, pictures: besideAnother(shown(15)) })],
  ])('of %s: %i', async (name, reps, rendered) => {
    const path = join(folder, `${name}.mp4`);
    await renderFilm(path, { size: SIZE, pictures: [], ...rendered() });
    const judged = await analyseFilm(taskOf(name, { path }));
    expect(judged.summary).toMatchObject({ reps });
    expect(judged.framesWithSomebody).toBe(judged.frames);
    expect(judged.events.filter(({ type }) => type === 'repetition')).toHaveLength(reps);
  });

  it('without anybody in it: nothing is counted', async () => {
    const empty = join(folder, 'empty.webm');
    await renderFilm(empty, { size: SIZE, encoder: 'libvpx', pictures: greyPictures(SIZE, [0, 40, 3_000, 3_040]) });
    const judged = await analyseFilm(taskOf('empty', { path: empty }));
    expect(judged.summary).toMatchObject({ reps: 0, attempts: 0 });
    expect(judged.framesWithSomebody).toBe(0);
    // The picture stood still for three seconds, and so the track goes on.
    expect(judged.frames).toBeGreaterThan(5);
  });

  it.skipIf(!existsSync(SQUATS))('of a real person: two squats', async () => {
    const judged = await analyseFilm(taskOf('real', { path: SQUATS }));
    expect(judged.summary).toMatchObject({ reps: 2 });
  });

  it('and what is none is refused, with what to do', async () => {
    const text = join(folder, 'text.mp4');
    writeFileSync(text, 'no film\n');
    expect(await sideline('analyse', text, '--activity', 'squat', '--json')).toEqual({
      status: 1,
      stdout: '',
      stderr: `${text}: This is no film that Sideline reads. It reads MP4, MOV, WebM and MKV.\n`,
    });
    const unknown = await sideline('analyse', film, '--activity', 'sqaut');
    expect(unknown).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('there is no activity and no file "sqaut"'),
    });
    const missing = await sideline('analyse', join(folder, 'missing.mp4'), '--activity', 'squat');
    expect(missing).toMatchObject({ status: 1, stderr: expect.stringContaining('no such file') });
  });
});

async function cornerOf(path: string): Promise<number> {
  // Behind the count it is dark, where the film is bright.
  const corner = { centreX: 9, centreY: 9, side: 4, rotation: 0 };
  for await (const { picture } of pictures(path)) return picture.cropped(corner, 4)?.[0] ?? -1;
  return -1;
}

const partOf = (name: string) => readFileSync(join(folder, `${name}.jsonl.part`), 'utf8');
