import { OPUS_SILENCE, OPUS_SILENCE_MS } from '../../rtp/opus.ts';

/** How far a packet may lie from where the packets before it end, ms: small enough not to be noticed beside a picture. */
const SLACK_MS = 15;
/** A packet that lies too early by this share of its length says little that was not said yet. */
const OVERLAP = 0.75;

/** Writes a packet at `atMs` of the part. */
export type WriteSound = (data: Buffer, atMs: number, durationMs: number) => void;

/**
 * Lays packets one behind the other without holes, since players count samples and take no notice of holes: what is missing (a
 * microphone that is off, lost packets, pauses of speech that were not sent) becomes silence. Where the sender's clock runs fast or slow, a packet of
 * silence is put in or one of sound is left out.
 */
export class SoundLane {
  readonly #write: WriteSound;
  #endMs: number;

  /** @param startMs where the first packet is to lie, ms of the part */
  constructor(startMs: number, write: WriteSound) {
    this.#endMs = startMs;
    this.#write = write;
  }

  /** Where the sound so far ends, ms of the part. */
  get endMs(): number {
    return this.#endMs;
  }

  /**
   * @param atMs where the packet belongs, ms of the part
   * @returns whether it was written
   */
  add(data: Buffer, atMs: number, durationMs: number): boolean {
    if (this.#endMs - atMs > Math.max(SLACK_MS, OVERLAP * durationMs)) return false;
    while (atMs - this.#endMs > SLACK_MS) this.#put(OPUS_SILENCE, OPUS_SILENCE_MS);
    this.#put(data, durationMs);
    return true;
  }

  /** Fills up with silence as far as whole packets of it go. */
  fillUntil(ms: number): void {
    while (this.#endMs + OPUS_SILENCE_MS <= ms) this.#put(OPUS_SILENCE, OPUS_SILENCE_MS);
  }

  #put(data: Buffer, durationMs: number): void {
    this.#write(data, this.#endMs, durationMs);
    this.#endMs += durationMs;
  }
}
