import {
  AV_DISPOSITION_ATTACHED_PIC,
  AV_NOPTS_VALUE,
  AV_PKT_DATA_ENCRYPTION_INFO,
  AVDISCARD_ALL,
  AVDISCARD_DEFAULT,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
  AVSEEK_FLAG_BACKWARD,
} from 'node-av/constants';
import { Dictionary, FormatContext, InputFormat, Packet, type Stream } from 'node-av/lib';
import { FILM } from '../../limits.ts';
import { VIDEO_CODECS } from './codecs.ts';
import { type Container, containerOf } from './container.ts';
import { ffmpegError } from './ffmpeg.ts';
import { UnreadableFilm } from './unreadable-film.ts';

const DEMUXERS: Readonly<Record<Container, string>> = {
  mp4: 'mov',
  mov: 'mov',
  webm: 'matroska',
  matroska: 'matroska',
};
/** From so many pictures the usual distance is taken. */
const FIRST_PICTURES = 64;
/** Of a film of one picture. */
const USUAL_FPS = 30;
/** FFmpeg's own unit of times, in a ms. */
const PER_MS = 1000;

/**
 * An open film. FFmpeg is given no say in what it is: the demuxer is chosen by the file's own words, and it reads this
 * file and no other, since playlists and references could name any file of the server's.
 */
export class FilmInput {
  readonly container: Container;
  readonly bytes: number;
  readonly video: Stream;
  readonly audio: Stream | undefined;
  /** From one picture to the next, ms; the mean of the first ones. */
  readonly usualMs: number;
  /** When the film begins, on its streams' own clock. */
  readonly startMs: number;
  readonly #format: FormatContext;
  #closed = false;

  /** @throws UnreadableFilm */
  static async open(path: string): Promise<FilmInput> {
    const { container, bytes } = await containerOf(path);
    const beginning = await beginningOf(path, container);
    const format = await openFormat(path, container);
    try {
      return new FilmInput(format, { container, bytes, ...beginning, video: pictureStream(format) });
    } catch (error) {
      await format.closeInput();
      throw error;
    }
  }

  private constructor(
    format: FormatContext,
    { container, bytes, startMs, usualMs, video }: Pick<FilmInput, 'container' | 'bytes' | 'video'> & Beginning,
  ) {
    this.#format = format;
    this.startMs = startMs;
    this.container = container;
    this.bytes = bytes;
    this.usualMs = usualMs;
    this.video = video;
    this.audio = format.streams.find(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_AUDIO);
    this.read(video);
  }

  /** `undefined` where the file does not say. */
  get durationMs(): number | undefined {
    const { duration, streams } = this.#format;
    if (duration !== AV_NOPTS_VALUE && duration > 0n) return Number(duration) / PER_MS;
    const longest = Math.max(...streams.map((stream) => (stream.duration > 0n ? msOf(stream, stream.duration) : 0)));
    return longest > 0 ? longest : undefined;
  }

  /** Which streams are read from now on; the others are passed over. */
  read(...wanted: readonly Stream[]): void {
    const indices = new Set(wanted.map(({ index }) => index));
    for (const stream of this.#format.streams) {
      stream.discard = indices.has(stream.index) ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    }
  }

  /** Goes to a key frame before `ms` of the film, the last one where the file knows. */
  async seek(ms: number): Promise<void> {
    const { num, den } = this.video.timeBase;
    const timestamp = BigInt(Math.floor(((ms + this.startMs) * den) / (1000 * num)));
    await this.#format.seekFrame(this.video.index, timestamp, AVSEEK_FLAG_BACKWARD);
  }

  /** @returns whether there was a packet; a file that can't be read any further has ended too. */
  next(packet: Packet): boolean {
    return this.#format.readFrameSync(packet) >= 0;
  }

  /** Ms of the film, as browsers count them, for a time of one of its streams; `undefined` where there is none. */
  timeOf(stream: Stream, timestamp: bigint): number | undefined {
    if (timestamp === AV_NOPTS_VALUE) return undefined;
    return msOf(stream, timestamp) - this.startMs;
  }

  /** May be called twice. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#format.closeInput();
  }
}

/**
 * What the file says of itself is enough: FFmpeg's own search for more (`avformat_find_stream_info`) would decode pictures of
 * any size.
 *
 * @throws UnreadableFilm
 */
export async function openFormat(path: string, container: Container): Promise<FormatContext> {
  const demuxer = InputFormat.findInputFormat(DEMUXERS[container]);
  if (!demuxer) throw new Error(`FFmpeg has no demuxer for ${container}`);
  const format = new FormatContext();
  format.allocContext();
  const options = Dictionary.fromObject({ protocol_whitelist: 'file', max_streams: FILM.streams });
  const opened = await format.openInput(`file:${path}`, demuxer, options);
  if (opened < 0) throw new UnreadableFilm('not-video', { cause: ffmpegError('open the file', opened) });
  return format;
}

/** What only the packets of a film say. */
interface Beginning {
  /** When the film begins, on its streams' own clock, ms. */
  readonly startMs: number;
  /** From one picture to the next, the mean of the first ones, ms. */
  readonly usualMs: number;
}

/** @throws UnreadableFilm */
async function beginningOf(path: string, container: Container): Promise<Beginning> {
  const format = await openFormat(path, container);
  const packet = new Packet();
  packet.alloc();
  try {
    const { streams } = format;
    const video = pictureStream(format);
    const starts = streams
      .filter(({ startTime }) => startTime !== AV_NOPTS_VALUE)
      .map((each) => msOf(each, each.startTime));
    const times: number[] = [];
    while (times.length < FIRST_PICTURES && format.readFrameSync(packet) >= 0) {
      const stream = streams[packet.streamIndex];
      if (packet.getSideData(AV_PKT_DATA_ENCRYPTION_INFO)) throw new UnreadableFilm('encrypted');
      if (stream && packet.pts !== AV_NOPTS_VALUE) {
        if (starts.length === 0) starts.push(msOf(stream, packet.pts));
        if (stream.index === video.index) times.push(msOf(stream, packet.pts));
      }
      packet.unref();
    }
    const span = Math.max(...times) - Math.min(...times);
    return {
      startMs: starts.length > 0 ? Math.min(...starts) : 0,
      usualMs: span > 0 ? span / (times.length - 1) : 1000 / USUAL_FPS,
    };
  } finally {
    packet.free();
    await format.closeInput();
  }
}

/** Ms of a length or time in a stream's own unit. */
export function msOf({ timeBase }: Stream, time: bigint): number {
  return (Number(time) * timeBase.num * 1000) / timeBase.den;
}

/** @throws UnreadableFilm */
function pictureStream({ streams }: FormatContext): Stream {
  const pictures = streams.filter(
    (stream) => stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO && !stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC),
  );
  if (streams.some(isEncrypted)) throw new UnreadableFilm('encrypted');
  const [first] = pictures.filter(({ codecpar }) => VIDEO_CODECS.has(codecpar.codecId));
  if (!first) throw new UnreadableFilm('no-picture');
  const { width, height } = first.codecpar;
  // Before anything is decoded; the decoder holds to the same limit, should its stream say otherwise than the file.
  if (width * height > FILM.picturePixels) throw new UnreadableFilm('too-large');
  return first;
}

/** Apple's, and Matroska's; MP4's common encryption (ISO/IEC 23001-7) shows in the packets. */
function isEncrypted({ codecpar, metadata }: Stream): boolean {
  return ['drmi', 'drms'].includes(codecpar.codecTagString ?? '') || typeof metadata?.get('enc_key_id') === 'string';
}
