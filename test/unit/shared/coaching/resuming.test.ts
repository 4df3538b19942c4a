import { describe, expect, it } from 'vitest';
import type { PoseFrame } from '../../../../shared/coaching/index.ts';
import { framesOf, judged, ofType } from './perform.ts';

const later = (frames: readonly PoseFrame[], by: number) => frames.map((frame) => ({ ...frame, at: frame.at + by }));

describe('a tracker that goes on after another one', () => {
  it.each(['squat', 'jumping-jack', 'lunge', 'golf-swing'] as const)('counts the repetitions of %s on', (activity) => {
    const frames = framesOf({ activity, view: 'front', reps: 3, tempo: activity === 'jumping-jack' ? 1.4 : 3 });
    const { events: earlier, tracker } = judged(activity, frames);
    const begun = tracker.state.reps;
    const { events, tracker: resumed } = judged(activity, later(frames, 60_000), { earlier });
    const indices = ofType(events, 'repetition').map(({ index }) => index);
    expect(indices).toEqual(indices.map((_, index) => begun + index + 1));
    expect(resumed.state.reps).toBe(begun + indices.length);
    expect(resumed.summary().reps).toBe(begun + indices.length);
    expect(indices.length).toBeGreaterThan(0);
  });

  it('knows how far this athlete goes: a small movement is counted at once, a stranger’s only when it is clear what it was', () => {
    const small = { activity: 'squat', view: 'left', range: 0.45 } as const;
    const { events: earlier } = judged('squat', framesOf({ ...small, reps: 8 }));
    expect(ofType(earlier, 'repetition').length).toBeGreaterThan(1);
    const one = later(framesOf({ ...small, reps: 1 }), 60_000);
    // The athlete stands for a while before the frames are over.
    const still = one.at(-1);
    const frames = [
      ...one,
      ...Array.from({ length: 30 }, (_, index) => later(still ? [still] : [], (index + 1) * 66)).flat(),
    ];
    const countedAt = (options: Parameters<typeof judged>[2]) =>
      ofType(judged('squat', frames, options).events, 'repetition')[0]?.at ?? Number.POSITIVE_INFINITY;
    expect(countedAt({ earlier })).toBeLessThan(countedAt({}) - 1_000);
  });

  it('numbers holds on', () => {
    const frames = framesOf({ activity: 'plank', view: 'left' });
    const { events: earlier } = judged('plank', frames);
    const { events } = judged('plank', later(frames, 120_000), { earlier });
    const last = ofType(earlier, 'hold').at(-1)?.index ?? Number.NaN;
    expect(ofType(events, 'hold').find(({ state }) => state === 'started')?.index).toBe(last + 1);
  });
});
