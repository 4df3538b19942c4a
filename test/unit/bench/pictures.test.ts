import { describe, expect, it } from 'vitest';
import { Pictures } from '../../bench/live/pictures.ts';

const TICKS_PER_MS = 90;

interface Circumstances {
  /** Of the two layers; browsers start anywhere. */
  firstTimestamps?: readonly number[];
  /** How long the frame of this number waits to be captured, and then to be encoded. */
  captureMs?: (frame: number) => number;
  encodingMs?: (frame: number) => number;
  /** From one picture to the next. */
  gapMs?: (frame: number) => number;
}

/** Ten seconds of a publisher with two layers. */
function published({
  firstTimestamps = [1_000, 3_000_000_000],
  captureMs = () => 0,
  encodingMs = () => 6,
  gapMs = (frame) => 33 + Math.round(2 * Math.sin(frame * frame)),
}: Circumstances = {}) {
  const drawn: number[] = [];
  for (let frame = 0; frame < 300; frame += 1) drawn.push((drawn.at(-1) ?? 50_000) + gapMs(frame));
  const timestampOf = (layer: number, frame: number) =>
    ((firstTimestamps[layer] ?? 0) + ((drawn[frame] ?? 0) - 50_000 + captureMs(frame)) * TICKS_PER_MS) >>> 0;
  const encoded = firstTimestamps.flatMap((_, layer) =>
    drawn.map((at, frame) => ({
      ssrc: layer,
      rtpTimestamp: timestampOf(layer, frame),
      at: at + captureMs(frame) + encodingMs(frame),
    })),
  );
  return { drawn, encoded, timestampOf };
}

/** Every other frame of the last eight seconds, as the analysis takes them. */
const ANALYSED = Array.from({ length: 120 }, (_, index) => 60 + 2 * index);

describe('pictures found by RTP timestamp', () => {
  it.each<[string, Circumstances, shiftMs: number]>([
    ['as they were sent', {}, 0],
    ['that wrap around in the middle', { firstTimestamps: [2 ** 32 - 90 * 4_000, 5] }, 0],
    ['of frames of which many took long to encode', { encodingMs: (frame) => (frame % 3 ? 7 : 55) }, 0],
    ['of frames of which some were captured late', { captureMs: (frame) => (frame % 5 ? 1 : 25) }, 0],
    ['that the SFU has shifted by less than a frame', {}, -7],
    ['that the SFU has shifted by more than a frame', {}, 55],
  ])('finds every one by timestamps %s', (_case, circumstances, shiftMs) => {
    const { drawn, encoded, timestampOf } = published(circumstances);
    for (const layer of [0, 1]) {
      const analysed = ANALYSED.map((frame) => timestampOf(layer, frame) + shiftMs * TICKS_PER_MS);
      const pictures = Pictures.find({ drawn, encoded }, analysed);
      expect(analysed.map((timestamp) => pictures.of(timestamp)?.drawnAt)).toEqual(
        ANALYSED.map((frame) => drawn[frame]),
      );
    }
  });

  it('refuses timestamps that were not sent', () => {
    const { timestampOf, ...frames } = published();
    const analysed = ANALYSED.map((frame) => timestampOf(0, frame) + 2 ** 28);
    expect(() => Pictures.find(frames, analysed)).toThrow('only 0.0% of the poses');
  });

  it('refuses to guess when one shift explains the timestamps as well as another', () => {
    const { timestampOf, ...frames } = published({ gapMs: () => 33 });
    const analysed = ANALYSED.map((frame) => timestampOf(0, frame));
    expect(() => Pictures.find(frames, analysed)).toThrow('in several ways');
  });
});
