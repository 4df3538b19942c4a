import { expect, it } from 'vitest';
import { believe, byArrival, byCapture, sentCapture } from '../../../../client/stage/believed-time.ts';

const EPOCH = Date.UTC(2026, 6, 1);
/** A pose of 1234 ms of the session, whose timestamps began at `base` ticks. */
const posed = (base: number) => ({
  athlete: 0,
  layout: 'coco17' as const,
  at: 1_234,
  rtpTimestamp: base >>> 0,
  keypoints: [],
});
const modulo = (ticks: number) => ((ticks % 2 ** 32) + 2 ** 32) % 2 ** 32;

it.each([7, 2 ** 32 - 1_000, 3_000_000_000])(
  'puts a capture time on the session’s by a pose with timestamp %i',
  (base) => {
    const offset = modulo(EPOCH * 90 - base);
    for (const later of [-2_000, -33, 0, 33, 500]) {
      const believed = byCapture({ at: EPOCH + later, within: 2 }, posed(base), offset);
      expect(believed).toEqual({ at: 1_234 + later, within: 2 });
    }
  },
);

it('reads when a frame was captured from what its receiver knows of another one', () => {
  const receiver = (source: object) => ({ getSynchronizationSources: () => [source] }) as unknown as RTCRtpReceiver;
  const source = { rtpTimestamp: 2 ** 32 - 900, captureTimestamp: EPOCH + 2_208_988_800_000 };
  expect(sentCapture(receiver(source), 2_100)?.at).toBeCloseTo(EPOCH + 3_000 / 90, 6);
  expect(sentCapture(receiver({ rtpTimestamp: 0 }), 2_100)).toBeUndefined();
});

it('believes capture times rather than arrival, unless the two contradict each other', () => {
  const arrival = byArrival(1_040, 40);
  expect(believe({ at: 1_010, within: 2 }, arrival)).toEqual({ at: 1_010, within: 2 });
  expect(believe({ at: 9_000_000, within: 2 }, arrival)).toMatchObject({ at: 1_000 });
  expect(believe(undefined, arrival)).toMatchObject({ at: 1_000 });
  expect(believe(undefined, undefined)).toBeUndefined();
});
