/** The athlete's picture on this screen: which moment of the session each frame is, and the body in it. */
import { enhancedEvents } from 'mediasoup-client';
import type { PosePacket } from '../../shared/contract/pose-packet.ts';
import { TICKS_PER_MS } from '../../shared/time/rtp-time.ts';
import {
  type Believed,
  believe,
  byArrival,
  byCapture,
  type Captured,
  OWN_WITHIN_MS,
  sentCapture,
} from './believed-time.ts';
import { FrameMatcher } from './frame-matcher.ts';
import { momentOnShow } from './moment.ts';
import { type PoseAt, PoseTrack } from './pose-track.ts';

/** A frame that has just been put on show. */
export interface PictureFrame {
  /** Media time, ms of the session. */
  mediaTime: number;
}

export type PictureEvents = {
  /** Another frame is on show, and its moment is known. */
  frame: [PictureFrame];
  /** Another frame is on show; its moment is the one that is known, or else the one that is believed by its arrival. */
  shown: [PictureFrame];
  /** A pose has come; it may belong to the frame on show. */
  pose: [PosePacket];
};

/** Poses as they come. */
export interface PoseSource {
  on(event: 'pose', listener: (pose: PosePacket) => void): unknown;
  off(event: 'pose', listener: (pose: PosePacket) => void): unknown;
}

/** The session's clock as it is known here. */
export interface PictureClock {
  /** Ms of the session at `local` ms of our `performance.now()`; undefined while that is not known. */
  sessionTime(local: number): number | undefined;
  /** By how much it may be wrong, ms. */
  errorMs(): number;
}

/** Where the moments and the poses of a live picture come from. */
export interface PictureSources {
  poses: PoseSource;
  clock: PictureClock;
  /** What to add to a pose's RTP timestamp to get its capture time in ticks of 90 kHz; undefined while that is not known. */
  frameClock(): number | undefined;
}

export interface PictureOptions extends PictureSources {
  video: HTMLVideoElement;
  /** What receives the picture; undefined where it is our own. */
  receiver: RTCRtpReceiver | undefined;
}

/**
 * A picture that layers can be laid on, live or played from a file: what the skeleton, the frozen frame and the ink need to know.
 * `frame`: another frame is on show, and its moment is known. `pose`: a pose has come; it may belong to the frame on show.
 */
export interface Footage extends PoseSource {
  readonly video: HTMLVideoElement;
  /** The frame on show; undefined while its moment is not known. */
  readonly onShow: PictureFrame | undefined;
  /** Now, ms of the session; undefined while that is not known. */
  readonly sessionTime: number | undefined;
  /** Media time of what is on show, ms of the session, as well as it is known here. */
  readonly moment: number | undefined;
  /** The body at a moment of the last seconds, ms of the session. */
  poseAt(mediaTime: number): PoseAt | undefined;
  on(event: 'frame', listener: () => void): unknown;
  on(event: 'pose', listener: (pose: PosePacket) => void): unknown;
  off(event: 'frame', listener: () => void): unknown;
  off(event: 'pose', listener: (pose: PosePacket) => void): unknown;
}

/** From a camera to the server a frame takes so much longer than a message, ms: it is encoded first. */
const ENCODING_MS = 10;

export class Picture extends enhancedEvents.EnhancedEventEmitter<PictureEvents> implements Footage {
  readonly #options: PictureOptions;
  readonly #matcher = new FrameMatcher();
  readonly #track = new PoseTrack();
  #onShow: PictureFrame | undefined;
  #callback: number | undefined;
  #closed = false;

  constructor(options: PictureOptions) {
    super();
    this.#options = options;
    options.poses.on('pose', this.#takePose);
    this.#next();
  }

  get video(): HTMLVideoElement {
    return this.#options.video;
  }

  /** Undefined in browsers that number no frames, too. */
  get onShow(): PictureFrame | undefined {
    return this.#onShow;
  }

  get sessionTime(): number | undefined {
    return this.#sessionTime(performance.now());
  }

  get moment(): number | undefined {
    return momentOnShow({ frame: this.#onShow?.mediaTime, pose: this.#track.newest?.at, now: this.sessionTime });
  }

  poseAt(mediaTime: number): PoseAt | undefined {
    return this.#track.at(mediaTime);
  }

  /** May be called twice. */
  override close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#callback !== undefined) this.video.cancelVideoFrameCallback(this.#callback);
    this.#options.poses.off('pose', this.#takePose);
    super.close();
  }

  readonly #takePose = (pose: PosePacket) => {
    this.#track.add(pose);
    this.#matcher.pose(pose);
    this.emit('pose', pose);
  };

  #next(): void {
    // Firefox before 132 has no such callback.
    if (!('requestVideoFrameCallback' in this.video)) return;
    this.#callback = this.video.requestVideoFrameCallback((_now, metadata) => {
      this.#next();
      this.#show(metadata);
    });
  }

  #show(metadata: VideoFrameCallbackMetadata): void {
    const { rtpTimestamp, mediaTime, width } = metadata;
    const own = !this.#options.receiver;
    const arrivedAt = (own ? metadata.captureTime : metadata.receiveTime) ?? metadata.presentationTime;
    const believed = believe(this.#byCapture(metadata, arrivedAt), this.#byArrival(arrivedAt));
    if (own || rtpTimestamp !== undefined) {
      const at = this.#matcher.frame({
        ticks: rtpTimestamp ?? Math.round(mediaTime * 1_000 * TICKS_PER_MS),
        // Simulcast is for others: our own picture has no layers to switch.
        width: own ? 0 : width,
        arrivedAt,
        believed,
      });
      this.#onShow = at === undefined ? undefined : { mediaTime: at };
      if (this.#onShow) this.emit('frame', this.#onShow);
    }
    const moment = this.#onShow?.mediaTime ?? believed?.at;
    if (moment !== undefined) this.emit('shown', { mediaTime: moment });
  }

  #byCapture({ rtpTimestamp }: VideoFrameCallbackMetadata, arrivedAt: number): Believed | undefined {
    const { receiver, frameClock } = this.#options;
    const offset = frameClock();
    const pose = this.#track.newest;
    if (offset === undefined || !pose) return undefined;
    const captured: Captured | undefined =
      receiver && rtpTimestamp !== undefined
        ? sentCapture(receiver, rtpTimestamp)
        : { at: performance.timeOrigin + arrivedAt, within: OWN_WITHIN_MS };
    return captured && byCapture(captured, pose, offset);
  }

  #byArrival(arrivedAt: number): Believed | undefined {
    const at = this.#sessionTime(arrivedAt);
    if (at === undefined) return undefined;
    // Half of a round trip is what the clock may be wrong by.
    const oneWay = this.#options.clock.errorMs();
    return byArrival(at, this.#options.receiver ? oneWay : -oneWay - ENCODING_MS);
  }

  #sessionTime(local: number): number | undefined {
    const at = this.#options.clock.sessionTime(local);
    return at === undefined ? undefined : Math.max(0, at);
  }
}
