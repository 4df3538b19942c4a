import {
  AV_CHANNEL_LAYOUT_STEREO,
  AV_CODEC_ID_H264,
  AV_CODEC_ID_OPUS,
  AV_CODEC_ID_VP8,
  AV_LOG_FATAL,
  AV_PKT_FLAG_KEY,
  type AVCodecID,
  AVERROR_ENOSPC,
  AVFMT_FLAG_FLUSH_PACKETS,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
} from 'node-av/constants';
import { Dictionary, FormatContext, Log, Packet, type Stream } from 'node-av/lib';
import type { SessionMs } from '../../../shared/time/moments.ts';
import type { VideoCodec } from '../../rtp/payload-formats.ts';
import type { VideoFormat } from './video-format.ts';

const CODEC_IDS: Record<VideoCodec, AVCodecID> = { vp8: AV_CODEC_ID_VP8, h264: AV_CODEC_ID_H264 };
/** What is written reaches the disk this often at least, ms: so much is lost when the process is killed. */
const CLUSTER_MS = 500;
const OPUS_RATE = 48_000;
const OPUS_CHANNELS = 2;
/** The tag that says where in its session a part began, so that it is known even where the database does not. */
export const STARTED_AT_TAG = 'STARTED_AT_MS';

/** "OpusHead", version 1, channels, nothing to skip, 48 kHz, no gain, mapping family 0 (RFC 7845, 5.1). */
const OPUS_HEAD = Buffer.from([...Buffer.from('OpusHead'), 1, OPUS_CHANNELS, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0]);

Log.setLevel(AV_LOG_FATAL);

/** FFmpeg could not write. */
export class WriteError extends Error {
  override readonly name = 'WriteError';
  /** There is no room on the disk. */
  readonly diskFull: boolean;

  constructor(what: string, code: number) {
    super(`The recording can't ${what} (${code})`);
    this.diskFull = code === AVERROR_ENOSPC;
  }
}

export function check(result: number, what: string): void {
  if (result < 0) throw new WriteError(what, result);
}

/**
 * A growing file with a picture, if there is one, and sound, from encoded frames as they come: WebM or Matroska by the name's
 * ending. It plays at any moment, up to the last half second, without having been closed.
 */
export class PartFile {
  readonly #format: FormatContext;
  readonly #packet = new Packet();
  readonly #videoIndex: number | undefined;
  readonly #soundIndex: number;
  #lastVideoAt = -1;
  #bytes = 0;
  #closed = false;

  /**
   * @param startedAt where the part lies in its session
   * @throws WriteError
   */
  constructor(path: string, startedAt: SessionMs, video?: VideoFormat) {
    const format = new FormatContext();
    this.#format = format;
    this.#packet.alloc();
    try {
      check(format.allocOutputContext2(null, path.endsWith('.mkv') ? 'matroska' : 'webm', path), 'choose the format');
      check(format.openOutputSync(), 'open the file');
      format.setFlags(AVFMT_FLAG_FLUSH_PACKETS);
      format.metadata = Dictionary.fromObject({ [STARTED_AT_TAG]: Math.round(startedAt) });
      this.#videoIndex = video && describeVideo(format.newStream(), video);
      this.#soundIndex = describeSound(format.newStream());
      const options = Dictionary.fromObject({ cluster_time_limit: CLUSTER_MS });
      check(format.writeHeaderSync(options), 'write the header');
      options.free();
    } catch (error) {
      this.#free();
      throw error;
    }
  }

  /** Bytes so far. */
  get bytes(): number {
    return this.#closed ? this.#bytes : Number(this.#format.pbBytes);
  }

  /**
   * @param atMs of the part; two frames never get the same one
   * @throws WriteError
   */
  video(data: Buffer, atMs: number, keyFrame: boolean): void {
    if (this.#videoIndex === undefined) return;
    this.#lastVideoAt = Math.max(Math.round(atMs), this.#lastVideoAt + 1);
    this.#write(this.#videoIndex, data, this.#lastVideoAt, 0, keyFrame);
  }

  /** @throws WriteError */
  sound(data: Buffer, atMs: number, durationMs: number): void {
    this.#write(this.#soundIndex, data, Math.round(atMs), Math.round(durationMs), true);
  }

  /** Writes the index and closes the file. May be called twice. @throws WriteError; the file is closed then too */
  close(): void {
    if (this.#closed) return;
    try {
      check(this.#format.writeTrailerSync(), 'write the index');
    } finally {
      this.#bytes = this.bytes;
      this.#closed = true;
      this.#free();
    }
  }

  #write(index: number, data: Buffer, atMs: number, durationMs: number, keyFrame: boolean): void {
    const packet = this.#packet;
    packet.data = data;
    packet.streamIndex = index;
    const at = BigInt(atMs);
    packet.pts = at;
    packet.dts = at;
    if (durationMs > 0) packet.duration = BigInt(durationMs);
    if (keyFrame) packet.setFlags(AV_PKT_FLAG_KEY);
    const result = this.#format.writeFrameSync(packet);
    packet.unref();
    check(result, 'write');
  }

  #free(): void {
    this.#packet.free();
    this.#format.closeOutputSync();
    this.#format.freeContext();
  }
}

function describeVideo({ index, codecpar }: Stream, { codec, width, height, parameterSets }: VideoFormat): number {
  codecpar.codecType = AVMEDIA_TYPE_VIDEO;
  codecpar.codecId = CODEC_IDS[codec];
  codecpar.width = width;
  codecpar.height = height;
  if (parameterSets) codecpar.extradata = parameterSets;
  return index;
}

function describeSound({ index, codecpar }: Stream): number {
  codecpar.codecType = AVMEDIA_TYPE_AUDIO;
  codecpar.codecId = AV_CODEC_ID_OPUS;
  codecpar.sampleRate = OPUS_RATE;
  codecpar.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
  codecpar.extradata = OPUS_HEAD;
  return index;
}
