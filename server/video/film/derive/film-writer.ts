import { rename, rm } from 'node:fs/promises';
import {
  AV_CHANNEL_LAYOUT_STEREO,
  AV_CODEC_FLAG_FRAME_DURATION,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PICTURE_TYPE_I,
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_YUV420P,
  AV_SAMPLE_FMT_FLTP,
  FF_ENCODER_AAC,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import { Codec, CodecContext, Dictionary, FormatContext, type Frame, Packet, Rational, type Stream } from 'node-av/lib';
import type { Size } from '../../../../shared/size.ts';
import { check } from '../ffmpeg.ts';
import { FilterChain, type FilterStep } from './filter-chain.ts';
import { soundSource } from './sound.ts';

/** 90 kHz, as is usual for pictures. */
const CLOCK = 90_000;
const SAMPLE_RATE = 48_000;
/** Samples of a frame of AAC. */
const AAC_SAMPLES = 1024;

export interface PictureQuality {
  readonly size: Size;
  /** x264's constant rate factor: 18 can't be distinguished from the original, 28 is plainly coarser. */
  readonly crf: number;
  /** So far apart are places that can be sought without decoding others, ms. */
  readonly keyFrameEveryMs: number;
  /** The largest bit rate, bits a second. */
  readonly maxBitRate?: number;
}

/** Writes an MP4 that all browsers play. It has its name only when it is whole. */
export class FilmWriter {
  readonly #path: string;
  readonly #output = new FormatContext();
  readonly #packet = new Packet();
  readonly #quality: PictureQuality;
  readonly #pictures: { readonly encoder: CodecContext; readonly stream: Stream };
  #sound: SoundTrack | undefined;
  #hasBegun = false;
  #keyFrameAt = Number.NEGATIVE_INFINITY;

  constructor(path: string, quality: PictureQuality) {
    this.#path = path;
    this.#quality = quality;
    this.#packet.alloc();
    check(this.#output.allocOutputContext2(null, 'mp4', this.#part), 'make a film');
    const encoder = openH264(quality);
    const stream = this.#output.newStream();
    check(encoder.parametersFromContext(stream.codecpar), 'describe the pictures');
    stream.timeBase = new Rational(1, CLOCK);
    this.#pictures = { encoder, stream };
  }

  /** Of the pictures, px. */
  get size(): Size {
    return this.#quality.size;
  }

  /** Whether any sound has come so far that is encoded anew. */
  get hasSound(): boolean {
    return this.#sound?.firstMs !== undefined;
  }

  /** Up to where there is sound that is encoded anew, ms. */
  get soundMs(): number {
    const { firstMs = 0, samples = 0 } = this.#sound ?? {};
    return firstMs + (1_000 * samples) / SAMPLE_RATE;
  }

  /**
   * Takes a sound along, before the first picture: as it is where MP4 may have it, else as AAC.
   * @param speed of AAC, up to 1: 0.5 half as fast, with its pitch
   */
  addSound(source: Stream, asItIs: boolean, speed = 1): void {
    const stream = this.#output.newStream();
    if (asItIs) {
      check(source.codecpar.copy(stream.codecpar), 'describe the sound');
      stream.codecpar.codecTag = 0;
      stream.timeBase = source.timeBase;
      this.#sound = { source, stream, speed };
      return;
    }
    const encoder = openAac();
    check(encoder.parametersFromContext(stream.codecpar), 'describe the sound');
    stream.timeBase = encoder.timeBase;
    this.#sound = { source, stream, encoder, speed };
  }

  /** Adds a picture of the film's size, in yuv420p. */
  addPicture(frame: Frame, atMs: number, durationMs: number): void {
    this.#begin();
    const { encoder, stream } = this.#pictures;
    const isKey = atMs - this.#keyFrameAt >= this.#quality.keyFrameEveryMs;
    if (isKey) this.#keyFrameAt = atMs;
    frame.pictType = isKey ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    frame.pts = BigInt(Math.round((atMs * CLOCK) / 1000));
    frame.duration = BigInt(Math.round((durationMs * CLOCK) / 1000));
    frame.timeBase = new Rational(1, CLOCK);
    check(encoder.sendFrameSync(frame), 'encode a picture');
    this.#write(encoder, stream);
  }

  /** A packet of the sound that is taken along as it is, `shiftMs` earlier than it says. */
  addSoundPacket(packet: Packet, shiftMs: number): void {
    if (!this.#sound) return;
    this.#begin();
    const { source, stream } = this.#sound;
    const { num, den } = source.timeBase;
    const shift = BigInt(Math.round((shiftMs * den) / (1000 * num)));
    packet.pts -= shift;
    packet.dts -= shift;
    packet.rescaleTs(source.timeBase, stream.timeBase);
    packet.streamIndex = stream.index;
    check(this.#output.interleavedWriteFrameSync(packet), 'write sound');
  }

  /** A decoded frame of the sound that becomes AAC; `null` is its end. */
  addSoundFrame(frame: Frame | null, atMs = 0): void {
    const sound = this.#sound;
    if (!sound?.encoder) return;
    this.#begin();
    if (frame) sound.filters ??= soundFilters(frame, sound.speed);
    if (!sound.filters) return;
    sound.firstMs ??= Math.max(0, atMs);
    for (const filtered of sound.filters.through(frame)) {
      filtered.pts = BigInt(Math.round((sound.firstMs * SAMPLE_RATE) / 1000) + (sound.samples ?? 0));
      sound.samples = (sound.samples ?? 0) + filtered.nbSamples;
      check(sound.encoder.sendFrameSync(filtered), 'encode sound');
      this.#write(sound.encoder, sound.stream);
    }
  }

  /** What comes next is another film's, perhaps of another kind. */
  endSoundOfFilm(): void {
    this.addSoundFrame(null);
    this.#sound?.filters?.close();
    if (this.#sound) delete this.#sound.filters;
  }

  /** Ends the film, and gives it its name. */
  async finish(): Promise<void> {
    this.#begin();
    this.addSoundFrame(null);
    for (const { encoder, stream } of [this.#pictures, ...(this.#sound ? [this.#sound] : [])]) {
      if (!encoder) continue;
      check(encoder.sendFrameSync(null), 'end a stream');
      this.#write(encoder, stream);
    }
    check(await this.#output.writeTrailer(), 'end the film');
    await this.#close();
    await rename(this.#part, this.#path);
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    await this.#close();
    await rm(this.#part, { force: true });
  }

  get #part(): string {
    return `${this.#path}.part`;
  }

  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    check(this.#output.openOutputSync(), 'open the film’s file');
    check(this.#output.writeHeaderSync(Dictionary.fromObject({ movflags: '+faststart' })), 'begin the film');
  }

  #write(encoder: CodecContext, stream: Stream): void {
    while (encoder.receivePacketSync(this.#packet) >= 0) {
      this.#packet.streamIndex = stream.index;
      this.#packet.rescaleTs(encoder.timeBase, stream.timeBase);
      check(this.#output.interleavedWriteFrameSync(this.#packet), 'write the film');
    }
  }

  async #close(): Promise<void> {
    this.#pictures.encoder.freeContext();
    this.#sound?.encoder?.freeContext();
    this.#sound?.filters?.close();
    this.#packet.free();
    if (this.#hasBegun) await this.#output.closeOutput();
    this.#output.freeContext();
  }
}

interface SoundTrack {
  readonly source: Stream;
  readonly stream: Stream;
  /** Where it is not taken as it is. */
  readonly encoder?: CodecContext;
  readonly speed: number;
  filters?: FilterChain;
  firstMs?: number;
  samples?: number;
}

function openH264({ size, crf, maxBitRate, keyFrameEveryMs }: PictureQuality): CodecContext {
  const codec = Codec.findEncoderByName(FF_ENCODER_LIBX264);
  if (!codec) throw new Error('FFmpeg has no encoder for H264');
  const context = new CodecContext();
  context.allocContext3(codec);
  context.width = size.width;
  context.height = size.height;
  context.pixelFormat = AV_PIX_FMT_YUV420P;
  context.timeBase = new Rational(1, CLOCK);
  context.framerate = new Rational(30, 1);
  // Key frames come where they are asked for; this is only the most that may pass without one.
  context.gopSize = Math.ceil((keyFrameEveryMs * 240) / 1000);
  context.threadCount = 2;
  context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER, AV_CODEC_FLAG_FRAME_DURATION);
  if (maxBitRate) {
    context.rcMaxRate = BigInt(maxBitRate);
    context.rcBufferSize = 2 * maxBitRate;
  }
  const options = { preset: 'veryfast', crf: String(crf), 'forced-idr': '1', profile: 'high' };
  for (const [name, value] of Object.entries(options)) check(context.setOption(name, value), `set ${name}`);
  check(context.open2Sync(codec), 'open the encoder of H264');
  return context;
}

function openAac(): CodecContext {
  const codec = Codec.findEncoderByName(FF_ENCODER_AAC);
  if (!codec) throw new Error('FFmpeg has no encoder for AAC');
  const context = new CodecContext();
  context.allocContext3(codec);
  context.sampleRate = SAMPLE_RATE;
  context.sampleFormat = AV_SAMPLE_FMT_FLTP;
  context.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
  context.timeBase = new Rational(1, SAMPLE_RATE);
  context.bitRate = 128_000n;
  context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  check(context.open2Sync(codec), 'open the encoder of AAC');
  return context;
}

function soundFilters(frame: Frame, speed: number): FilterChain {
  return new FilterChain('abuffer', soundSource(frame), [
    ...slower(speed),
    ['aresample', String(SAMPLE_RATE)],
    ['aformat', 'sample_fmts=fltp:channel_layouts=stereo'],
    ['asetnsamples', `n=${AAC_SAMPLES}:p=1`],
  ]);
}

/** One filter makes sound no slower than this. */
const SLOWEST_TEMPO = 0.5;

/** Filters that make sound slower and keep its pitch; none for 1. */
function slower(speed: number): FilterStep[] {
  const count = Math.ceil(Math.log(speed) / Math.log(SLOWEST_TEMPO));
  return Array.from({ length: count }, () => ['atempo', String(speed ** (1 / count))]);
}
