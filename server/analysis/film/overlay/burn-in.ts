/** Writes a copy of a film with its judgement in the pictures. */
import { createCanvas, ImageData } from '@napi-rs/canvas';
import { AV_PIX_FMT_RGBA, AV_PIX_FMT_YUV420P, SWS_AREA } from 'node-av/constants';
import { Frame, SoftwareScaleContext } from 'node-av/lib';
import type { CoachingEvent } from '../../../../shared/coaching/index.ts';
import type { Size } from '../../../../shared/size.ts';
import { copyFilm } from '../../../video/film/derive/copies.ts';
import { drawPose, drawStanding } from './draw-overlay.ts';
import { PoseAt, type ShownPose, StandingAt } from './shown-state.ts';

const RGBA_BYTES = 4;
const QUALITY = { longest: 1920, crf: 22, keyFrameEveryMs: 1_000 } as const;

export interface Judgement {
  readonly track: AsyncIterable<ShownPose>;
  readonly events: readonly CoachingEvent[];
  /** Where the film begins on the clock of track and events, ms; 0 when left out. */
  readonly startedAt?: number;
}

/** Draws what was found on the pictures of a film, which come in order. */
export interface Overlay {
  /** A picture in RGBA, at a time of the film, ms. @returns it in yuv420p, valid until the next */
  readonly change: (frame: Frame, at: number) => Promise<Frame>;
  close(): void;
}

/** Skeleton and angles, count and cues. */
export function overlayOf({ track, events, startedAt = 0 }: Judgement): Overlay {
  const poses = new PoseAt(track);
  const standings = new StandingAt(events);
  let painter: Painter | undefined;
  return {
    change: async (frame, filmMs) => {
      painter ??= new Painter(frame);
      const at = startedAt + filmMs;
      const pose = await poses.at(at);
      const standing = standings.at(at);
      return painter.paint(frame, (context, size) => {
        if (pose) drawPose(context, pose, size);
        drawStanding(context, standing, size);
      });
    },
    close: () => painter?.close(),
  };
}

/**
 * @param out An MP4; it has its name only when it is whole.
 * @param report Is given how far it is, 0..1.
 */
export async function burnIn(
  path: string,
  out: string,
  judgement: Judgement,
  report: (done: number) => void,
): Promise<void> {
  const overlay = overlayOf(judgement);
  try {
    await copyFilm(path, out, { quality: QUALITY, sound: true, change: overlay.change }, report);
  } finally {
    overlay.close();
  }
}

type Context = ReturnType<ReturnType<typeof createCanvas>['getContext']>;

/** Draws on decoded pictures of one size. */
class Painter {
  readonly #size: Size;
  readonly #context: Context;
  readonly #scaler = new SoftwareScaleContext();
  readonly #painted = new Frame();

  constructor({ width, height }: Size) {
    this.#size = { width, height };
    this.#context = createCanvas(width, height).getContext('2d');
    this.#scaler.getContext(width, height, AV_PIX_FMT_RGBA, width, height, AV_PIX_FMT_YUV420P, SWS_AREA);
    this.#painted.alloc();
  }

  /** @returns the picture with what was drawn, valid until the next; encoders may hold it for longer */
  paint(frame: Frame, draw: (context: Context, size: Size) => void): Frame {
    const { width, height } = this.#size;
    this.#context.putImageData(new ImageData(packed(frame), width, height), 0, 0);
    draw(this.#context, this.#size);
    const { data } = this.#context.getImageData(0, 0, width, height);
    this.#painted.unref();
    this.#painted.format = AV_PIX_FMT_YUV420P;
    this.#painted.width = width;
    this.#painted.height = height;
    const source = [Buffer.from(data.buffer)];
    const isReady = this.#painted.getBuffer(0) >= 0;
    const { data: target, linesize } = this.#painted;
    if (!isReady || this.#scaler.scaleSync(source, [width * RGBA_BYTES], 0, height, target ?? [], linesize) < 0)
      throw new Error('FFmpeg can’t take a drawn picture');
    return this.#painted;
  }

  close(): void {
    this.#painted.free();
    this.#scaler.freeContext();
  }
}

/** The pixels of a frame, whose rows have padding, without it. */
function packed({ data, linesize, width, height }: Frame): Uint8ClampedArray {
  const [rows] = data ?? [];
  const [stride = 0] = linesize;
  const pixels = new Uint8ClampedArray(width * height * RGBA_BYTES);
  for (let row = 0; rows && row < height; row++) {
    pixels.set(rows.subarray(row * stride, row * stride + width * RGBA_BYTES), row * width * RGBA_BYTES);
  }
  return pixels;
}
