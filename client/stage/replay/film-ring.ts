/**
 * The athlete's last seconds on this page, encoded: 20 s take some MB, where raw frames of them would take hundreds. The browser
 * encodes in a thread of its own.
 */
import { enhancedEvents } from 'mediasoup-client';
import type { PosePacket } from '../../../shared/contract/pose-packet.ts';
import { MAX_REPLAY_MS } from '../../../shared/contract/replay.ts';
import type { Size } from '../../../shared/size.ts';
import { isNoFrame } from '../no-frame.ts';
import type { PictureFrame, PoseSource } from '../picture.ts';
import type { FilmFrame, FilmGroup, Reel } from './film.ts';

export type FilmRingEvents = {
  /** A frame was added. */
  frame: [];
};

/** What is kept beside the longest replay, so that it is still there when the request for it arrives, ms. */
const SPARE_MS = 2_000;
const KEPT_MS = MAX_REPLAY_MS + SPARE_MS;
/** The most that is kept, bytes: more than 22 s at the bit rate below. */
const MAX_BYTES = 12e6;
/** A group is decoded as a whole before one of its frames is on show: so it is short, ms. */
const GROUP_MS = 500;
/** Longer side of a kept frame, px. */
const MAX_SIDE = 960;
/** What is asked whether it can be encoded, px. */
const LARGEST: Size = { width: MAX_SIDE, height: 720 };
/** Bits for each px of each frame: movements stay sharp at 30 frames a second. */
const BITS_PER_PIXEL = 0.15;
const FRAMES_PER_SECOND = 30;
/** Where encoding is slower than the frames come, some are left out. */
const MOST_WAITING = 5;
/** A media time this much before the newest one is of a session that began anew, ms; one nearer to it was reckoned less exactly. */
const ANEW_MS = 2_000;
/**
 * In the order of trial, by what a frame costs: H.264 is encoded by hardware on most devices, and in 3 ms of a core without it; VP9 takes
 * 5 ms, and VP8, which spreads over all cores, 20 ms and more.
 */
const CODECS = ['avc1.42001f', 'vp09.00.31.08', 'vp8'] as const;

/** What frames and poses are taken from: each frame when it is put on show. */
export interface ShownFrames extends PoseSource {
  readonly video: HTMLVideoElement;
  on(event: 'shown', listener: (frame: PictureFrame) => void): unknown;
  on(event: 'pose', listener: (pose: PosePacket) => void): unknown;
  off(event: 'shown', listener: (frame: PictureFrame) => void): unknown;
  off(event: 'pose', listener: (pose: PosePacket) => void): unknown;
}

interface Growing extends FilmGroup {
  readonly frames: FilmFrame[];
}

export class FilmRing extends enhancedEvents.EnhancedEventEmitter<FilmRingEvents> {
  readonly #source: ShownFrames;
  /** Those that are left to try; one that fails while it encodes is tried no more. */
  readonly #codecs: string[];
  readonly #times = new Map<number, number>();
  #encoder: VideoEncoder | undefined;
  #size: Size | undefined;
  #config: VideoDecoderConfig | undefined;
  #groups: Growing[] = [];
  #poses: PosePacket[] = [];
  #bytes = 0;
  #newest = Number.NEGATIVE_INFINITY;
  #groupSince = Number.NEGATIVE_INFINITY;
  #closed = false;

  private constructor(source: ShownFrames, codecs: string[]) {
    super();
    this.#source = source;
    this.#codecs = codecs;
    source.on('shown', this.#onShown);
    source.on('pose', this.#onPose);
  }

  /** Begins to keep what is on show, in a browser that `canKeepFilm`; undefined where it encodes by none of the codecs. */
  static async begin(source: ShownFrames): Promise<FilmRing | undefined> {
    const answers = await Promise.all(CODECS.map((codec) => VideoEncoder.isConfigSupported(configFor(codec, LARGEST))));
    const supported = CODECS.filter((_, index) => answers[index]?.supported);
    return supported.length > 0 ? new FilmRing(source, supported) : undefined;
  }

  /** What is kept; it grows and forgets. */
  get reel(): Reel {
    return { film: this.#groups, poses: this.#poses };
  }

  /** Bytes of all frames. */
  get bytes(): number {
    return this.#bytes;
  }

  /** May be called twice. */
  override close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#source.off('shown', this.#onShown);
    this.#source.off('pose', this.#onPose);
    this.#endEncoder();
    this.#forget();
    super.close();
  }

  readonly #onPose = (pose: PosePacket) => {
    const newest = this.#poses.at(-1);
    if (newest && pose.at <= newest.at) this.#poses = [];
    this.#poses.push(pose);
    while ((this.#poses[0]?.at ?? pose.at) < pose.at - KEPT_MS) this.#poses.shift();
  };

  readonly #onShown = ({ mediaTime: at }: PictureFrame) => {
    const { videoWidth: width, videoHeight: height } = this.#source.video;
    if (width === 0 || height === 0) return;
    if (at <= this.#newest) {
      if (this.#newest - at < ANEW_MS) return;
      this.#forget();
    }
    const encoder = this.#encoderFor({ width, height });
    if (!encoder || encoder.encodeQueueSize > MOST_WAITING) return;
    const timestamp = Math.round(performance.now() * 1_000);
    const frame = frameOf(this.#source.video, timestamp);
    if (!frame) return;
    const keyFrame = at - this.#groupSince >= GROUP_MS;
    this.#times.set(timestamp, at);
    encoder.encode(frame, { keyFrame });
    frame.close();
    this.#newest = at;
    if (keyFrame) this.#groupSince = at;
  };

  /** Frames of another size begin another group. Undefined once no codec is left. */
  #encoderFor({ width, height }: Size): VideoEncoder | undefined {
    const known = this.#encoder;
    if (known?.state === 'configured' && this.#size?.width === width && this.#size.height === height) return known;
    this.#endEncoder();
    const [codec] = this.#codecs;
    if (!codec) return undefined;
    this.#size = { width, height };
    this.#groupSince = Number.NEGATIVE_INFINITY;
    const created = new VideoEncoder({
      output: (chunk, metadata) => this.#take(chunk, metadata),
      // It is closed by then, and the next frame begins anew, by another codec.
      error: (error) => {
        console.info(`sideline: the last seconds can’t be kept by ${codec}`, error);
        this.#codecs.shift();
      },
    });
    created.configure(configFor(codec, { width, height }));
    this.#encoder = created;
    return created;
  }

  #endEncoder(): void {
    if (this.#encoder && this.#encoder.state !== 'closed') this.#encoder.close();
    this.#encoder = undefined;
    this.#times.clear();
  }

  #take(chunk: EncodedVideoChunk, metadata: EncodedVideoChunkMetadata | undefined): void {
    const at = this.#times.get(chunk.timestamp);
    for (const timestamp of this.#times.keys()) if (timestamp <= chunk.timestamp) this.#times.delete(timestamp);
    this.#config = metadata?.decoderConfig ?? this.#config;
    if (at === undefined || !this.#config) return;
    if (chunk.type === 'key') this.#groups.push({ config: this.#config, frames: [] });
    this.#groups.at(-1)?.frames.push({ at, chunk });
    this.#bytes += chunk.byteLength;
    this.#trim(at);
    this.emit('frame');
  }

  /** Groups go as a whole, since their frames can't be decoded without the first. */
  #trim(newest: number): void {
    const second = () => this.#groups[1]?.frames[0]?.at ?? newest;
    while (this.#groups.length > 1 && (second() < newest - KEPT_MS || this.#bytes > MAX_BYTES)) {
      for (const { chunk } of this.#groups.shift()?.frames ?? []) this.#bytes -= chunk.byteLength;
    }
  }

  #forget(): void {
    this.#groups = [];
    this.#bytes = 0;
    this.#newest = Number.NEGATIVE_INFINITY;
    this.#groupSince = Number.NEGATIVE_INFINITY;
    this.#times.clear();
  }
}

/** The frame on show. @param timestamp µs, by which the encoder names it */
function frameOf(video: HTMLVideoElement, timestamp: number): VideoFrame | undefined {
  try {
    return new VideoFrame(video, { timestamp });
  } catch (error) {
    if (isNoFrame(error)) return undefined;
    throw error;
  }
}

/** Encoders take even sizes; they make frames that are larger smaller. */
function configFor(codec: string, { width, height }: Size): VideoEncoderConfig {
  const share = Math.min(1, MAX_SIDE / Math.max(width, height));
  const even = (side: number) => Math.max(2, 2 * Math.round((side * share) / 2));
  const size = { width: even(width), height: even(height) };
  return {
    codec,
    ...size,
    framerate: FRAMES_PER_SECOND,
    bitrate: Math.round(size.width * size.height * FRAMES_PER_SECOND * BITS_PER_PIXEL),
    latencyMode: 'realtime',
  };
}
