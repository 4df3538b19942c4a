import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaClock } from '../../../../server/rtp/media-clock.ts';

const START = 1_000_000;
/** Repeatable noise, 0..1. */
const noise = (index: number) => Math.abs(Math.sin(index * 12.9898) * 43758.5453) % 1;

/** Frames every 1000/30 ms of the publisher's clock, which runs `drift` too fast; each with its own delay. */
function observe(
  clock: MediaClock,
  options: {
    frames: number;
    firstTimestamp?: number;
    drift?: number;
    start?: number;
    delay?: (index: number) => number;
  },
) {
  const { frames, firstTimestamp = 0, drift = 0, start = START, delay = () => 0 } = options;
  return Array.from({ length: frames }, (_, index) => {
    const sentAt = start + (index * 1000) / 30;
    const timestamp = (firstTimestamp + Math.round(index * 3000 * (1 + drift))) >>> 0;
    return { sentAt, mediaTime: clock.observe(timestamp, sentAt + delay(index)) };
  });
}

describe('MediaClock', () => {
  it('gives the time of sending plus the smallest delay, whatever the jitter', () => {
    const delay = (index: number) => 20 + 60 * noise(index);
    const times = observe(new MediaClock(), { frames: 600, delay }).slice(150);
    for (const { sentAt, mediaTime } of times) expect(Math.abs(mediaTime - sentAt - 20)).toBeLessThan(5);
    const steps = times.slice(1).map(({ mediaTime }, index) => mediaTime - (times[index]?.mediaTime ?? 0));
    for (const step of steps) expect(Math.abs(step - 1000 / 30)).toBeLessThan(4);
  });

  it('recovers within half a second from a first frame that came late', () => {
    const times = observe(new MediaClock(), { frames: 60, delay: (index) => (index === 0 ? 200 : 0) });
    for (const { sentAt, mediaTime } of times.slice(15)) expect(mediaTime).toBeCloseTo(sentAt, 1);
    expectForward(times);
  });

  it('goes on over the wrap-around of the timestamps', () => {
    const times = observe(new MediaClock(), { frames: 60, firstTimestamp: 0xffffffff - 30 * 3000 });
    for (const { sentAt, mediaTime } of times) expect(mediaTime).toBeCloseTo(sentAt, 1);
  });

  it.each([-0.0005, 0.0005])('follows a publisher whose clock drifts by %f', (drift) => {
    const times = observe(new MediaClock(), { frames: 30 * 600, drift, delay: (index) => 10 * noise(index) });
    for (const { sentAt, mediaTime } of times.slice(300)) expect(Math.abs(mediaTime - sentAt)).toBeLessThan(12);
  });

  it.each([
    ['back', 0],
    ['ahead', 0x7000_0000],
  ])('starts anew when the timestamps jump %s', (_, firstTimestamp) => {
    const clock = new MediaClock();
    const before = observe(clock, { frames: 90, firstTimestamp: 0x3000_0000 });
    const after = observe(clock, { frames: 90, firstTimestamp, start: START + 3_000 });
    for (const { sentAt, mediaTime } of after) expect(mediaTime).toBeCloseTo(sentAt, 1);
    expect(after[0]?.mediaTime).toBeGreaterThan(before.at(-1)?.mediaTime ?? 0);
  });

  it('keeps its mapping when the network stalls for three seconds and then delivers all at once', () => {
    const clock = new MediaClock();
    const delay = (index: number) => (index >= 300 && index < 390 ? 3000 - ((index - 300) * 1000) / 30 : 0);
    const times = observe(clock, { frames: 600, delay });
    for (const { sentAt, mediaTime } of times) expect(Math.abs(mediaTime - sentAt)).toBeLessThan(1);
  });

  it('takes the new mapping after a restart, as when the publisher stopped its clock over a pause', () => {
    const clock = new MediaClock();
    observe(clock, { frames: 30 });
    clock.restart();
    const after = observe(clock, { frames: 30, firstTimestamp: 30 * 3000, start: START + 60_000 });
    for (const { sentAt, mediaTime } of after) expect(mediaTime).toBeCloseTo(sentAt, 1);
  });

  it('always goes forward, whatever arrives when', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(0xffffffff), fc.nat(5000)), { maxLength: 100 }), (frames) => {
        const clock = new MediaClock();
        let now = START;
        let last = Number.NEGATIVE_INFINITY;
        for (const [timestamp, pause] of frames) {
          now += pause;
          const mediaTime = clock.observe(timestamp, now);
          expect(mediaTime).toBeGreaterThan(last);
          last = mediaTime;
        }
      }),
    );
  });
});

function expectForward(times: readonly { mediaTime: number }[]) {
  for (const [index, { mediaTime }] of times.slice(1).entries()) {
    expect(mediaTime).toBeGreaterThan(times[index]?.mediaTime ?? 0);
  }
}
