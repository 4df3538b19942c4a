import { describe, expect, it } from 'vitest';
import { FrameMatcher, type ShownFrame } from '../../../../client/stage/frame-matcher.ts';

/** Session time of the first frame, ms. */
const START = 5_000;
/** From capture to the viewer, ms: the least, and by how much it varies. */
const TRANSIT = 40;
const JITTER = 8;
const HALF_A_FRAME_MS = 16;

interface Scene {
  fps: number;
  /** Whether the camera's frames come at the very same distances. */
  regular?: boolean;
  seconds?: number;
  /** The ticks that the viewer's and the analysis' timestamps begin with. */
  bases?: { viewer: number; analysis: number };
  /** Share of the frames that are never shown. */
  lost?: number;
  /** Ms by which the SFU moves the viewer's timestamps on when it switches to another layer, after so many seconds. */
  switchTo?: { after: number; width: number; shift: number };
  /** What the viewer believes about capture times: how far off it is at worst, and by how much it says it may be. */
  believes: { off: number; within: number; keepsShift?: boolean };
  random: () => number;
}

/** A small generator with a seed (mulberry32), so that a scene is the same each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const ticksOf = (base: number, ms: number) => (base + Math.round(ms) * 90) >>> 0;

/** Plays a scene to a matcher; how far off it was with each frame, ms, and when that frame was captured, s. */
function play(scene: Scene): { off: number | undefined; at: number }[] {
  const { fps, regular, seconds = 6, lost = 0, switchTo, believes, random } = scene;
  const { viewer, analysis } = scene.bases ?? { viewer: 1_000_000, analysis: 3_999_000_000 };
  const matcher = new FrameMatcher();
  const frames = Array.from({ length: seconds * fps }, (_, index) => {
    const even = (index * 1_000) / fps;
    return regular ? even : even + (random() - 0.5) * 9;
  });
  const poseEvery = Math.max(1, Math.round(fps / 15));
  return frames.flatMap((captured, index) => {
    const exact = Math.round(captured);
    // An analysed frame's pose is there before the frame is shown, as it is as a rule.
    if (index % poseEvery === 0) matcher.pose({ rtpTimestamp: ticksOf(analysis, captured), at: START + exact });
    if (random() < lost) return [];
    const switched = switchTo !== undefined && captured / 1_000 >= switchTo.after;
    const shift = switched ? switchTo.shift : 0;
    const arrivedAt = 777_000 + captured + TRANSIT + random() * JITTER;
    const unsure = switched && believes.keepsShift && captured / 1_000 < switchTo.after + 1 ? shift : 0;
    const shown: ShownFrame = {
      ticks: ticksOf(viewer, captured + shift),
      width: switched ? switchTo.width : 640,
      arrivedAt,
      believed: {
        at: START + captured + unsure + believes.off + (random() - 0.5) * 2,
        within: believes.within,
      },
    };
    const at = matcher.frame(shown);
    return [{ off: at === undefined ? undefined : at - (START + exact), at: captured / 1_000 }];
  });
}

/** The largest error from a second on, ms; infinite when a frame was not matched. */
function worst(found: ReturnType<typeof play>, from: number, to = Number.POSITIVE_INFINITY): number {
  const errors = found
    .filter(({ at }) => at >= from && at < to)
    .map(({ off = Number.POSITIVE_INFINITY }) => Math.abs(off));
  return Math.max(...errors);
}

const EXACT = { off: 0, within: 2 };
const ROUGH = { off: 25, within: 60 };

describe.each([25, 30, 60])('at %i frames a second', (fps) => {
  it.each([
    ['regular', true],
    ['irregular', false],
  ])('knows every frame’s moment at once by capture times, frames being %s', (_, regular) => {
    const found = play({ fps, regular, believes: EXACT, random: seeded(1) });
    expect(worst(found, 0)).toBeLessThan(4);
  });

  it('finds it by the pattern where capture is known only roughly', () => {
    const found = play({ fps, believes: ROUGH, random: seeded(2) });
    expect(worst(found, 0)).toBeLessThan(40);
    expect(worst(found, 1.5)).toBeLessThan(2);
  });

  it('finds it though every third frame is never shown', () => {
    const found = play({ fps, lost: 0.33, believes: ROUGH, random: seeded(3) });
    expect(worst(found, 1.5)).toBeLessThan(2);
  });
});

it('goes on over a wrap-around of either timestamp', () => {
  const bases = { viewer: 2 ** 32 - 90 * 2_000, analysis: 2 ** 32 - 90 * 3_000 };
  expect(worst(play({ fps: 30, bases, believes: EXACT, random: seeded(4) }), 0)).toBeLessThan(4);
  expect(worst(play({ fps: 30, bases, believes: ROUGH, random: seeded(5) }), 1.5)).toBeLessThan(2);
});

it('is no worse than what is believed while frames come at the very same distances', () => {
  const found = play({ fps: 30, regular: true, believes: { off: 10, within: 60 }, random: seeded(6) });
  expect(worst(found, 1)).toBeLessThan(2);
});

describe.each([20, 33, 55, 75])('when the SFU moves the timestamps on by %i ms', (shift) => {
  const switchTo = { after: 3, width: 320, shift };

  it.each([
    ['exactly, but late', { ...EXACT, keepsShift: true }],
    ['roughly', { off: 5, within: 60 }],
  ])('stays within half a frame, and exact soon, capture being known %s', (_, believes) => {
    const found = play({ fps: 30, switchTo, believes, random: seeded(shift) });
    expect(worst(found, 2, 3)).toBeLessThan(4);
    expect(worst(found, 3)).toBeLessThan(HALF_A_FRAME_MS);
    expect(worst(found, 4.6)).toBeLessThan(4);
  });
});

it('begins anew with another publisher', () => {
  const matcher = new FrameMatcher();
  const show = (base: number, ms: number, believed?: ShownFrame['believed']) =>
    matcher.frame({ ticks: ticksOf(base, ms), width: 640, arrivedAt: ms, believed });
  matcher.pose({ rtpTimestamp: ticksOf(7, 0), at: START });
  expect(show(100, 0, { at: START, within: 2 })).toBeCloseTo(START, 0);
  matcher.pose({ rtpTimestamp: ticksOf(2_000_000_000, 900), at: START + 900 });
  // The old shift would put it anywhere.
  expect(show(3_000_000_000, 900)).toBeUndefined();
  expect(show(3_000_000_000, 933, { at: START + 933, within: 2 })).toBeCloseTo(START + 933, 0);
});

it('knows nothing before the first pose', () => {
  const matcher = new FrameMatcher();
  expect(matcher.frame({ ticks: 0, width: 640, arrivedAt: 0, believed: { at: 0, within: 2 } })).toBeUndefined();
});
