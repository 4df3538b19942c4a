import { OPUS_SILENCE } from '../../rtp/opus.ts';

/** How far a packet may lie from where the packets before it end, ms, or as a share of its own length: nobody notices that beside a picture. */
const SLACK_MS = 10;
const SLACK = 0.25;
/** After silence it lies as exactly as the shortest frame allows, ms. */
const EXACT_MS = 1.25;

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
  /** Whether sound has been cut off here. */
  #silent = true;

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
    const slackMs = Math.max(SLACK_MS, SLACK * durationMs);
    if (this.#endMs - atMs > slackMs) {
      this.#silent = true; // so that the next one lies exactly
      return false;
    }
    if (atMs - this.#endMs > (this.#silent ? EXACT_MS : slackMs)) this.fillUntil(atMs + EXACT_MS);
    this.#put(data, durationMs);
    this.#silent = false;
    return true;
  }

  /** Fills up with silence as far as whole frames of it go. */
  fillUntil(ms: number): void {
    for (const { data, durationMs } of OPUS_SILENCE) {
      while (this.#endMs + durationMs <= ms) {
        this.#put(data, durationMs);
        this.#silent = true;
      }
    }
  }

  #put(data: Buffer, durationMs: number): void {
    this.#write(data, this.#endMs, durationMs);
    this.#endMs += durationMs;
  }
}
