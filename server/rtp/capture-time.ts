/**
 * When frames were captured by the sender's own clock, from the header extension `CAPTURE_TIME_URI`. The SFU passes it on
 * unchanged on every simulcast layer, whereas it rewrites RTP timestamps. Browsers send it about once a second and not with
 * every frame.
 */
import { NTP_EPOCH_MS } from '../../shared/time/moments.ts';
import { msBetween } from '../../shared/time/rtp-time.ts';

const ONE_BYTE_FORM = 0xbede;
const TWO_BYTE_FORM = 0x1000;
/** How long a capture time may be extrapolated; two clocks part by 0.5 ms in that time at worst (as libwebrtc does it). */
const GOOD_FOR_MS = 5_000;

/**
 * One element of an RTP header extension block (RFC 8285), without its header; `undefined` when it is not there.
 *
 * @param profile the 16 bits before the block's length; says what form its elements have
 */
export function extensionElement(profile: number, block: Buffer, id: number): Buffer | undefined {
  const long = (profile & 0xfff0) === TWO_BYTE_FORM;
  if (!long && profile !== ONE_BYTE_FORM) return undefined;
  for (let at = 0; at < block.length; ) {
    const first = block.readUInt8(at);
    if (first === 0) {
      at += 1; // padding
      continue;
    }
    if (!long && first >> 4 === 15) return undefined; // the rest is to be ignored
    const found = long ? first : first >> 4;
    const start = at + (long ? 2 : 1);
    const length = long ? (block[at + 1] ?? 0) : (first & 0x0f) + 1;
    if (start + length > block.length) return undefined;
    if (found === id) return block.subarray(start, start + length);
    at = start + length;
  }
  return undefined;
}

/** The capture time that an element of the extension gives, ms since the epoch; `undefined` when it is too short. */
export function captureTimeOf(element: Buffer): number | undefined {
  if (element.length < 8) return undefined;
  return element.readUInt32BE(0) * 1_000 - NTP_EPOCH_MS + (element.readUInt32BE(4) / 2 ** 32) * 1_000;
}

/** Gives every frame its capture time, from those that some frames bring along. */
export class CaptureClock {
  #known: { timestamp: number; capturedAt: number } | undefined;

  /**
   * Takes a frame, in the order of sending.
   *
   * @param timestamp its RTP timestamp
   * @param given the capture time that it brings along
   * @returns when it was captured, ms since the epoch by the sender's clock; `undefined` while that is not known
   */
  observe(timestamp: number, given: number | undefined): number | undefined {
    if (given !== undefined) this.#known = { timestamp, capturedAt: given };
    if (!this.#known) return undefined;
    const passed = msBetween(this.#known.timestamp, timestamp);
    if (Math.abs(passed) > GOOD_FOR_MS) this.#known = undefined;
    return this.#known && this.#known.capturedAt + passed;
  }

  /** Forgets what it knows, as after a pause. */
  restart(): void {
    this.#known = undefined;
  }
}
