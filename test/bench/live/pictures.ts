/** The athlete's pictures, found again by the RTP timestamps under which the server saw them. */

import type { FrameTimes } from './athlete-page.ts';
import { distributionOf } from './distribution.ts';

export interface Picture {
  /** When it was begun to be drawn; times in ms of one clock. */
  drawnAt: number;
  encodedAt: number;
}

/** The clock of one simulcast layer's RTP timestamps: one of them, and when what it stands for was drawn. */
interface LayerClock {
  timestamp: number;
  drawnAt: number;
}

const TICKS_PER_MS = 90;
/** Part of the frames, those encoded fastest, that a layer's clock is read from. */
const FASTEST = 0.1;
/** No feedback takes longer. */
const MAX_DELAY_MS = 10_000;
/** Less than half of the time between two pictures. */
const MAX_SHIFT_MS = 12;

/**
 * A browser takes a frame's RTP timestamp from the moment of its capture, which here comes right after drawing, so timestamps
 * and drawing times differ by a constant in each simulcast layer. It is read from the frames that were encoded fastest:
 * these surely show the last picture that was drawn before. All others are then found by their timestamps.
 *
 * The server sees the same timestamps as long as it watches one layer. After a switch the SFU goes on in the first layer's
 * timestamps, with as much of a shift as the sender reports of the two layers are apart: so the nearest frame is taken.
 */
export class Pictures {
  readonly #clocks: LayerClock[] = [];
  /** In order of drawing. */
  readonly #pictures: Picture[] = [];

  constructor({ drawn, encoded }: FrameTimes) {
    const drawnBefore = (at: number) => drawn[lastUpTo(at, drawn.length, (index) => drawn[index])];
    for (const ssrc of new Set(encoded.map((frame) => frame.ssrc))) {
      const layer = encoded.filter((frame) => frame.ssrc === ssrc);
      const timestamp = layer[0]?.rtpTimestamp ?? 0;
      const frames = layer.map(({ rtpTimestamp, at }) => ({ at, sinceFirst: msBetween(timestamp, rtpTimestamp) }));
      const fastest = frames
        .toSorted((a, b) => a.at - a.sinceFirst - (b.at - b.sinceFirst))
        .slice(0, Math.ceil(frames.length * FASTEST));
      const clock = {
        timestamp,
        drawnAt: distributionOf(fastest.map(({ at, sinceFirst }) => (drawnBefore(at) ?? at) - sinceFirst)).p50,
      };
      this.#clocks.push(clock);
      for (const { at, sinceFirst } of frames) {
        const drawnAt = drawnBefore(clock.drawnAt + sinceFirst + MAX_SHIFT_MS);
        if (drawnAt !== undefined) this.#pictures.push({ drawnAt, encodedAt: at });
      }
    }
    this.#pictures.sort((a, b) => a.drawnAt - b.drawnAt);
  }

  /** The picture that feedback which arrived at `at` is about; undefined when it is about none of these. */
  of(rtpTimestamp: number, at: number): Picture | undefined {
    const found = this.#clocks
      .map((clock) => clock.drawnAt + msBetween(clock.timestamp, rtpTimestamp))
      .filter((drawnAt) => drawnAt <= at + MAX_SHIFT_MS && drawnAt > at - MAX_DELAY_MS)
      .flatMap((drawnAt) => {
        const nearest = this.#nearest(drawnAt);
        return nearest ? { nearest, shift: Math.abs(nearest.drawnAt - drawnAt) } : [];
      })
      .sort((a, b) => a.shift - b.shift)[0];
    return found && found.shift <= MAX_SHIFT_MS ? found.nearest : undefined;
  }

  #nearest(drawnAt: number): Picture | undefined {
    const pictures = this.#pictures;
    const index = lastUpTo(drawnAt, pictures.length, (place) => pictures[place]?.drawnAt);
    const [before, after] = [pictures[index], pictures[index + 1]];
    if (!before || !after) return before ?? after;
    return drawnAt - before.drawnAt < after.drawnAt - drawnAt ? before : after;
  }
}

/** RTP timestamps wrap around at 32 bits. */
const msBetween = (from: number, to: number) => ((to - from) | 0) / TICKS_PER_MS;

/** Place of the last of `count` ascending times that is not after `limit`; -1 when all are. */
function lastUpTo(limit: number, count: number, timeAt: (index: number) => number | undefined): number {
  let [low, high] = [-1, count - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((timeAt(middle) ?? limit) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
