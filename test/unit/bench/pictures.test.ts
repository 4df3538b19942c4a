import { describe, expect, it } from 'vitest';
import { Pictures } from '../../bench/live/pictures.ts';

const FRAME_MS = 1000 / 30;
const TICKS_PER_MS = 90;

interface Circumstances {
  /** Of the two layers; browsers start anywhere. */
  firstTimestamps?: readonly number[];
  /** How long the frame of this number takes. */
  encodingMs?: (frame: number) => number;
}

/** Ten seconds of a publisher with two layers. */
function published({ firstTimestamps = [1_000, 3_000_000_000], encodingMs = () => 6 }: Circumstances = {}) {
  const drawn = Array.from({ length: 300 }, (_, frame) => 50_000 + frame * FRAME_MS);
  const timestampOf = (layer: number, frame: number) =>
    ((firstTimestamps[layer] ?? 0) + Math.round(frame * FRAME_MS) * TICKS_PER_MS) >>> 0;
  const encoded = firstTimestamps.flatMap((_, layer) =>
    drawn.map((at, frame) => ({ ssrc: layer, rtpTimestamp: timestampOf(layer, frame), at: at + encodingMs(frame) })),
  );
  return { drawn, timestampOf, pictures: new Pictures({ drawn, encoded }) };
}

describe('pictures found by RTP timestamp', () => {
  it.each<[string, Circumstances]>([
    ['each layer has timestamps of its own', {}],
    ['timestamps wrap around in the middle', { firstTimestamps: [2 ** 32 - 90 * 4_000, 5] }],
    ['most frames take longer to encode than there is between two', { encodingMs: (frame) => (frame % 8 ? 55 : 7) }],
    ['one frame was encoded impossibly fast', { encodingMs: (frame) => (frame === 40 ? 0.1 : 8) }],
  ])('finds every one when %s', (_case, circumstances) => {
    const { drawn, timestampOf, pictures } = published(circumstances);
    for (const layer of [0, 1]) {
      const found = drawn.map((at, frame) => pictures.of(timestampOf(layer, frame), at + 100)?.drawnAt);
      expect(found).toEqual(drawn);
    }
  });

  it('finds the picture of a timestamp that the SFU has shifted a little', () => {
    const { drawn, timestampOf, pictures } = published();
    const at = drawn[100] ?? 0;
    for (const shiftMs of [-5, 5]) {
      expect(pictures.of(timestampOf(0, 100) + shiftMs * TICKS_PER_MS, at + 100)?.drawnAt).toBe(at);
    }
  });

  it('knows no picture for a timestamp that was not sent', () => {
    const { drawn, timestampOf, pictures } = published();
    const arrival = (drawn[100] ?? 0) + 100;
    expect(pictures.of(timestampOf(0, 100) + 2 ** 28, arrival)).toBeUndefined();
    expect(pictures.of(timestampOf(0, 100) + 16 * TICKS_PER_MS, arrival)).toBeUndefined();
  });
});
