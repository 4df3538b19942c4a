/** Films as cameras and programs write them, rendered for a test. */
import { createCanvas } from '@napi-rs/canvas';
import {
  AV_CHANNEL_LAYOUT_MONO,
  AV_CODEC_FLAG_FRAME_DURATION,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PIX_FMT_RGBA,
  AV_PIX_FMT_YUV420P,
  AV_PKT_DATA_DISPLAYMATRIX,
  AV_SAMPLE_FMT_FLTP,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  type AVPixelFormat,
  type AVSampleFormat,
  type FFEncoderCodec,
  SWS_AREA,
} from 'node-av/constants';
import {
  Codec,
  CodecContext,
  Dictionary,
  FormatContext,
  Frame,
  Packet,
  Rational,
  SoftwareScaleContext,
  type Stream,
} from 'node-av/lib';
import { type Athlete, drawAthlete } from '../../shared/athlete/index.ts';
import type { Size } from '../../shared/size.ts';

/** RGBA, 4 bytes a px, rows without padding, and when it is shown, ms. */
export interface ShownPicture {
  readonly pixels: Uint8Array;
  readonly at: number;
}

export interface FilmToRender {
  readonly size: Size;
  readonly pictures: Iterable<ShownPicture>;
  /** By FFmpeg's name. */
  readonly encoder?: 'libx264' | 'libx265' | 'libvpx' | 'libvpx-vp9';
  readonly pixelFormat?: AVPixelFormat;
  readonly bitRate?: number;
  /** Of the encoder, by FFmpeg's names. */
  readonly options?: Readonly<Record<string, string>>;
  /** Of the file, by FFmpeg's names. */
  readonly fileOptions?: Readonly<Record<string, string>>;
  /** Degrees clockwise that a player must turn the pictures by. */
  readonly rotation?: 90 | 180 | 270;
  /** The pictures are left out, and the tone lasts so long, ms. */
  readonly soundOnlyMs?: number;
  /** A tone of so many Hz, as long as the pictures; as AAC in MP4 and MOV, as Opus elsewhere. */
  readonly toneHz?: number;
  /** By FFmpeg's name, in place of what the file's name says. */
  readonly kind?: string;
  /** The tone is not encoded at all, as cameras write it into MOV. */
  readonly pcm?: boolean;
  /** The tone goes on for so long after the last picture, ms. */
  readonly toneAfterMs?: number;
}

const CLOCK = 90_000;
const NOMINAL_FPS = 30;
const SAMPLE_RATE = 48_000;
/** How long the last picture is shown, ms, where no two frames give it. */
const LAST_MS = 40;

/** Renders a film into a file whose name ends in what it is: .mp4, .mov, .webm or .mkv. */
export async function renderFilm(path: string, film: FilmToRender): Promise<void> {
  const output = new FormatContext();
  check(output.allocOutputContext2(null, film.kind ?? null, path), 'make a file');
  const pictures = film.soundOnlyMs === undefined ? pictureTrack(film, output) : undefined;
  const tone = film.toneHz === undefined ? undefined : toneTrack(film.toneHz, soundEncoder(path, film), output);
  check(await output.openOutput(), 'open the file');
  check(await output.writeHeader(Dictionary.fromObject({ ...film.fileOptions })), 'begin the file');
  const endMs = pictures?.() ?? film.soundOnlyMs ?? 0;
  tone?.(endMs + (film.toneAfterMs ?? 0));
  check(await output.writeTrailer(), 'end the file');
  await output.closeOutput();
}

function pictureTrack(film: FilmToRender, output: FormatContext): () => number {
  const encoder = openVideoEncoder(film);
  const stream = output.newStream();
  check(encoder.parametersFromContext(stream.codecpar), 'describe the pictures');
  stream.timeBase = new Rational(1, CLOCK);
  if (film.rotation) stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, matrixOf(film.rotation));
  return () => {
    const endMs = encodePictures(film, encoder, output, stream);
    encoder.freeContext();
    return endMs;
  };
}

/** The pictures of the drawn athlete. `seconds` is the whole performance when left out. */
export function* athletePictures(
  athlete: Athlete,
  size: Size,
  { fps = 15, seconds = athlete.duration / 1000 }: { fps?: number; seconds?: number } = {},
): Generator<ShownPicture> {
  const context = createCanvas(size.width, size.height).getContext('2d');
  for (let index = 0; index < Math.floor(seconds * fps); index++) {
    const at = (index * 1000) / fps;
    drawAthlete(context, athlete.poseAt(at), size);
    yield { pixels: Uint8Array.from(context.getImageData(0, 0, size.width, size.height).data), at };
  }
}

/** Pictures of one colour each, shown at these times: grey, lighter from one to the next. */
export function* greyPictures({ width, height }: Size, times: Iterable<number>): Generator<ShownPicture> {
  let index = 0;
  for (const at of times) {
    yield { pixels: new Uint8Array(width * height * 4).fill((index * 8) % 256), at };
    index++;
  }
}

/** So many times, evenly. */
export const evenTimes = (count: number, fps: number) =>
  Array.from({ length: count }, (_, index) => (index * 1000) / fps);

function openVideoEncoder({ size, encoder = 'libx264', options, ...film }: FilmToRender): CodecContext {
  const codec = Codec.findEncoderByName(encoder as FFEncoderCodec);
  if (!codec) throw new Error(`FFmpeg has no encoder ${encoder}`);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.width = size.width;
  context.height = size.height;
  context.pixelFormat = film.pixelFormat ?? AV_PIX_FMT_YUV420P;
  context.timeBase = new Rational(1, CLOCK);
  // What bit rates are reckoned by; pictures may come at any time.
  context.framerate = new Rational(NOMINAL_FPS, 1);
  context.bitRate = BigInt(film.bitRate ?? 400_000);
  context.threadCount = 1;
  context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER, AV_CODEC_FLAG_FRAME_DURATION);
  const usual = {
    libx264: { preset: 'veryfast' },
    libx265: { preset: 'ultrafast', 'x265-params': 'log-level=none' },
    libvpx: { deadline: 'realtime', 'cpu-used': '8' },
    'libvpx-vp9': { deadline: 'realtime', 'cpu-used': '8' },
  }[encoder];
  for (const [name, value] of Object.entries({ ...usual, ...options }))
    check(context.setOption(name, value), `set ${name}`);
  check(context.open2Sync(codec), `open ${encoder}`);
  return context;
}

/** @returns when the last picture ends, ms */
function encodePictures(film: FilmToRender, encoder: CodecContext, output: FormatContext, stream: Stream): number {
  const { size, pictures, pixelFormat = AV_PIX_FMT_YUV420P } = film;
  const scaler = new SoftwareScaleContext();
  scaler.getContext(size.width, size.height, AV_PIX_FMT_RGBA, size.width, size.height, pixelFormat, SWS_AREA);
  const frame = new Frame();
  frame.alloc();
  frame.format = pixelFormat;
  frame.width = size.width;
  frame.height = size.height;
  check(frame.getBuffer(0), 'get a frame buffer');
  let endMs = 0;
  for (const { pixels, at, lasts } of withDurations(pictures)) {
    check(frame.makeWritable(), 'write to a frame');
    const source = [Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength)];
    check(scaler.scaleSync(source, [size.width * 4], 0, size.height, frame.data ?? [], frame.linesize), 'convert');
    frame.pts = BigInt(Math.round((at * CLOCK) / 1000));
    frame.duration = BigInt(Math.round((lasts * CLOCK) / 1000));
    check(encoder.sendFrameSync(frame), 'encode');
    write(encoder, output, stream);
    endMs = at + lasts;
  }
  check(encoder.sendFrameSync(null), 'flush');
  write(encoder, output, stream);
  frame.free();
  scaler.freeContext();
  return endMs;
}

/** Each is shown until the next; the last for as long as the one before. */
function* withDurations(pictures: Iterable<ShownPicture>): Generator<ShownPicture & { lasts: number }> {
  let waiting: ShownPicture | undefined;
  let lasts = LAST_MS;
  for (const picture of pictures) {
    if (waiting) {
      lasts = picture.at - waiting.at;
      yield { ...waiting, lasts };
    }
    waiting = picture;
  }
  if (waiting) yield { ...waiting, lasts };
}

type SoundEncoder = 'aac' | 'libopus' | 'pcm_s16le';
/** Samples of a frame, where the encoder takes any number. */
const USUAL_SAMPLES = 1024;

const soundEncoder = (path: string, { pcm }: FilmToRender): SoundEncoder =>
  pcm ? 'pcm_s16le' : /\.(mp4|mov)$/.test(path) ? 'aac' : 'libopus';

function toneTrack(hz: number, name: SoundEncoder, output: FormatContext): (untilMs: number) => void {
  const codec = Codec.findEncoderByName(name as FFEncoderCodec);
  if (!codec) throw new Error('FFmpeg has no encoder for sound');
  const encoder = new CodecContext();
  encoder.allocContext3(codec);
  encoder.sampleRate = SAMPLE_RATE;
  encoder.sampleFormat = (name === 'aac' ? AV_SAMPLE_FMT_FLTP : codec.sampleFormats?.[0]) as AVSampleFormat;
  encoder.channelLayout = AV_CHANNEL_LAYOUT_MONO;
  encoder.timeBase = new Rational(1, SAMPLE_RATE);
  encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  check(encoder.open2Sync(codec), 'open the encoder of sound');
  const stream = output.newStream();
  check(encoder.parametersFromContext(stream.codecpar), 'describe the sound');
  stream.timeBase = new Rational(1, SAMPLE_RATE);
  return (untilMs) => {
    const floats = name === 'aac';
    const samples = encoder.frameSize || USUAL_SAMPLES;
    for (let first = 0; first < (untilMs * SAMPLE_RATE) / 1000; first += samples) {
      const wave = Array.from(
        { length: samples },
        (_, index) => 0.5 * Math.sin((2 * Math.PI * hz * (first + index)) / SAMPLE_RATE),
      );
      const bytes = floats ? Float32Array.from(wave) : Int16Array.from(wave, (value) => value * 32_767);
      const frame = Frame.fromAudioBuffer(Buffer.from(bytes.buffer), {
        nbSamples: samples,
        format: encoder.sampleFormat,
        sampleRate: SAMPLE_RATE,
        channelLayout: encoder.channelLayout,
      });
      frame.pts = BigInt(first);
      check(encoder.sendFrameSync(frame), 'encode sound');
      write(encoder, output, stream);
      frame.free();
    }
    check(encoder.sendFrameSync(null), 'flush sound');
    write(encoder, output, stream);
    encoder.freeContext();
  };
}

function write(encoder: CodecContext, output: FormatContext, stream: Stream): void {
  const packet = new Packet();
  packet.alloc();
  for (;;) {
    const result = encoder.receivePacketSync(packet);
    if (result === AVERROR_EAGAIN || result === AVERROR_EOF) break;
    check(result, 'take a packet');
    packet.streamIndex = stream.index;
    packet.rescaleTs(encoder.timeBase, stream.timeBase);
    check(output.interleavedWriteFrameSync(packet), 'write a packet');
  }
  packet.free();
}

/** ISO/IEC 14496-12, 6.2.2: 16.16 fixed point, the last column 2.30. */
function matrixOf(degrees: number): Buffer {
  const [cos, sin] = [Math.round(Math.cos((degrees * Math.PI) / 180)), Math.round(Math.sin((degrees * Math.PI) / 180))];
  const one = 1 << 16;
  return Buffer.from(Int32Array.of(cos * one, sin * one, 0, -sin * one, cos * one, 0, 0, 0, 1 << 30).buffer);
}

function check(result: number, what: string): void {
  if (result < 0) throw new Error(`FFmpeg can't ${what} (${result})`);
}
