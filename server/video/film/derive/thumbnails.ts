import { rename, writeFile } from 'node:fs/promises';
import { AV_PIX_FMT_RGB24, AV_PIX_FMT_YUVJ420P, FF_ENCODER_MJPEG, SWS_AREA } from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet, Rational, SoftwareScaleContext } from 'node-av/lib';
import type { Size } from '../../../../shared/size.ts';
import { check } from '../ffmpeg.ts';
import { FilmInput } from '../film-input.ts';
import { picturesOf } from '../pictures.ts';
import { probe } from '../probe.ts';
import { type Report, sizeOfCopy } from './copies.ts';

/** Where the small pictures are in the large one: from left to right, then row by row, one every `everyMs` of the film. */
export interface Thumbnails extends Size {
  readonly everyMs: number;
  readonly count: number;
  readonly columns: number;
}

const LONGEST_PX = 160;
const COLUMNS = 10;
/** Enough to find a place by eye; one a second in short films. */
const MOST = 100;
const LEAST_MS = 1_000;
const RGB_BYTES = 3;
/** FFmpeg's scale for JPEG, 2 (best) to 31. */
const JPEG_QUALITY = '5';

/** Writes a JPEG of many small pictures of a film. @throws UnreadableFilm */
export async function makeThumbnails(path: string, out: string, report: Report): Promise<Thumbnails> {
  const { video, durationMs } = await probe(path);
  const everyMs = Math.max(LEAST_MS, Math.ceil(durationMs / MOST));
  const count = Math.max(1, Math.ceil(durationMs / everyMs));
  const size = sizeOfCopy(video, LONGEST_PX);
  const columns = Math.min(COLUMNS, count);
  const sheet = { width: columns * size.width, height: Math.ceil(count / columns) * size.height };
  const pixels = new Uint8Array(sheet.width * sheet.height * RGB_BYTES);
  const film = await FilmInput.open(path);
  try {
    let last: Uint8Array | undefined;
    for (let index = 0; index < count; index++) {
      let small = last ?? (await pictureAt(film, index * everyMs, size));
      // Where sound goes on behind the last picture, players go on to show that one.
      if (!small) small = last = await lastPicture(film, Math.max(0, index - 1) * everyMs, size);
      const left = (index % columns) * size.width;
      const top = Math.floor(index / columns) * size.height;
      if (small) place(pixels, sheet.width, { left, top, size, small });
      report((index + 1) / count);
    }
  } finally {
    await film.close();
  }
  await writeFile(`${out}.part`, jpegOf(pixels, sheet));
  await rename(`${out}.part`, out);
  return { ...size, everyMs, count, columns };
}

/** What is on show at a time; `undefined` behind the last picture. */
async function pictureAt(film: FilmInput, fromMs: number, size: Size): Promise<Uint8Array | undefined> {
  if (fromMs === 0) await film.seek(0);
  for await (const { picture } of picturesOf(film, { fromMs, threads: 1 })) return picture.letterboxed(size)?.data;
  return undefined;
}

/** The last picture of a film, which is on show at `fromMs` or begins later. */
async function lastPicture(film: FilmInput, fromMs: number, size: Size): Promise<Uint8Array | undefined> {
  let small: Uint8Array | undefined;
  await film.seek(fromMs);
  for await (const { picture } of picturesOf(film, { fromMs, threads: 1 })) small = picture.letterboxed(size)?.data;
  return small;
}

function place(
  sheet: Uint8Array,
  width: number,
  { left, top, size, small }: { left: number; top: number; size: Size; small: Uint8Array },
): void {
  const rowBytes = size.width * RGB_BYTES;
  for (let row = 0; row < size.height; row++) {
    sheet.set(small.subarray(row * rowBytes, (row + 1) * rowBytes), ((top + row) * width + left) * RGB_BYTES);
  }
}

function jpegOf(pixels: Uint8Array, { width, height }: Size): Buffer {
  const codec = Codec.findEncoderByName(FF_ENCODER_MJPEG);
  if (!codec) throw new Error('FFmpeg has no encoder for JPEG');
  const context = new CodecContext();
  const scaler = new SoftwareScaleContext();
  const frame = new Frame();
  const packet = new Packet();
  try {
    context.allocContext3(codec);
    context.width = width;
    context.height = height;
    context.pixelFormat = AV_PIX_FMT_YUVJ420P;
    context.timeBase = new Rational(1, 1);
    for (const name of ['qmin', 'qmax']) check(context.setOption(name, JPEG_QUALITY), `set ${name}`);
    check(context.open2Sync(codec), 'open the encoder of JPEG');
    frame.alloc();
    frame.format = AV_PIX_FMT_YUVJ420P;
    frame.width = width;
    frame.height = height;
    check(frame.getBuffer(0), 'get a frame');
    scaler.getContext(width, height, AV_PIX_FMT_RGB24, width, height, AV_PIX_FMT_YUVJ420P, SWS_AREA);
    const source = [Buffer.from(pixels.buffer)];
    check(scaler.scaleSync(source, [width * RGB_BYTES], 0, height, frame.data ?? [], frame.linesize), 'convert');
    frame.pts = 0n;
    packet.alloc();
    check(context.sendFrameSync(frame), 'encode a JPEG');
    check(context.sendFrameSync(null), 'end a JPEG');
    check(context.receivePacketSync(packet), 'take a JPEG');
    return Buffer.from(packet.data ?? []);
  } finally {
    packet.free();
    frame.free();
    scaler.freeContext();
    context.freeContext();
  }
}
