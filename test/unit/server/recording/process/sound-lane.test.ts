import { describe, expect, it } from 'vitest';
import { SoundLane } from '../../../../../server/recording/process/sound-lane.ts';
import { isOpusSilence } from '../../../../../server/rtp/opus.ts';

const SOUND = Buffer.from([0xf8, 1]);
const LENGTH_MS = 20;

function aLane() {
  const written: { silent: boolean; at: number; durationMs: number }[] = [];
  const lane = new SoundLane(0, (data, at, durationMs) =>
    written.push({ silent: isOpusSilence(data), at, durationMs }),
  );
  /** Where the sound lies, without the silence. */
  const places = () => written.filter(({ silent }) => !silent).map(({ at }) => at);
  const play = (moments: number[]) => moments.map((at) => lane.add(SOUND, at, LENGTH_MS));
  return { lane, written, places, play };
}

const everyMs = (step: number, count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => from + index * step);

function expectNoHoles(written: readonly { at: number; durationMs: number }[]) {
  let end = 0;
  for (const { at, durationMs } of written) {
    expect(at).toBe(end);
    end += durationMs;
  }
}

describe('a lane of sound', () => {
  it('has no holes: what is missing is silence, to 1.25 ms', () => {
    const { written, places, play } = aLane();
    play([133, 153, 173, 1_000, 1_020]);
    expectNoHoles(written);
    for (const [index, at] of [133, 153, 173, 1_000, 1_020].entries()) {
      expect(Math.abs((places()[index] ?? 0) - at)).toBeLessThanOrEqual(1.25);
    }
  });

  it('takes no notice of jitter', () => {
    const { written, places, play } = aLane();
    play(everyMs(LENGTH_MS, 50).map((at, index) => Math.max(0, at + (index % 3 === 0 ? 4 : -4))));
    expect(places()).toHaveLength(50);
    expect(written.filter(({ silent }) => silent)).toHaveLength(written.length - 50);
    expectNoHoles(written);
  });

  it.each([
    { name: 'slow', step: 20.002 },
    { name: 'fast', step: 19.998 },
  ])('stays within 11 ms over an hour beside a clock that runs $name by 100 ppm', ({ step }) => {
    const { written, play, lane } = aLane();
    let worst = 0;
    for (const at of everyMs(step, 180_000)) {
      if (play([at])[0]) worst = Math.max(worst, Math.abs(lane.endMs - LENGTH_MS - at));
    }
    expect(worst).toBeLessThan(11);
    expect(written.length).toBeGreaterThan(179_000);
  });

  it('leaves out what comes twice or too late', () => {
    const { places, play } = aLane();
    play(everyMs(LENGTH_MS, 5));
    expect(play([20, 40])).toEqual([false, false]);
    play([100, 120]);
    expect(places()).toHaveLength(7);
  });

  it('is filled up with silence on demand', () => {
    const { lane, written } = aLane();
    lane.fillUntil(101);
    expect(lane.endMs).toBe(100);
    expectNoHoles(written);
  });
});
