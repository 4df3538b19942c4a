/** Moments of a film side by side in one picture, each cut to where the athlete is. */
import { rename, writeFile } from 'node:fs/promises';
import { type Canvas, createCanvas, ImageData } from '@napi-rs/canvas';
import type { Size } from '../../../shared/size.ts';
import { drawPose } from '../../analysis/film/overlay/draw-overlay.ts';
import { PoseAt, type ShownPose } from '../../analysis/film/overlay/shown-state.ts';
import { FilmInput } from '../../video/film/film-input.ts';
import { picturesOf } from '../../video/film/pictures.ts';
import { probe } from '../../video/film/probe.ts';
import type { KinogramTask } from '../clip-task.ts';
import { posesOf } from './poses.ts';

/** Height of one picture and of the line below it, and the space between pictures, px. */
const PICTURE_PX = 480;
const LINE_PX = 44;
const GAP_PX = 8;
/** More pictures stand in two rows. */
const IN_A_ROW = 5;
/** No picture is made larger than this before it is cut, px. */
const LONGEST_PX = 2_160;
/** Keypoints less sure than this say nothing of where the athlete is. */
const MIN_SCORE = 0.3;
/** Around the athlete, as a share of the picture's sides. */
const MARGIN = 0.06;
const JPEG_QUALITY = 88;
const RGB_BYTES = 3;
const RGBA_BYTES = 4;

type Pose = Omit<ShownPose, 'at'>;

/** A part of a picture in shares of its sides, 0..1. */
interface Crop {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const WHOLE: Crop = { left: 0, top: 0, right: 1, bottom: 1 };

/** @throws UnreadableFilm; Error when the disk takes no more */
export async function makeKinogram(task: KinogramTask, report: (done: number) => void): Promise<void> {
  const { path, out, moments, overlay } = task;
  const { video } = await probe(path);
  const poses = await posesAt(task);
  const sheet = new Sheet(video, cropAround(poses), moments.length);
  const film = await FilmInput.open(path);
  try {
    for (const [index, { atMs, label }] of moments.entries()) {
      await film.seek(atMs);
      const since = (atMs - (moments[0]?.atMs ?? 0)) / 1_000;
      const picture = drawnPicture(await pictureAt(film, atMs, sheet.whole), sheet.whole);
      const pose = overlay ? poses[index] : undefined;
      if (pose) drawPose(picture.getContext('2d'), pose, sheet.whole);
      sheet.place(picture, `${label} · ${since.toFixed(2)} s`);
      report((index + 1) / moments.length);
    }
  } finally {
    await film.close();
  }
  await writeFile(`${out}.part`, await sheet.encoded());
  await rename(`${out}.part`, out);
}

/** The athlete's pose at each moment. */
async function posesAt({ moments, athlete: { tracks, startedAt } }: KinogramTask): Promise<(Pose | undefined)[]> {
  const track = new PoseAt(posesOf(tracks));
  const found: (Pose | undefined)[] = [];
  for (const { atMs } of moments) found.push(await track.at(startedAt + atMs));
  return found;
}

/** What is on show at a time, RGB; `undefined` behind the last picture. */
async function pictureAt(film: FilmInput, fromMs: number, size: Size): Promise<Uint8Array | undefined> {
  for await (const { picture } of picturesOf(film, { fromMs, threads: 1 })) return picture.letterboxed(size)?.data;
  return undefined;
}

/** The picture that is made: one picture after the other is placed on it. */
class Sheet {
  /** How large a picture has to be for its part to fit, px. */
  readonly whole: Size;
  readonly #crop: Crop;
  readonly #tile: Size;
  readonly #columns: number;
  readonly #canvas: Canvas;
  #placed = 0;

  constructor(picture: Size, crop: Crop, count: number) {
    this.#crop = crop;
    this.whole = wholeSize(picture, crop);
    this.#tile = tileSize(this.whole, crop);
    const rows = Math.ceil(count / IN_A_ROW);
    this.#columns = Math.ceil(count / rows);
    this.#canvas = createCanvas(
      this.#columns * (this.#tile.width + GAP_PX) - GAP_PX,
      rows * (this.#tile.height + LINE_PX + GAP_PX) - GAP_PX,
    );
    const context = this.#canvas.getContext('2d');
    context.fillStyle = '#0b0e09';
    context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  /** Places the part of a picture beside the one before, with a line below it. */
  place(picture: Canvas, line: string): void {
    const { width, height } = this.#tile;
    const x = (this.#placed % this.#columns) * (width + GAP_PX);
    const y = Math.floor(this.#placed / this.#columns) * (height + LINE_PX + GAP_PX);
    const [left, top] = [this.#crop.left * this.whole.width, this.#crop.top * this.whole.height];
    const context = this.#canvas.getContext('2d');
    context.drawImage(picture, left, top, width, height, x, y, width, height);
    context.fillStyle = '#ffffff';
    context.textBaseline = 'middle';
    context.font = '600 20px sans-serif';
    // What would not fit is written narrower.
    context.fillText(line, x + GAP_PX, y + height + LINE_PX / 2, width - 2 * GAP_PX);
    this.#placed += 1;
  }

  encoded(): Promise<Buffer> {
    return this.#canvas.encode('jpeg', JPEG_QUALITY);
  }
}

/** Where the athlete is in any of the poses; the whole picture where that is not known. */
export function cropAround(poses: readonly (Pose | undefined)[]): Crop {
  const seen = poses.flatMap((pose) => pose?.keypoints.filter(({ score }) => score >= MIN_SCORE) ?? []);
  if (seen.length === 0) return WHOLE;
  const clamped = (share: number) => Math.min(1, Math.max(0, share));
  const [xs, ys] = [seen.map(({ x }) => x), seen.map(({ y }) => y)];
  const crop = {
    left: clamped(Math.min(...xs) - MARGIN),
    right: clamped(Math.max(...xs) + MARGIN),
    top: clamped(Math.min(...ys) - 2 * MARGIN),
    bottom: clamped(Math.max(...ys) + MARGIN),
  };
  return crop.right - crop.left > MARGIN && crop.bottom - crop.top > MARGIN ? crop : WHOLE;
}

/** How large the whole picture has to be for its part to be as high as a picture of the kinogram. */
function wholeSize({ width, height }: Size, { top, bottom }: Crop): Size {
  const scale = Math.min(PICTURE_PX / ((bottom - top) * height), LONGEST_PX / Math.max(width, height));
  return { width: Math.max(2, Math.round(width * scale)), height: Math.max(2, Math.round(height * scale)) };
}

const tileSize = ({ width, height }: Size, { left, right, top, bottom }: Crop): Size => ({
  width: Math.max(1, Math.round((right - left) * width)),
  height: Math.max(1, Math.round((bottom - top) * height)),
});

/** A canvas with a picture in RGB, rows without padding. */
function drawnPicture(rgb: Uint8Array | undefined, { width, height }: Size): Canvas {
  const canvas = createCanvas(width, height);
  if (!rgb) return canvas;
  const pixels = new Uint8ClampedArray(width * height * RGBA_BYTES).fill(255);
  for (let from = 0, to = 0; from < rgb.length; from += RGB_BYTES, to += RGBA_BYTES) {
    pixels.set(rgb.subarray(from, from + RGB_BYTES), to);
  }
  canvas.getContext('2d').putImageData(new ImageData(pixels, width, height), 0, 0);
  return canvas;
}
