/** A session is looked at again in a real browser: every picture of its film says by a strip of bars which it is. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { jointDegrees } from '../../client/review/ink/measures.ts';
import { fitFrame } from '../../client/stage/frame-fit.ts';
import { anAthlete } from '../../shared/athlete/index.ts';
import { LAYOUTS } from '../../shared/coaching/index.ts';
import type { Point } from '../../shared/contract/board.ts';
import { sessionFilesSchema } from '../../shared/contract/files.ts';
import { type LessonSource, lessonLogReplySchema, lessonsSchema } from '../../shared/contract/lessons.ts';
import type { PosePacket } from '../../shared/contract/pose-packet.ts';
import { acceptedSchema, createdRosterLinkSchema } from '../../shared/contract/roster.ts';
import { readTrackPiece } from '../../shared/contract/track-piece.ts';
import { LessonReading } from '../../shared/lesson/lesson-view.ts';
import { readStrip, STRIP_SHARE } from '../bench/overlay/strip.ts';
import { violationsOf } from '../support/accessibility.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { TestBrowser } from '../support/browser.ts';
import { numberedEmptyPictures, numberedPictures, numberOnShow, rendered } from '../support/numbered-film.ts';
import { Person } from '../support/rest.ts';
import { drawThickLine, pictureColourAt } from '../support/review-picture.ts';
import { upload } from '../support/uploads.ts';

const SIZE = { width: 240, height: 320 };
const ASPECT = SIZE.width / SIZE.height;
const FPS = 30;
/** From half a second of standing on, two squats. */
const FILM_FRAMES = Math.floor(0.5 * FPS + 2 * 1.6 * FPS) + 1;
const YELLOW = '#ffd400';
const SOON = { timeout: 60_000, interval: 100 };
/** More seldom than one person may ask for lists on the long run. */
const PATIENT = { timeout: 100_000, interval: 400 };

let server: TestApp;
let browser: TestBrowser;
let person: Person;
let sessionId: string;
let page: Page;

beforeAll(async () => {
  const athlete = anAthlete({ activity: 'squat', view: 'left', reps: 2, tempo: 1.6, delay: 500, aspect: ASPECT });
  const [film] = await Promise.all([
    rendered('squats.mp4', { size: SIZE, pictures: numberedPictures(athlete, SIZE, { fps: FPS }), toneHz: 300 }),
    startApp().then((started) => {
      server = started;
    }),
    TestBrowser.launch().then((launched) => {
      browser = launched;
    }),
  ]);
  person = await Person.signIn(server.url, 'Ada');
  sessionId = await upload(person, film, { filename: 'squats.mp4', activity: 'squat' });
  await vi.waitFor(async () => expect(await madeFiles()).toContain('proxy'), PATIENT);
  page = await browser.visitor({ person });
  await page.goto(`${server.url}/sessions/${sessionId}`);
  await page.getByRole('link', { name: 'Review frame by frame' }).click();
  await page.getByTestId('review-frame').waitFor({ state: 'attached' });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** What has been made of the film by now; nothing while it is judged. */
async function madeFiles(id = sessionId): Promise<string[]> {
  const answer = await person.fetch(`/sessions/${id}/files`);
  if (!answer.ok) return [];
  const { files } = sessionFilesSchema.parse(await answer.json());
  return files.filter(({ state }) => state !== 'growing').map(({ kind }) => kind);
}

/** Until the page shows this very frame: by the picture itself, and by what the page says of it. */
const untilShown = (number: number, on = page) =>
  expect
    .poll(
      async () => {
        const shown = await numberOnShow(on, ASPECT);
        return [shown.number, Math.round((shown.at * FPS) / 1_000), shown.exact];
      },
      { timeout: 10_000, interval: 30 },
    )
    .toEqual([number, number, true]);

it('steps by exact frames, forth and back, one or ten at a time, also with the wheel', async () => {
  await untilShown(0);
  let number = 0;
  for (const [key, frames] of [
    ['.', 1],
    ['ArrowRight', 1],
    ['Shift+ArrowRight', 10],
    [',', -1],
    ['ArrowLeft', -1],
    ['Shift+ArrowRight', 10],
    ['Shift+ArrowLeft', -10],
  ] as const) {
    await page.keyboard.press(key);
    number += frames;
    await untilShown(number);
  }
  await page.getByTestId('review-picture').hover();
  await page.mouse.wheel(0, 100);
  await untilShown(number + 1);
  await page.getByLabel('Frames to jump by').fill('4');
  await page.getByRole('button', { name: '4 frames on' }).click();
  await untilShown(number + 5);
  await page.keyboard.press('Shift+ArrowLeft');
  await untilShown(number + 1);
  await page.getByLabel('Frames to jump by').fill('10');
  // The very last frame, and none beyond it.
  await page.getByRole('slider', { name: 'Playhead' }).press('End');
  await expect.poll(async () => (await numberOnShow(page, ASPECT)).number).toBeGreaterThan(FILM_FRAMES - 3);
  const end = await numberOnShow(page, ASPECT);
  await page.keyboard.press('.');
  await page.keyboard.press(',');
  await untilShown(end.number - 1);
});

it('has all that moves the picture in sight on a laptop', async () => {
  const narrow = page.viewportSize() ?? { width: 0, height: 0 };
  const laptop = { width: 1_280, height: 800 };
  await page.setViewportSize(laptop);
  const box = await page.getByRole('button', { name: /^Full screen/ }).boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(laptop.height);
  await page.setViewportSize(narrow);
});

it('is turned through frame by frame by a thumb', async () => {
  const phone = await browser.visitor({ person, viewport: { width: 390, height: 780 }, hasTouch: true });
  await phone.goto(`${server.url}/sessions/${sessionId}/review`);
  await untilShown(0, phone);
  const wheel = phone.getByRole('slider', { name: 'Jog wheel' });
  const turn = async (px: number) => {
    const box = await wheel.boundingBox();
    if (!box) throw new Error('there is no wheel');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await phone.mouse.move(x, y);
    await phone.mouse.down();
    await phone.mouse.move(x + px, y, { steps: 5 });
    await phone.mouse.up();
  };
  await turn(60);
  await untilShown(5, phone);
  await turn(-24);
  await untilShown(3, phone);
  await wheel.press('ArrowRight');
  await untilShown(4, phone);
  // What is at the thumb leaves room for what stands beside the picture; the rest of it comes on request.
  const line = await phone.getByTestId('timeline').boundingBox();
  expect(line?.y ?? 0).toBeGreaterThan(0.57 * 780);
  expect(await phone.getByLabel('Speed').isVisible()).toBe(false);
  await phone.getByRole('button', { name: 'More controls' }).click();
  await phone.getByLabel('Speed').fill('50');
  const draw = phone.getByRole('button', { name: 'Draw', exact: true });
  await draw.click();
  // The tools come into sight, over the picture's controls.
  await expect
    .poll(async () => (await phone.getByRole('button', { name: 'Freehand' }).boundingBox())?.y)
    .toBeGreaterThan(0.54 * 780);
  await draw.click();
  await phone.getByRole('button', { name: /^Full screen/ }).scrollIntoViewIfNeeded();
  expect(await violationsOf(phone)).toEqual([]);
  await phone.context().close();
});

/** When the repetitions begin, ms of the session. */
async function begins(): Promise<number[]> {
  const { feedback = [] } = (await person.record(sessionId)).athletes[0] ?? {};
  return feedback.flatMap((event) => (event.type === 'repetition' ? [event.start] : []));
}

/** The frames that are on show then. */
const beginNumbers = async () => (await begins()).map((start) => Math.floor((start * FPS) / 1_000 + 0.01));

it('goes to repetitions and faults, on the line and in the list', async () => {
  const numbers = await beginNumbers();
  expect(numbers).toHaveLength(2);
  const [first = 0, second = 0] = numbers;
  await page.getByRole('slider', { name: 'Playhead' }).press('Home');
  await untilShown(0);
  await page.keyboard.press('n');
  await untilShown(first);
  await page.keyboard.press('n');
  await untilShown(second);
  await page.keyboard.press('p');
  await untilShown(first);
  await page.getByRole('button', { name: /^Rep 2/ }).click();
  await untilShown(second);
  const line = await page.getByTestId('timeline').boundingBox();
  if (!line) throw new Error('there is no timeline');
  // Beneath the scale, in the row of pictures: dragging shows the place at once, and its exact frame at the end.
  await page.mouse.move(line.x + 10, line.y + 40);
  await page.mouse.down();
  await page.mouse.move(line.x + line.width / 2, line.y + 40, { steps: 8 });
  await page.mouse.up();
  await expect.poll(async () => (await numberOnShow(page, ASPECT)).exact).toBe(true);
  const middle = await numberOnShow(page, ASPECT);
  expect(middle.number).toBe(Math.round((middle.at * FPS) / 1_000));
});

it('plays slowly with sound, stays within the zone, and stops on an exact frame', async () => {
  await page.getByRole('slider', { name: 'Playhead' }).press('Home');
  await untilShown(0);
  await page.getByLabel('Speed').fill('80');
  for (let step = 0; step < 5; step += 1) await page.keyboard.press('.');
  await untilShown(5);
  await page.keyboard.press('u');
  await page.keyboard.press('l');
  await page.keyboard.press('k');
  const seen = new Set<number>();
  await expect
    .poll(
      async () => {
        seen.add((await numberOnShow(page, ASPECT)).number);
        return seen.size;
      },
      { timeout: 20_000, interval: 20 },
    )
    .toBeGreaterThan(3);
  expect(Math.max(...seen)).toBeLessThanOrEqual(5);
  await page.keyboard.press('k');
  await page.getByRole('button', { name: 'Whole length' }).click();
  await page.keyboard.press('.');
  await expect.poll(async () => (await numberOnShow(page, ASPECT)).exact).toBe(true);
});

it('draws the skeleton of exactly the frame on show', async () => {
  const poses = await keypointsOfFilm();
  await page.getByRole('slider', { name: 'Playhead' }).press('Home');
  await untilShown(0);
  await page.keyboard.press('n');
  // In the quick middle of the movement a wrist goes further from one analysed frame to the next than its joint is wide.
  const wrist = LAYOUTS.blazepose33.names.indexOf('left_wrist');
  let seen = 0;
  for (let step = 0; step < 3; step += 1) {
    await page.keyboard.press('Shift+ArrowRight');
    await page.evaluate(() => new Promise(requestAnimationFrame));
    await expect.poll(async () => (await numberOnShow(page, ASPECT)).exact).toBe(true);
    const { at } = await numberOnShow(page, ASPECT);
    const pose = poses.find((each) => Math.abs(each.at - at) < 1_000 / FPS / 2);
    const point = pose?.keypoints[wrist];
    if (!pose || !point) continue;
    seen += 1;
    expect(await colourAt(page, [point.x, point.y])).toMatch(/^#f/);
  }
  expect(seen).toBeGreaterThan(0);
});

async function keypointsOfFilm(): Promise<PosePacket[]> {
  const { files } = sessionFilesSchema.parse(await (await person.fetch(`/sessions/${sessionId}/files`)).json());
  const pieces = files.filter(({ kind }) => kind === 'track');
  const read = await Promise.all(
    pieces.map(async ({ url }) => {
      const response = await fetch(`${server.url}${url}`);
      return readTrackPiece(new Uint8Array(await response.arrayBuffer())).poses;
    }),
  );
  return read.flat();
}

const colourAt = (on: Page, point: Point) => pictureColourAt(on, ASPECT, point);

it('keeps a drawing and a joint’s angle with a comment, and shows both at its moment to who comes later', async () => {
  await page.getByRole('slider', { name: 'Playhead' }).press('Home');
  await untilShown(0);
  await page.keyboard.press('Shift+ArrowRight');
  await untilShown(10);
  await drawLine(page);
  await page.getByRole('button', { name: 'Angle of a joint' }).click();
  await page.getByRole('combobox', { name: 'Joint', exact: true }).selectOption('Left knee');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const poses = await keypointsOfFilm();
  const measured = async () => Number((await page.getByText(/^Left knee /).textContent())?.replace(/\D/g, ''));
  // The angle follows the body: it is that of the frame on show, not of the one that was drawn on.
  for (const number of [10, 20, 30]) {
    await untilShown(number);
    const { at } = await numberOnShow(page, ASPECT);
    const pose = poses.find((each) => Math.abs(each.at - at) < 1_000 / FPS / 2);
    const degrees = pose && jointDegrees(pose, ['left_hip', 'left_knee', 'left_ankle'], ASPECT);
    if (degrees === undefined) throw new Error('the knee is not seen');
    await expect.poll(async () => Math.abs((await measured()) - degrees)).toBeLessThan(2);
    await page.keyboard.press('Shift+ArrowRight');
  }
  expect(await violationsOf(page)).toEqual([]);
  // What is not kept is not left by chance.
  await page.getByRole('link', { name: 'Record', exact: true }).click();
  await page.getByRole('dialog', { name: 'Leave without the drawing?' }).getByRole('button', { name: 'Stay' }).click();
  await page.getByRole('button', { name: 'Keep with a comment' }).click();
  await page.getByLabel('Comment on 0:00.3').fill('Keep the chest up');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await page.getByRole('button', { name: 'Show the drawing' }).waitFor();
  // By another clock a moment before its frame, and about a moment within one.
  for (const frames of [20 - 0.06, 25.8, 40]) {
    await person.fetch(`/sessions/${sessionId}/comments`, 'POST', {
      ...{ from: (frames * 1_000) / FPS, to: null, body: 'Here', ink: [] },
    });
  }

  const later = await browser.visitor({ person });
  await later.goto(`${server.url}/sessions/${sessionId}/review`);
  await untilShown(0, later);
  expect(await colourAt(later, [0.5, 0.2])).not.toBe(YELLOW);
  await later.getByRole('button', { name: 'Next comment' }).waitFor();
  await later.keyboard.press('c');
  await untilShown(10, later);
  await expect.poll(() => colourAt(later, [0.5, 0.2])).toBe(YELLOW);
  await later.getByText(/^Left knee \d+°$/).waitFor({ state: 'attached' });
  for (const [key, number] of [
    ['c', 20],
    ['c', 25],
    ['c', 40],
    ['Shift+C', 25],
    ['Shift+C', 20],
  ] as const) {
    await later.keyboard.press(key);
    await untilShown(number, later);
  }
  await later.context().close();
  await page.keyboard.press('d');
  await page.getByRole('tab', { name: 'Repetitions' }).click();
});

it('shows the angle that was drawn and the measures as curves, and saves them as a table', async () => {
  await page.getByRole('button', { name: 'Curves' }).click();
  await page.getByRole('img', { name: 'Left knee as drawn over time' }).waitFor();
  const poses = await keypointsOfFilm();
  await page.getByRole('slider', { name: 'Playhead' }).press('Home');
  await untilShown(0);
  await page.keyboard.press('n');
  const [begin = 0] = await beginNumbers();
  await untilShown(begin);
  await page.keyboard.press('Shift+ArrowRight');
  await untilShown(begin + 10);
  const { at } = await numberOnShow(page, ASPECT);
  const pose = poses.find((each) => Math.abs(each.at - at) < 1_000 / FPS / 2);
  const degrees = pose && jointDegrees(pose, ['left_hip', 'left_knee', 'left_ankle'], ASPECT);
  const value = page.getByText(/^Left knee as drawn -?\d+°$/);
  await expect
    .poll(async () => Math.abs(Number((await value.textContent())?.replace(/[^-\d]/g, '')) - (degrees ?? 0)))
    .toBeLessThan(2);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const text = await (await download).createReadStream().then((stream) => stream.toArray());
  const [head = '', first = ''] = Buffer.concat(text).toString('utf8').split('\r\n');
  expect(head).toMatch(/^time_ms,\w+_left,\w+_right/);
  expect(first.split(',')).toHaveLength(head.split(',').length);
  await page.getByRole('radiogroup', { name: 'Curves' }).getByText('Repetitions').click();
  await page.getByRole('img', { name: /2 repetitions laid on one another$/ }).waitFor();
  expect(await page.getByRole('row').count()).toBe(3);
  await page
    .getByRole('cell', { name: /^\d+\.\d° \(\d+\.\d° to \d+\.\d°\)$/ })
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Curves' }).click();
});

it('lays two repetitions beside each other at the same moment of the movement, also step by step', async () => {
  const [first = 0, second = 0] = await begins();
  await page.getByRole('button', { name: 'Side by side' }).click();
  const both = page.getByTestId('compared-picture');
  await both.waitFor();
  const apart = Math.round(((second - first) * FPS) / 1_000);
  const numbers = () => comparedNumbers(page);
  await expect.poll(async () => ((await numbers())[1] ?? 0) - ((await numbers())[0] ?? 0)).toBe(apart);
  const [before = 0] = await numbers();
  await page.keyboard.press('.');
  await expect.poll(numbers).toEqual([before + 1, before + 1 + apart]);
  await page.getByRole('button', { name: 'Second 1 frame on' }).click();
  await expect.poll(numbers).toEqual([before + 1, before + 2 + apart]);
  await page.keyboard.press('.');
  await expect.poll(numbers).toEqual([before + 2, before + 3 + apart]);
  for (const layout of ['Wipe', 'Ghost']) await page.getByText(layout, { exact: true }).click();
  await page.getByLabel('Strength of the second').fill('80');
  expect(await violationsOf(page)).toEqual([]);
  // The model stands for the athlete, from the same moment on and as fast.
  await page.getByRole('combobox', { name: 'Compare with' }).selectOption('The model athlete');
  await page.getByLabel('As fast as').selectOption('Rep 2');
  await expect.poll(() => page.getByLabel('Seen from').inputValue()).toBe('left');
  expect(await page.getByLabel('Strength of the second').inputValue()).toBe('80');
  const start = Math.floor((second * FPS) / 1_000 + 0.01);
  await page.getByText('Beside', { exact: true }).click();
  await expect.poll(async () => (await numbers())[0]).toBe(start);
  const modelAt = () => rightHalfOf(both);
  const still = await modelAt();
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => (await numbers())[0]).toBe(start + 10);
  expect(await modelAt()).not.toBe(still);
  await page.getByRole('button', { name: 'Side by side' }).click();
});

it('steps a film without a steady rate, without sound and with nobody in it, and compares it by time', async () => {
  const times = [0, 40, 80, 200, 240, 500, 540, 560, 900, 1_000, 1_400, 1_440];
  const film = await rendered('uneven.mp4', { size: SIZE, pictures: numberedEmptyPictures(SIZE, times) });
  const uneven = await upload(person, film, { filename: 'uneven.mp4', activity: 'squat' });
  await vi.waitFor(async () => expect(await madeFiles(uneven)).toContain('proxy'), PATIENT);
  const other = await browser.visitor({ person });
  await other.goto(`${server.url}/sessions/${uneven}/review`);
  const shown = async () => {
    const { number, at, exact } = await numberOnShow(other, ASPECT);
    return [number, Math.round(at), exact];
  };
  for (const [number, at] of times.entries()) {
    if (number > 0) await other.keyboard.press('.');
    await expect.poll(shown, SOON).toEqual([number, at, true]);
  }
  await other.keyboard.press('Shift+ArrowLeft');
  await expect.poll(shown, SOON).toEqual([1, 40, true]);
  expect(await other.getByRole('button', { name: /^Sound o/ }).count()).toBe(0);
  await other.getByRole('button', { name: 'Curves' }).click();
  await other.getByText('There are no keypoints of this session, and so no curves.').waitFor();
  await other.context().close();

  await page.getByRole('button', { name: 'Side by side' }).click();
  await page.getByRole('combobox', { name: 'Compare with' }).selectOption(uneven);
  await page.getByRole('combobox', { name: 'First side from' }).selectOption({ index: 1 });
  const [begin = 0] = await begins();
  let [number = 0] = await beginNumbers();
  await expect.poll(() => comparedNumbers(page), SOON).toEqual([number, 0]);
  for (const [key, frames] of [
    ['.', 1],
    ['Shift+ArrowRight', 10],
    ['Shift+ArrowRight', 10],
  ] as const) {
    await page.keyboard.press(key);
    number += frames;
    const since = (number * 1_000) / FPS - begin;
    const then = times.findLastIndex((at) => at <= since + 0.1);
    await expect.poll(() => comparedNumbers(page), SOON).toEqual([number, then]);
  }
  await page.getByRole('button', { name: 'Side by side' }).click();
});

/** What the right half of a canvas shows, as text that is the same for the same picture. */
const rightHalfOf = (canvas: Locator) =>
  canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const context = (element as HTMLCanvasElement).getContext('2d');
    const pixels = context?.getImageData(Math.ceil(width / 2) + 4, 0, Math.floor(width / 2) - 4, height).data ?? [];
    return Array.from(pixels.filter((_, index) => index % 97 === 0)).join();
  });

/** The numbers of the frames beside each other. */
async function comparedNumbers(on: Page): Promise<number[]> {
  const canvas = on.getByTestId('compared-picture');
  const { width, height } = await canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    return { width, height };
  });
  const half = { width: (width - 4) / 2, height };
  const fit = fitFrame(half, ASPECT);
  const row = await canvas.evaluate(
    (element, y) => {
      const context = (element as HTMLCanvasElement).getContext('2d');
      return Array.from(context?.getImageData(0, y, (element as HTMLCanvasElement).width, 1).data ?? []);
    },
    Math.round(fit.top + (fit.height * STRIP_SHARE) / 2),
  );
  return [0, half.width + 4].map((left) =>
    readStrip(row, width, { left: fit.left + left, top: 0, width: fit.width, height: 0 }),
  );
}

it('says where the browser has no WebCodecs, and still shows the film', async () => {
  const old = await browser.visitor({ person });
  await old.addInitScript(() => Reflect.deleteProperty(globalThis, 'VideoDecoder'));
  await old.goto(`${server.url}/sessions/${sessionId}/review?at=1000`);
  await old.getByText('steps may be off by a frame').waitFor();
  await expect.poll(async () => Math.abs((await numberOnShow(old, ASPECT)).number - FPS), SOON).toBeLessThanOrEqual(1);
  await old.context().close();
});

it('shows nothing of the film to whom it is not for', async () => {
  const stranger = await browser.visitor({ person: await Person.signIn(server.url, 'Eve') });
  await stranger.goto(`${server.url}/sessions/${sessionId}/review`);
  await stranger.getByText('Nothing here').waitFor();
  await stranger.context().close();
});

it('is clear to who uses a screen reader, on a desktop and a phone, light and dark', async () => {
  expect(await violationsOf(page)).toEqual([]);
});

it('records a lesson over a reload, plays the same frames and ink at the same time, cuts it, and makes a film', async () => {
  const maker = await browser.visitor({ person });
  await maker.goto(`${server.url}/sessions/${sessionId}/review`);
  await maker.getByRole('tab', { name: 'Lessons' }).click();
  await maker.getByRole('button', { name: 'Record a lesson' }).click();
  const bar = maker.getByRole('region', { name: 'Recording a lesson' });
  await bar.getByText('Recording', { exact: true }).waitFor();
  await untilShown(0, maker);
  await maker.keyboard.press('Shift+ArrowRight');
  await untilShown(10, maker);
  await drawLine(maker);
  expect(await violationsOf(maker)).toEqual([]);
  // The next piece is kept; a drawing that was not kept with a comment asks before the page is left.
  await expect.poll(() => keptEntries(maker)).toContain('ink');
  maker.once('dialog', (dialog) => dialog.accept());
  await maker.reload();

  await maker.getByRole('tab', { name: 'Lessons' }).click();
  await maker.getByRole('button', { name: 'Go on with it' }).click();
  await bar.getByText('Paused', { exact: true }).waitFor();
  await bar.getByRole('button', { name: 'Go on' }).click();
  await bar.getByText('Recording', { exact: true }).waitFor();
  await untilShown(0, maker);
  await maker.keyboard.press('Shift+ArrowRight');
  await maker.keyboard.press('Shift+ArrowRight');
  await untilShown(20, maker);
  await maker.getByRole('button', { name: 'Side by side' }).click();
  await maker.getByTestId('compared-picture').waitFor();
  await maker.keyboard.press('.');
  await expect.poll(async () => (await comparedNumbers(maker))[1]).toBeGreaterThan(50);
  await expect.poll(() => keptEntries(maker)).toContain('second');
  await maker.getByRole('combobox', { name: 'Compare with' }).selectOption('The model athlete');
  await maker.getByLabel('Seen from').selectOption('Left');
  const [beginNumber = 0] = await beginNumbers();
  await expect.poll(async () => (await comparedNumbers(maker))[0]).toBe(beginNumber);
  const modelBefore = await rightHalfOf(maker.getByTestId('compared-picture'));
  await maker.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => (await comparedNumbers(maker))[0]).toBe(beginNumber + 10);
  const modelShown = await rightHalfOf(maker.getByTestId('compared-picture'));
  expect(modelShown).not.toBe(modelBefore);
  // The rest of a second and all of the next one, so that the lesson can be gone there.
  const length = bar.getByText(/^\d:\d\d$/);
  const untilNextSecond = async () => {
    const then = await length.textContent();
    await expect.poll(() => length.textContent(), SOON).not.toBe(then);
  };
  await untilNextSecond();
  await untilNextSecond();
  await maker.getByRole('button', { name: 'Side by side' }).click();
  // The screen is a phone's by now.
  await maker.getByRole('button', { name: 'More controls' }).click();
  await maker.getByLabel('Speed').fill('50');
  await maker.keyboard.press('k');
  await expect.poll(async () => (await numberOnShow(maker, ASPECT)).number, SOON).toBeGreaterThan(beginNumber + 15);
  await maker.keyboard.press('k');
  await expect.poll(async () => (await numberOnShow(maker, ASPECT)).exact).toBe(true);
  const last = (await numberOnShow(maker, ASPECT)).number;
  await bar.getByRole('button', { name: 'Save the lesson' }).click();
  await bar.getByLabel('Name of the lesson').fill('<i>Knees</i> out');
  await bar.getByRole('button', { name: 'Save', exact: true }).click();
  await maker.getByRole('button', { name: 'Rename <i>Knees</i> out' }).click(SOON);
  await maker.getByLabel('Name of the lesson').fill('<i>Knees</i> wide');
  await maker.getByRole('button', { name: 'Save', exact: true }).click();
  const article = maker.getByRole('article', { name: '<i>Knees</i> wide' });
  await article.getByRole('button', { name: /^Watch/ }).click(SOON);

  const { lessons } = lessonsSchema.parse(await (await person.fetch(`/sessions/${sessionId}/lessons`)).json());
  const { id = '', durationMs = 0 } = lessons[0] ?? {};
  const answer = await person.fetch(`/sessions/${sessionId}/lessons/${id}/log`);
  const { log } = lessonLogReplySchema.parse(await answer.json());
  const reading = new LessonReading(log);
  const drawnAt = log.find(({ kind }) => kind === 'ink')?.t ?? 0;
  const secondAt = log.findLast(({ kind }) => kind === 'clear')?.t ?? 0;
  expect(secondAt).toBeGreaterThan(drawnAt);
  const place = maker.getByRole('slider', { name: 'Place in the lesson' });
  const isYellow = async () => (await colourAt(maker, [0.5, 0.2])) === YELLOW;
  for (const { t, inked } of [
    { t: durationMs - 100, inked: false },
    { t: secondAt - 100, inked: true },
    { t: drawnAt - 200, inked: false },
    { t: secondAt + 200, inked: false },
  ]) {
    await place.fill(String(Math.round(t / 100) * 100));
    const shownAt = Number(await maker.getByTestId('lesson-time').getAttribute('data-t'));
    // The frame that has begun: the take may still move there.
    await untilShown(Math.floor((reading.at(shownAt).first.at * FPS) / 1_000 + 0.01), maker);
    await expect.poll(isYellow).toBe(inked);
  }

  const compared = (isMeant: (source: LessonSource) => boolean) =>
    log.filter((entry) => entry.kind === 'compare' && entry.with !== null && isMeant(entry.with)).map(({ t }) => t);
  const modelAt = compared((source) => 'model' in source)[0] ?? 0;
  const apartAt = log.find(({ kind, t }) => kind === 'compare' && t > Math.max(...compared(() => true)))?.t ?? 0;
  const goTo = async (t: number) => {
    await place.fill(String(Math.floor(t / 100) * 100));
    return reading.at(Number(await maker.getByTestId('lesson-time').getAttribute('data-t')));
  };
  const both = await goTo(modelAt - 100);
  const numbers = [both.first, both.second].map((motion) => Math.round(((motion?.at ?? 0) * FPS) / 1_000));
  await expect.poll(() => comparedNumbers(maker)).toEqual(numbers);
  // The model is drawn as it was.
  expect((await goTo(apartAt - 100)).compare).toMatchObject({ model: { figure: 'squat', view: 'left' } });
  await expect.poll(async () => (await comparedNumbers(maker))[0]).toBe(beginNumber + 10);
  await expect.poll(() => rightHalfOf(maker.getByTestId('compared-picture'))).toBe(modelShown);

  await maker.getByRole('button', { name: 'Cut', exact: true }).click();
  await maker.getByRole('button', { name: 'Cut all before' }).click();
  await maker.getByRole('button', { name: /^Take back 0:00\.0/ }).waitFor();
  expect(await violationsOf(maker)).toEqual([]);
  await maker.getByRole('button', { name: 'Play the lesson' }).click();
  await maker.getByRole('button', { name: 'Pause the lesson' }).waitFor();
  // To its end, by the voice.
  await maker.getByRole('button', { name: 'Play the lesson' }).waitFor(SOON);
  await untilShown(last, maker);
  expect(Number(await maker.getByTestId('lesson-time').getAttribute('data-t'))).toBeGreaterThan(durationMs - 100);
  await maker.keyboard.press('Escape');
  await maker.getByTestId('timeline').waitFor();
  await article.getByRole('button', { name: /^Make a film/ }).click();
  const film = maker.getByRole('region', { name: 'Clips' }).getByRole('article', { name: '<i>Knees</i> wide' });
  await film.getByRole('button', { name: /^Share/ }).waitFor(SOON);

  await maker.getByRole('tab', { name: 'Lessons' }).click();
  await article.getByRole('button', { name: /^Watch/ }).click();
  await maker.getByRole('button', { name: 'Play the lesson' }).click();
  const other = await maker.context().newPage();
  await other.goto(maker.url());
  await other.getByRole('tab', { name: 'Lessons' }).click();
  await other.getByRole('button', { name: 'Delete <i>Knees</i> wide', exact: true }).click();
  await other.getByRole('button', { name: 'Keep it' }).click();
  await other.getByRole('button', { name: 'Delete <i>Knees</i> wide', exact: true }).click();
  await other.getByRole('button', { name: 'Delete <i>Knees</i> wide for good' }).click();
  await maker.getByText('This lesson is not there for you any more.').waitFor();
  await maker.context().close();
});

it('says what to do where the microphone is refused or taken away, and goes on afterwards', async () => {
  const maker = await browser.visitor({ person });
  await maker.addInitScript(() => {
    const devices = navigator.mediaDevices;
    const ask = devices.getUserMedia.bind(devices);
    let asked = 0;
    devices.getUserMedia = async (wanted) => {
      asked += 1;
      if (asked === 1) throw new DOMException('refused', 'NotAllowedError');
      const stream = await ask(wanted);
      Object.assign(window, { microphone: stream.getAudioTracks()[0] });
      return stream;
    };
  });
  await maker.goto(`${server.url}/sessions/${sessionId}/review`);
  await maker.getByRole('tab', { name: 'Lessons' }).click();
  await maker.getByRole('button', { name: 'Record a lesson' }).click();
  const bar = maker.getByRole('region', { name: 'Recording a lesson' });
  await bar.getByText('The microphone is blocked').waitFor();
  await bar.getByRole('button', { name: 'Try again' }).click();
  await bar.getByText('Recording', { exact: true }).waitFor();

  // Another window leaves it alone meanwhile.
  const other = await maker.context().newPage();
  await other.goto(`${server.url}/sessions/${sessionId}/review`);
  await other.getByRole('tab', { name: 'Lessons' }).click();
  await other.getByRole('button', { name: 'Record a lesson' }).waitFor();
  expect(await other.getByRole('button', { name: 'Go on with it' }).count()).toBe(0);
  await other.close();

  await expect.poll(() => keptEntries(maker)).toContain('move');
  await maker.evaluate(() => Reflect.get(window, 'microphone').dispatchEvent(new Event('ended')));
  await bar.getByText('The microphone was taken away').waitFor();
  await bar.getByRole('button', { name: 'Try again' }).click();
  await bar.getByText('Recording', { exact: true }).waitFor();
  await bar.getByRole('button', { name: 'Discard' }).click();
  await bar.getByRole('button', { name: 'Discard for good' }).click();
  await bar.waitFor({ state: 'detached' });
  expect(await keptEntries(maker)).toEqual([]);
  await maker.context().close();
});

/** Draws a thick yellow line across the upper part of the picture. */
async function drawLine(on: Page): Promise<void> {
  await drawThickLine(on, ASPECT);
  await expect.poll(() => colourAt(on, [0.5, 0.2])).toBe(YELLOW);
}

/** Kinds of what is kept in the browser of a lesson that is recorded. */
const keptEntries = (on: Page): Promise<string[]> =>
  on.evaluate(
    () =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('sideline-takes');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const all = opening.result.transaction('pieces').objectStore('pieces').getAll();
          all.onsuccess = () => {
            opening.result.close();
            resolve(all.result.flatMap(({ entries }) => entries.map(({ kind }: { kind: string }) => kind)));
          };
        };
      }),
  );

it('takes the film from whoever may see it no more, while it is on show', async () => {
  const coach = await Person.signIn(server.url, 'Kim');
  const { token } = createdRosterLinkSchema.parse(await (await coach.fetch('/roster/links', 'POST', {})).json());
  const { grantId } = acceptedSchema.parse(await (await person.fetch('/access', 'POST', { token })).json());
  const seen = await browser.visitor({ person: coach });
  await seen.goto(`${server.url}/sessions/${sessionId}/review`);
  await untilShown(0, seen);
  await person.fetch(`/access/${grantId}`, 'DELETE');
  await seen.getByText('Nothing here').waitFor();
  await person.fetch(`/sessions/${sessionId}`, 'DELETE');
  await page.getByText('Nothing here').waitFor();
  expect(await page.getByTestId('review-picture').count()).toBe(0);
  await seen.context().close();
});
