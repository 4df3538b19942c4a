import { describe, expect, it } from 'vitest';
import { SeenFrames } from '../../../../client/latency/seen-frames.ts';

/** The page was opened 5 s into the session. */
const sessionTime = (now: number) => now + 5_000;

function aPage(frames: number): SeenFrames {
  const seen = new SeenFrames();
  for (let number = 0; number < frames; number += 1) {
    const now = number * 100;
    seen.arrived(4_900 + now, now);
    seen.drawn(4_900 + now, now + 8);
  }
  return seen;
}

describe('the frames seen on a page', () => {
  it('are found by the time of their pose, in the time of the session', () => {
    expect(aPage(3).find(5_000, sessionTime)).toEqual({ at: 5_000, arrivedAt: 5_100, drawnAt: 5_108 });
  });

  it('are not known before they are drawn', () => {
    const seen = new SeenFrames();
    seen.arrived(4_900, 0);
    expect(seen.find(4_900, sessionTime)).toBeUndefined();
    expect(seen.sample(10, sessionTime)).toEqual([]);
  });

  it('count when they are drawn first', () => {
    const seen = aPage(1);
    seen.drawn(4_900, 500);
    seen.drawn(4_960, 550);
    expect(seen.find(4_900, sessionTime)?.drawnAt).toBe(5_008);
  });

  it('are drawn with the picture that they belong to, not with one of before', () => {
    const seen = new SeenFrames();
    seen.arrived(4_900, 0);
    seen.drawn(4_850, 10);
    expect(seen.find(4_900, sessionTime)).toBeUndefined();
    seen.drawn(4_898, 40);
    expect(seen.find(4_900, sessionTime)?.drawnAt).toBe(5_040);
  });

  it('never were on the screen where a later one is drawn first, as after the page was hidden', () => {
    const seen = new SeenFrames();
    for (const at of [4_900, 4_966, 5_033]) seen.arrived(at, at);
    seen.drawn(5_040, 9_000);
    expect(seen.find(4_966, sessionTime)).toBeUndefined();
    expect(seen.sample(10, sessionTime).map(({ at }) => at)).toEqual([5_033]);
  });

  it('are sampled evenly, each once', () => {
    const seen = aPage(100);
    expect(seen.sample(4, sessionTime).map(({ at }) => at)).toEqual([4_900, 7_400, 9_900, 12_400]);
    expect(seen.sample(4, sessionTime)).toEqual([]);
  });

  it('are all in the sample where there are few', () => {
    expect(
      aPage(3)
        .sample(10, sessionTime)
        .map(({ at }) => at),
    ).toEqual([4_900, 5_000, 5_100]);
  });

  it('are forgotten in the end', () => {
    const seen = aPage(1_000);
    expect(seen.find(4_900, sessionTime)).toBeUndefined();
    const at = seen.sample(50, sessionTime).map((frame) => frame.at);
    expect(at).toHaveLength(50);
    expect(Math.min(...at)).toBeGreaterThan(4_900 + 600 * 100);
  });
});
