import type { VideoFault } from '../../shared/contract/analysis-obstacle.ts';
import type { ServerMs } from '../../shared/time/moments.ts';
import type { ServerClock } from '../clock.ts';
import { STREAM } from '../limits.ts';
import { CaptureClock } from '../rtp/capture-time.ts';
import type { EncodedFrame } from '../rtp/frame-assembler.ts';
import { MediaClock } from '../rtp/media-clock.ts';
import { type ExpectedStream, type ReceiverCounts, VideoReceiver } from '../rtp/receiver.ts';
import { RtpSocket } from '../rtp/socket.ts';
import { processCpuMs } from '../support/process-cpu.ts';
import type { DecodedPicture } from './decoded-picture.ts';
import { VideoDecoder } from './decoder.ts';
import { DecodingBudget } from './decoding-budget.ts';
import { FramePacer } from './pacer.ts';
import { announcedSize } from './picture-size.ts';
import { RefusedVideo } from './refused-video.ts';

/** One video stream as the SFU sends it to a sampler, and how often a picture of it is wanted at the most. */
export interface SampledStream extends ExpectedStream {
  /** The only address and port that packets are taken from. */
  readonly sender: { readonly ip: string; readonly port: number };
  readonly framesPerSecond: number;
}

/** When a frame was received and decoded. */
export interface FrameTimes {
  /** Its last packet was read from the socket. */
  readonly received: ServerMs;
  readonly decoded: ServerMs;
}

/** The newest picture of a stream. */
export interface SampledPicture {
  readonly picture: DecodedPicture;
  /** As it was on the wire. */
  readonly rtpTimestamp: number;
  /** Increases from picture to picture. */
  readonly mediaTimeMs: ServerMs;
  /** When it was captured by the sender's clock, ms since the epoch, to about 1 ms; absent where the sender does not say. */
  readonly capturedAt?: number;
  readonly times: FrameTimes;
}

/** What a sampler has seen since it began. */
export interface SamplerCounts extends ReceiverCounts {
  /** Datagrams from anybody but the sender. */
  strangers: number;
  decoded: number;
  /** Whole frames that the decoder refused. */
  undecodable: number;
  /** Pictures handed out. */
  taken: number;
  /** Pictures not wanted at this rate; never converted. */
  skipped: number;
  /** Pictures that were wanted, but a newer one came before they were taken. */
  dropped: number;
}

export interface SamplerEvents {
  /** A picture is waiting; `take` it when there is time. */
  onPicture(): void;
  /** Frames are held back until a key frame; asked for twice a second at most. */
  onKeyFrameNeeded(): void;
  /** Decoding of a frame begins or ends: what the sender made is in the hands of native code in between. */
  onDecoding(begins: boolean): void;
  /** The socket failed, or the video is refused. */
  onError(error: Error | RefusedVideo): void;
}

/** Repaired packets come 20 to 60 ms late; beyond this a hole is a loss. */
const REORDER_MS = 100;
const KEY_FRAME_REQUEST_MS = 500;
/** Asking for the CPU time takes as long as handling a datagram: one in so many is timed and stands for the others. */
const TIMED_EVERY = 7;

/**
 * Samples one RTP video stream: socket, receiver, decoder, and always just the newest picture. Every frame is decoded,
 * since the next one refers to it, but only those wanted at the stream's rate are offered, and only those taken are converted.
 */
export class FrameSampler {
  readonly #socket: RtpSocket;
  readonly #decoder: VideoDecoder;
  readonly #receiver: VideoReceiver;
  readonly #events: SamplerEvents;
  readonly #stream: SampledStream;
  readonly #budget = new DecodingBudget(STREAM.decoding);
  readonly #clock: ServerClock;
  readonly #pacer: FramePacer;
  readonly #mediaClock = new MediaClock();
  readonly #captureClock = new CaptureClock();
  readonly #counts = { decoded: 0, undecodable: 0, taken: 0, skipped: 0, dropped: 0 };
  #waiting: Omit<SampledPicture, 'picture'> | undefined;
  #expiry: NodeJS.Timeout | undefined;
  #keyFrameAskedAt = Number.NEGATIVE_INFINITY;
  #cpuMs = 0;
  #datagrams = 0;
  #undecodableKeyFrames = 0;
  #refused = false;

  /** @throws When there is no decoder for the codec, or no port for the socket. */
  static async open(stream: SampledStream, clock: ServerClock, events: SamplerEvents): Promise<FrameSampler> {
    const decoder = VideoDecoder.create(stream.codec);
    try {
      const socket = await RtpSocket.open(stream.sender);
      return new FrameSampler(socket, decoder, stream, clock, events);
    } catch (error) {
      decoder.close();
      throw error;
    }
  }

  private constructor(
    socket: RtpSocket,
    decoder: VideoDecoder,
    stream: SampledStream,
    clock: ServerClock,
    events: SamplerEvents,
  ) {
    this.#socket = socket;
    this.#decoder = decoder;
    this.#clock = clock;
    this.#events = events;
    this.#stream = stream;
    this.#pacer = new FramePacer(stream.framesPerSecond);
    this.#receiver = new VideoReceiver({
      expected: stream,
      reorderMs: REORDER_MS,
      onFrame: (frame) => this.#decode(frame),
    });
    socket.listen((datagram) => this.#receive(datagram), events.onError);
  }

  /** Where the SFU must send to, on 127.0.0.1. */
  get port(): number {
    return this.#socket.port;
  }

  get counts(): SamplerCounts {
    return { ...this.#receiver.counts, ...this.#counts, strangers: this.#socket.strangers };
  }

  /** Pictures offered per second; may be changed at any time. */
  get framesPerSecond(): number {
    return this.#pacer.framesPerSecond;
  }

  set framesPerSecond(rate: number) {
    this.#pacer.framesPerSecond = rate;
  }

  /** CPU time of this process that receiving and decoding took, ms; reckoned from samples. */
  get cpuMs(): number {
    return this.#cpuMs;
  }

  /** Whether a picture is waiting. */
  get waiting(): boolean {
    return this.#waiting !== undefined;
  }

  /** Takes the waiting picture; valid until the next call. */
  take(): SampledPicture | undefined {
    const waiting = this.#waiting;
    if (!waiting) return undefined;
    this.#waiting = undefined;
    const picture = this.#decoder.take();
    if (!picture) return undefined;
    this.#counts.taken += 1;
    return { picture, ...waiting };
  }

  /** After a pause: whatever comes next refers to frames that were not sent. */
  restart(): void {
    this.#receiver.awaitKeyFrame();
    this.#mediaClock.restart();
    this.#captureClock.restart();
    this.#waiting = undefined;
  }

  close(): void {
    clearTimeout(this.#expiry);
    this.#expiry = undefined;
    this.#waiting = undefined;
    this.#socket.close();
    this.#decoder.close();
  }

  #receive(datagram: Buffer): void {
    this.#datagrams += 1;
    const isTimed = this.#datagrams % TIMED_EVERY === 0;
    const before = isTimed ? processCpuMs() : 0;
    this.#receiver.receive(datagram, this.#clock());
    this.#afterReceiving();
    if (isTimed) this.#cpuMs += (processCpuMs() - before) * TIMED_EVERY;
  }

  #afterReceiving(): void {
    const { deadline, needsKeyFrame } = this.#receiver;
    const now = this.#clock();
    if (deadline !== undefined && this.#expiry === undefined) {
      this.#expiry = setTimeout(() => this.#expireAfterReading(), Math.max(1, deadline - now));
    }
    if (needsKeyFrame && now - this.#keyFrameAskedAt >= KEY_FRAME_REQUEST_MS) {
      this.#keyFrameAskedAt = now;
      this.#events.onKeyFrameNeeded();
    }
  }

  /** What is waited for may lie in the socket's buffer, where the process was busy. */
  #expireAfterReading(): void {
    setImmediate(() => this.#expire());
  }

  #expire(): void {
    if (this.#expiry === undefined) return;
    this.#expiry = undefined;
    this.#receiver.expire(this.#clock());
    this.#afterReceiving();
  }

  #decode(frame: EncodedFrame): void {
    if (this.#refused) return;
    const announced = frame.keyFrame ? announcedSize(this.#stream.codec, frame.data) : undefined;
    if (announced && announced.width * announced.height > STREAM.picturePixels) {
      this.#refuse('too-large', `${announced.width} x ${announced.height} px`);
      return;
    }
    const mediaTimeMs = this.#mediaClock.observe(frame.rtpTimestamp, frame.receivedAt);
    const capturedAt = this.#captureClock.observe(frame.rtpTimestamp, frame.capturedAt);
    const began = this.#clock();
    this.#events.onDecoding(true);
    const decoded = this.#decoder.decode(frame.data);
    this.#events.onDecoding(false);
    const ended = this.#clock();
    if (!this.#budget.spend(ended - began, ended)) {
      this.#refuse('too-costly');
      return;
    }
    if (!decoded) {
      this.#noteUndecodable(frame);
      return;
    }
    this.#undecodableKeyFrames = 0;
    this.#counts.decoded += 1;
    const due = this.#pacer.picks(mediaTimeMs);
    if (this.#waiting) this.#counts.dropped += 1;
    else if (!due) {
      this.#counts.skipped += 1;
      return;
    }
    this.#waiting = {
      rtpTimestamp: frame.rtpTimestamp,
      mediaTimeMs,
      ...(capturedAt !== undefined && { capturedAt }),
      times: { received: frame.receivedAt, decoded: this.#clock() },
    };
    this.#events.onPicture();
  }

  #noteUndecodable({ keyFrame }: EncodedFrame): void {
    this.#counts.undecodable += 1;
    this.#waiting = undefined;
    this.#receiver.awaitKeyFrame();
    if (keyFrame) this.#undecodableKeyFrames += 1;
    if (this.#undecodableKeyFrames >= STREAM.undecodableKeyFrames) this.#refuse('undecodable');
  }

  #refuse(fault: VideoFault, details?: string): void {
    this.#refused = true;
    this.#waiting = undefined;
    this.#events.onError(new RefusedVideo(fault, details));
  }
}
