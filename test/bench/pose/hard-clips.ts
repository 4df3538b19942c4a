/** The squat video as a hard film would show her: from far, cut off, in the dark, lying: with the same reference. */
import { existsSync } from 'node:fs';
import { type Canvas, createCanvas, ImageData, type SKRSContext2D } from '@napi-rs/canvas';
import type { Size } from '../../../shared/size.ts';
import { encodeClip, picturesOf } from '../../support/rtp/clip.ts';
import { type ReferenceClip, type Truth, VIDEO, videoTruth } from './clips.ts';

/** The video's size here, px; the person is 0.7 of its height. */
const FILM: Size = { width: 360, height: 640 };
const FRAMES_PER_SECOND = 5;

type Place = readonly [x: number, y: number];

interface Hardship {
  readonly name: string;
  /** Of the picture that comes out, px. */
  readonly size: Size;
  /** How the film is laid into it: px of the picture are px of the film, turned by degrees around its middle, times a scale, moved. */
  readonly scale: number;
  readonly turn?: number;
  /** Where the film's middle is, in 0..1 of the picture. */
  readonly middle: Place;
  /** Jumps to another place every so many frames. */
  readonly unsteady?: boolean;
  readonly filter?: string;
  /** Drawn over it. */
  readonly cover?: (context: SKRSContext2D, size: Size, frame: number) => void;
  /** Every how many of the film's pictures are shown. */
  readonly every?: number;
}

const PORTRAIT: Size = { width: 180, height: 320 };
const LANDSCAPE: Size = { width: 320, height: 240 };
const whole = { size: PORTRAIT, scale: 0.5, middle: [0.5, 0.5] } as const;

/** A plate of grey before the trunk for a second in three. */
function plate(context: SKRSContext2D, { width, height }: Size, frame: number): void {
  if (frame % (3 * FRAMES_PER_SECOND) < 2 * FRAMES_PER_SECOND) return;
  context.fillStyle = '#333';
  context.beginPath();
  context.arc(0.5 * width, 0.55 * height, 0.17 * height, 0, 2 * Math.PI);
  context.fill();
}

const HARDSHIPS: readonly Hardship[] = [
  { name: 'as filmed', ...whole },
  { name: 'from far', size: LANDSCAPE, scale: 0.16, middle: [0.3, 0.6] },
  { name: 'from the chest up', size: LANDSCAPE, scale: 0.8, middle: [0.5, 0.95] },
  { name: 'without the head', size: PORTRAIT, scale: 0.5, middle: [0.5, 0.24] },
  { name: 'without the feet', size: PORTRAIT, scale: 0.5, middle: [0.5, 0.72] },
  { name: 'legs alone', size: LANDSCAPE, scale: 0.8, middle: [0.5, -0.05] },
  { name: 'in the dark', ...whole, filter: 'brightness(0.15)' },
  { name: 'out of focus', ...whole, filter: 'blur(4px)' },
  { name: 'lying', size: LANDSCAPE, scale: 0.45, middle: [0.5, 0.5], turn: 90 },
  { name: 'upside down', ...whole, turn: 180 },
  { name: 'with a plate before the trunk', ...whole, cover: plate },
  { name: 'by an unsteady camera', ...whole, unsteady: true },
  { name: 'one picture in a second', ...whole, every: 5 },
];

/** Nothing where the video is not there. */
export async function hardClips(): Promise<ReferenceClip[]> {
  if (!existsSync(VIDEO)) return [];
  const film: Canvas[] = [];
  for await (const picture of picturesOf(VIDEO, FILM)) {
    const canvas = createCanvas(FILM.width, FILM.height);
    canvas.getContext('2d').putImageData(new ImageData(Uint8ClampedArray.from(picture), FILM.width, FILM.height), 0, 0);
    film.push(canvas);
  }
  const truth = videoTruth();
  return HARDSHIPS.map((hardship) => clipOf(hardship, film, truth));
}

function clipOf(hardship: Hardship, film: readonly Canvas[], truth: readonly Truth[]): ReferenceClip {
  const { name, size, filter, cover, every = 1 } = hardship;
  const canvas = createCanvas(size.width, size.height);
  const context = canvas.getContext('2d');
  const shown = film.flatMap((picture, frame) => (frame % every === 0 ? [{ picture, frame }] : []));
  const pictures = shown.map(({ picture, frame }) => {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.filter = 'none';
    context.fillStyle = '#8a8a86';
    context.fillRect(0, 0, size.width, size.height);
    if (filter) context.filter = filter;
    context.setTransform(...matrixOf(hardship, frame));
    context.drawImage(picture, 0, 0);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.filter = 'none';
    cover?.(context, size, frame);
    return Uint8Array.from(context.getImageData(0, 0, size.width, size.height).data);
  });
  const framesPerSecond = FRAMES_PER_SECOND / every;
  return {
    name,
    clip: encodeClip({ codec: 'vp8', size, framesPerSecond, bitRate: 1_000_000, pictures }),
    truth: shown.map(({ frame }) => moved(truth[frame] ?? new Map(), hardship, frame)),
  };
}

type Matrix = [a: number, b: number, c: number, d: number, e: number, f: number];

/** From px of the film to px of the picture. */
function matrixOf({ size, scale, middle, turn = 0, unsteady }: Hardship, frame: number): Matrix {
  const [cos, sin] = [Math.cos((turn * Math.PI) / 180) * scale, Math.sin((turn * Math.PI) / 180) * scale];
  const step = Math.floor(frame / FRAMES_PER_SECOND) % 3;
  const jolt = unsteady ? (step - 1) * 0.12 : 0;
  const [x, y] = [(middle[0] + jolt) * size.width, (middle[1] + jolt / 2) * size.height];
  const [halfX, halfY] = [FILM.width / 2, FILM.height / 2];
  return [cos, sin, -sin, cos, x - cos * halfX + sin * halfY, y - sin * halfX - cos * halfY];
}

/** What is outside of the picture has no truth in it. */
function moved(truth: Truth, hardship: Hardship, frame: number): Truth {
  const [a, b, c, d, e, f] = matrixOf(hardship, frame);
  const places = Array.from(truth, ([name, [shareX, shareY]]): [string, Place] => {
    const [x, y] = [shareX * FILM.width, shareY * FILM.height];
    return [name, [(a * x + c * y + e) / hardship.size.width, (b * x + d * y + f) / hardship.size.height]];
  });
  return new Map(places.filter(([, [x, y]]) => x >= 0 && x <= 1 && y >= 0 && y <= 1));
}
