import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveAnalyser, type LiveAnalyserOptions, poseOf } from '../../../../server/analysis/live-analyser.ts';
import type { AnalysedFrame } from '../../../../server/analysis/messages.ts';
import { KEYPOINT_STRIDE } from '../../../../server/analysis/pose-estimator.ts';
import { anAthlete } from '../../../../shared/athlete/index.ts';
import {
  type CoachingEvent,
  findActivity,
  type PoseFrame,
  type PoseLayout,
} from '../../../../shared/coaching/index.ts';

const SESSION_START = 1_700_000_000_000;
const athlete = anAthlete({ activity: 'squat', reps: 2, tempo: 2 });

/** The figure as the analysis would hand it over, at `at` ms of the session. */
function aFrame(at: number, layout: PoseLayout = 'coco17'): AnalysedFrame {
  const points = athlete.poseAt(at, layout).keypoints;
  return {
    rtpTimestamp: at * 90,
    mediaTimeMs: SESSION_START + at,
    width: 320,
    height: 240,
    layout,
    keypoints: Float32Array.from(
      points.flatMap(({ x, y, score, z = 0 }) => (KEYPOINT_STRIDE[layout] === 4 ? [x, y, score, z] : [x, y, score])),
    ),
    times: { received: 0, decoded: 0, taken: 0, scaled: 0, inferred: 0 },
  };
}

describe('poseOf', () => {
  it.each<PoseLayout>(['coco17', 'blazepose33'])('gives the keypoints of %s with the picture proportions', (layout) => {
    const truth = athlete.poseAt(2_000, layout);
    const pose = poseOf(aFrame(2_000, layout), 2_000);
    expect(pose).toMatchObject({ at: 2_000, layout, aspect: 4 / 3 });
    expect(pose.keypoints).toHaveLength(truth.keypoints.length);
    for (const [index, { x, y, z }] of pose.keypoints.entries()) {
      expect(x).toBeCloseTo(truth.keypoints[index]?.x ?? Number.NaN, 5);
      expect(y).toBeCloseTo(truth.keypoints[index]?.y ?? Number.NaN, 5);
      if (layout === 'coco17') expect(z).toBeUndefined();
      else expect(z).toBeCloseTo(truth.keypoints[index]?.z ?? Number.NaN, 5);
    }
  });
});

describe('LiveAnalyser', () => {
  const poses: PoseFrame[] = [];
  const events: CoachingEvent[] = [];
  let analyser: LiveAnalyser;

  beforeEach(() => {
    vi.useFakeTimers();
    poses.length = 0;
    events.length = 0;
    analyser = anAnalyser();
  });

  afterEach(() => {
    analyser.close();
    vi.useRealTimers();
  });

  function anAnalyser(options: Partial<LiveAnalyserOptions> = {}): LiveAnalyser {
    const activity = findActivity('squat');
    if (!activity) throw new Error('There is no squat');
    const start = performance.timeOrigin + performance.now();
    return new LiveAnalyser({
      activity,
      sessionTime: (epochMs) => (epochMs >= start ? epochMs - start : epochMs - SESSION_START),
      onPoseFrame: (pose) => poses.push(pose),
      onEvents: (batch) => events.push(...batch),
      ...options,
    });
  }

  const perform = (until = athlete.duration) => {
    for (let at = 100; at < until; at += 1000 / 15) analyser.push(aFrame(at));
  };
  const kinds = () => events.map(({ type }) => type);

  it('turns frames into poses and events on the clock of the session', () => {
    perform();
    expect(kinds().filter((kind) => kind === 'repetition')).toHaveLength(2);
    expect(poses[0]?.at).toBeCloseTo(100);
    expect(events.every(({ at }) => at >= 100 && at < athlete.duration)).toBe(true);
  });

  it('passes over frames that are older than the last, as a new tap may bring', () => {
    perform(1_000);
    const count = poses.length;
    analyser.push(aFrame(500));
    analyser.push(aFrame(1_500));
    expect(poses).toHaveLength(count + 1);
  });

  it('says once that nobody is seen when the frames stop, and goes on with the same count when they come back', () => {
    perform(4_000);
    const before = analyser.tracker.state.reps;
    vi.advanceTimersByTime(900);
    expect(events.some((event) => event.type === 'visibility' && !event.visible)).toBe(false);
    vi.advanceTimersByTime(3_000);
    expect(events.filter((event) => event.type === 'visibility' && !event.visible)).toHaveLength(1);
    for (let at = 8_000; at < 9_000; at += 1000 / 15) analyser.push(aFrame(at));
    expect(events.filter((event) => event.type === 'visibility').at(-1)).toMatchObject({ visible: true });
    expect(analyser.tracker.state.reps).toBe(before);
  });

  it('takes nothing and says nothing after it was closed', () => {
    perform(1_000);
    analyser.close();
    analyser.close();
    const told = [poses.length, events.length];
    analyser.push(aFrame(2_000));
    vi.advanceTimersByTime(10_000);
    expect([poses.length, events.length]).toEqual(told);
    expect(vi.getTimerCount()).toBe(0);
  });
});
