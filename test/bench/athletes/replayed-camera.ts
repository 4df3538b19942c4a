/**
 * A camera that plays an encoded performance in real time, all simulcast layers at once. It sends sender reports as browsers do,
 * without which the SFU can't change layers, and knows when each frame was due, so that delays can be taken from there.
 */
import { RtcpSenderInfo, RtcpSrPacket } from 'werift';
import type { RtpParameters } from '../../../shared/contract/media.ts';
import { NTP_EPOCH_MS } from '../../../shared/time/moments.ts';
import { msBetween, TICKS_PER_MS, wrapTicks } from '../../../shared/time/rtp-time.ts';
import type { Clip } from '../../support/rtp/clip.ts';
import { Packetizer } from '../../support/rtp/packetizer.ts';
import { machineTimeMs } from '../support/machine-time.ts';
import type { PeerLink } from '../support/peer-link.ts';

const PAYLOAD_TYPE = 96;
const FIRST_TIMESTAMP = 90_000;
const REPORT_EVERY_MS = 1_000;
/** The SFU may shift timestamps by a rounding when it changes layers. */
const SAME_MS = 3;
let nextSsrc = 0x0a7e_0001;

interface Layer {
  clip: Clip;
  ssrc: number;
  packetizer: Packetizer;
  packets: number;
  bytes: number;
}

export class ReplayedCamera {
  readonly #link: PeerLink;
  readonly #layers: readonly Layer[];
  readonly #intervalMs: number;
  /** Frame of the performance to begin with. */
  readonly #begin: number;
  readonly #startedAt: number;
  readonly #reports: NodeJS.Timeout;
  #frames = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param layers the same pictures in each simulcast layer, the smallest first; they are sent in the order of these. */
  static describe(layers: readonly Clip[]): { ssrcs: number[]; rtpParameters: RtpParameters } {
    const ssrcs = layers.map(() => nextSsrc++);
    const [first] = ssrcs;
    return {
      ssrcs,
      rtpParameters: {
        codecs: [{ mimeType: 'video/VP8', payloadType: PAYLOAD_TYPE, clockRate: 1000 * TICKS_PER_MS }],
        encodings: ssrcs.map((ssrc) => ({ ssrc, scalabilityMode: 'L1T3' })),
        rtcp: { cname: `camera-${first}`, reducedSize: true, mux: true },
      },
    };
  }

  /** Plays from now on. @param begin frame of the performance to begin with; it begins with the key frame before it */
  constructor(link: PeerLink, layers: readonly Clip[], ssrcs: readonly number[], begin: number) {
    this.#link = link;
    this.#layers = layers.map((clip, index) => {
      const ssrc = ssrcs[index] ?? 0;
      const packetizer = new Packetizer({ codec: clip.codec, ssrc, payloadType: PAYLOAD_TYPE });
      return { clip, ssrc, packetizer, packets: 0, bytes: 0 };
    });
    const [clip] = layers;
    if (!clip) throw new Error('A camera needs at least one layer');
    this.#intervalMs = 1000 / clip.framesPerSecond;
    const wanted = begin % clip.frames.length;
    this.#begin = clip.frames.findLastIndex(({ keyFrame }, index) => keyFrame && index <= wanted);
    this.#startedAt = machineTimeMs();
    this.#schedule();
    this.#reports = setInterval(() => this.#report(), REPORT_EVERY_MS);
  }

  /** When this frame was due, ms of the machine's clock; undefined when no frame that was sent had this timestamp. */
  capturedAt(rtpTimestamp: number): number | undefined {
    const ms = msBetween(FIRST_TIMESTAMP, rtpTimestamp);
    const frame = Math.round(ms / this.#intervalMs);
    const known = frame >= 0 && frame < this.#frames && Math.abs(ms - frame * this.#intervalMs) <= SAME_MS;
    return known ? this.#startedAt + frame * this.#intervalMs : undefined;
  }

  close(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#reports);
  }

  #schedule(): void {
    const due = this.#startedAt + this.#frames * this.#intervalMs;
    this.#timer = setTimeout(
      () => {
        this.#sendFrame();
        this.#schedule();
      },
      Math.max(0, due - machineTimeMs()),
    );
  }

  #sendFrame(): void {
    const timestamp = this.#timestampAt(this.#frames * this.#intervalMs);
    for (const layer of this.#layers) {
      const { frames } = layer.clip;
      const frame = frames[(this.#begin + this.#frames) % frames.length];
      if (!frame) throw new Error('The performance has no frames');
      for (const packet of layer.packetizer.packetize(frame, timestamp)) {
        this.#link.sendRtp(packet);
        layer.packets += 1;
        layer.bytes += packet.length;
      }
    }
    this.#frames += 1;
    if (this.#frames === 1) this.#report();
  }

  /** RFC 3550, 6.4.1. */
  #report(): void {
    const now = machineTimeMs();
    const seconds = (now + NTP_EPOCH_MS) / 1000;
    const ntpTimestamp =
      (BigInt(Math.floor(seconds)) << 32n) | BigInt(Math.floor((seconds - Math.floor(seconds)) * 2 ** 32));
    for (const { ssrc, packets, bytes } of this.#layers) {
      const senderInfo = new RtcpSenderInfo({
        ntpTimestamp,
        rtpTimestamp: this.#timestampAt(now - this.#startedAt),
        packetCount: packets,
        octetCount: bytes,
      });
      this.#link.sendRtcp(new RtcpSrPacket({ ssrc, senderInfo }).serialize());
    }
  }

  #timestampAt(ms: number): number {
    return wrapTicks(FIRST_TIMESTAMP + Math.round(ms * TICKS_PER_MS));
  }
}
