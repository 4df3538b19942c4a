import type { ServerMs } from '../../../shared/time/moments.ts';
import type { ServerClock } from '../../clock.ts';
import type { EncodedFrame } from '../../rtp/frame-assembler.ts';
import { MediaClock } from '../../rtp/media-clock.ts';
import { isRtcp } from '../../rtp/packet.ts';
import { VideoReceiver } from '../../rtp/receiver.ts';
import { senderReports } from '../../rtp/sender-reports.ts';
import { RtpSocket } from '../../rtp/socket.ts';
import { type ExpectedSound, type SoundPacket, SoundReceiver } from '../../rtp/sound-receiver.ts';
import type { PartEnd, PartFacts, PartOrder } from '../messages.ts';
import { PartFile, WriteError } from './part-file.ts';
import { SoundLane } from './sound-lane.ts';
import { SoundTime } from './sound-time.ts';
import { videoFormat } from './video-format.ts';

export interface PartEvents {
  /** Something was received, whatever it was. */
  onReceived(): void;
  /** Frames are held back until a key frame; asked for twice a second at most. */
  onKeyFrameNeeded(): void;
  onBegan(startedAt: number): void;
  /** It ended by itself, and is closed. */
  onEnded(why: PartEnd, facts: PartFacts | undefined, error?: Error): void;
}

/** Repaired packets come 20 to 60 ms late; beyond this a hole is a loss. */
const REORDER_MS = 100;
const KEY_FRAME_REQUEST_MS = 500;
/** How long sound waits for the reports that say how it stands to the picture; they come each second. */
const UNALIGNED_MS = 1_500;
/** Sound that is this late beside the picture has become silence. */
const SOUND_LATE_MS = 500;
/** Packets of sound that are kept before the picture begins: its first frame may have come later than sound of its time. */
const EARLY_PACKETS = 50;
/** A longer hole in what comes ends the part. */
const GAP_MS = 10_000;

/** Sound that belongs to the part at the moment. */
interface Sound {
  readonly expected: ExpectedSound;
  readonly receiver: SoundReceiver;
  readonly time: SoundTime;
  /** Waits to be aligned with the picture. */
  waiting: SoundPacket[];
}

/**
 * Records one part: receives the RTP of a picture, of sound, or of both on one socket, and writes one file. The part begins with
 * the first key frame, or with the first sound where there is no picture.
 */
export class PartRecorder {
  readonly #order: PartOrder;
  readonly #socket: RtpSocket;
  readonly #clock: ServerClock;
  readonly #events: PartEvents;
  readonly #videoClock = new MediaClock();
  readonly #video: VideoReceiver | undefined;
  #sound: Sound | undefined;
  #file: PartFile | undefined;
  #lane: SoundLane | undefined;
  /** Zero of the part's own time, once it began. */
  #startedAt: ServerMs = 0;
  #endMs = 0;
  #size = { width: 0, height: 0 };
  #frames = 0;
  #hasSound = false;
  #expiry: NodeJS.Timeout | undefined;
  #keyFrameAskedAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  /** @throws the system's error when no port can be bound */
  static async open(order: PartOrder, clock: ServerClock, events: PartEvents): Promise<PartRecorder> {
    return new PartRecorder(order, await RtpSocket.open(order.sender), clock, events);
  }

  private constructor(order: PartOrder, socket: RtpSocket, clock: ServerClock, events: PartEvents) {
    this.#order = order;
    this.#socket = socket;
    this.#clock = clock;
    this.#events = events;
    this.#video =
      order.video &&
      new VideoReceiver({ expected: order.video, reorderMs: REORDER_MS, onFrame: (frame) => this.#onFrame(frame) });
    socket.listen(
      (datagram) => this.#writing(() => this.#receive(datagram)),
      (error) => this.#fail('failed', error),
    );
  }

  /** Where the SFU must send to, on 127.0.0.1. */
  get port(): number {
    return this.#socket.port;
  }

  /** What is in the file so far; `undefined` before it began. */
  get facts(): PartFacts | undefined {
    if (!this.#file) return undefined;
    const startedAt = this.#startedAt - this.#order.sessionStartedAt;
    return {
      startedAt,
      endedAt: startedAt + this.#endMs,
      bytes: this.#file.bytes,
      ...this.#size,
      frames: this.#frames,
      hasSound: this.#hasSound,
    };
  }

  /** Takes this sound from now on, in place of what there was. */
  listen(expected: ExpectedSound | undefined): void {
    this.#writing(() => this.#flushSound());
    this.#sound = expected && {
      expected,
      receiver: new SoundReceiver({ expected, reorderMs: REORDER_MS, onPacket: (packet) => this.#onSound(packet) }),
      time: new SoundTime(
        expected.ssrc,
        this.#order.video && { ssrc: this.#order.video.ssrc, clock: this.#videoClock },
      ),
      waiting: [],
    };
  }

  /**
   * Makes the file whole. May be called twice.
   * @returns what is in it; `undefined` when nothing came
   */
  close(): PartFacts | undefined {
    if (this.#closed) return undefined;
    this.#writing(() => {
      this.#flushSound();
      this.#lane?.fillUntil(this.#endMs);
    });
    return this.#end();
  }

  #end(): PartFacts | undefined {
    if (this.#closed) return undefined;
    this.#closed = true;
    clearTimeout(this.#expiry);
    this.#socket.close();
    try {
      this.#file?.close();
    } catch (error) {
      // What is on the disk plays without its index; a full disk is why this fails.
      if (!(error instanceof WriteError)) throw error;
    }
    return this.facts;
  }

  #fail(why: PartEnd, error?: Error): void {
    if (this.#closed) return;
    this.#events.onEnded(why, this.#end(), error);
  }

  /** What can't be written ends the part. */
  #writing(work: () => void): void {
    if (this.#closed) return;
    try {
      work();
    } catch (error) {
      if (!(error instanceof WriteError)) throw error;
      this.#fail(error.diskFull ? 'disk-full' : 'failed', error);
    }
  }

  #receive(datagram: Buffer): void {
    const now = this.#clock();
    this.#events.onReceived();
    if (isRtcp(datagram)) {
      for (const report of senderReports(datagram)) this.#sound?.time.anchor('report', report);
    } else if (datagram.length >= 12 && datagram.readUInt32BE(8) === this.#sound?.expected.ssrc) {
      this.#sound.receiver.receive(datagram, now);
    } else {
      this.#video?.receive(datagram, now);
    }
    this.#afterReceiving(now);
  }

  #afterReceiving(now: ServerMs): void {
    if (this.#closed) return;
    const deadline = Math.min(
      this.#video?.deadline ?? Number.POSITIVE_INFINITY,
      this.#sound?.receiver.deadline ?? Number.POSITIVE_INFINITY,
    );
    if (deadline !== Number.POSITIVE_INFINITY && this.#expiry === undefined) {
      this.#expiry = setTimeout(() => this.#expireAfterReading(), Math.max(1, deadline - now));
    }
    if (this.#video?.needsKeyFrame && now - this.#keyFrameAskedAt >= KEY_FRAME_REQUEST_MS) {
      this.#keyFrameAskedAt = now;
      this.#events.onKeyFrameNeeded();
    }
  }

  /** What is waited for may lie in the socket's buffer, where the process slept or was busy. */
  #expireAfterReading(): void {
    setImmediate(() => this.#writing(() => this.#expire()));
  }

  #expire(): void {
    this.#expiry = undefined;
    const now = this.#clock();
    this.#video?.expire(now);
    this.#sound?.receiver.expire(now);
    this.#afterReceiving(now);
  }

  #onFrame({ data, keyFrame, rtpTimestamp, receivedAt, capturedAt }: EncodedFrame): void {
    const { video } = this.#order;
    if (this.#closed || !video) return;
    const at = this.#videoClock.observe(rtpTimestamp, receivedAt);
    this.#anchor(video.ssrc, rtpTimestamp, capturedAt);
    if (!this.#file) {
      const format = keyFrame ? videoFormat(video.codec, data) : undefined;
      if (!format) {
        this.#video?.awaitKeyFrame();
        return;
      }
      this.#size = { width: format.width, height: format.height };
      this.#begin(at, new PartFile(this.#order.path, at - this.#order.sessionStartedAt, format));
    }
    const atMs = at - this.#startedAt;
    if (this.#isGap(atMs)) return;
    this.#file?.video(data, atMs, keyFrame);
    this.#frames += 1;
    this.#endMs = Math.max(this.#endMs, atMs);
    this.#placeWaiting(receivedAt);
    if (!this.#sound?.waiting.length) this.#lane?.fillUntil(atMs - SOUND_LATE_MS);
  }

  #onSound(packet: SoundPacket): void {
    if (this.#closed || !this.#sound) return;
    this.#sound.time.arrived(packet.rtpTimestamp, packet.receivedAt);
    this.#anchor(this.#sound.expected.ssrc, packet.rtpTimestamp, packet.capturedAt);
    this.#sound.waiting.push(packet);
    this.#placeWaiting(packet.receivedAt);
  }

  #anchor(ssrc: number, timestamp: number, sentAt: number | undefined): void {
    if (sentAt !== undefined) this.#sound?.time.anchor('capture', { ssrc, timestamp, sentAt });
  }

  #placeWaiting(now: ServerMs): void {
    const first = this.#sound?.waiting[0];
    if (!this.#sound || !first) return;
    if (this.#video && !this.#file) this.#sound.waiting.splice(0, this.#sound.waiting.length - EARLY_PACKETS);
    else if (this.#sound.time.aligned || now - first.receivedAt > UNALIGNED_MS) this.#flushSound();
  }

  #flushSound(): void {
    const waiting = this.#sound?.waiting.splice(0) ?? [];
    for (const { data, durationMs, rtpTimestamp } of waiting) {
      const at = this.#sound?.time.at(rtpTimestamp);
      if (at === undefined) continue;
      if (!this.#file && !this.#video) {
        this.#begin(at, new PartFile(this.#order.path, at - this.#order.sessionStartedAt));
      }
      const atMs = at - this.#startedAt;
      if (!this.#lane || atMs < 0) continue; // spoken before the picture began
      if (this.#isGap(atMs)) return;
      if (this.#lane.add(data, atMs, durationMs)) this.#hasSound = true;
      this.#endMs = Math.max(this.#endMs, this.#lane.endMs);
    }
  }

  #begin(startedAt: ServerMs, file: PartFile): void {
    this.#file = file;
    this.#startedAt = startedAt;
    this.#lane = new SoundLane(0, (data, atMs, durationMs) => file.sound(data, atMs, durationMs));
    this.#events.onBegan(startedAt - this.#order.sessionStartedAt);
  }

  #isGap(atMs: number): boolean {
    if (atMs - this.#endMs < GAP_MS) return false;
    this.#fail('gap');
    return true;
  }
}
