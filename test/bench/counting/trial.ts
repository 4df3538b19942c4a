/** One performance of the synthetic athlete, judged by a tracker: what was true and what was reported. */
import {
  type AthleteOptions,
  anAthlete,
  type CameraView,
  type Disturbance,
  disturb,
  type Truth,
} from '../../../shared/athlete/index.ts';
import {
  type Activity,
  type CoachingEvent,
  createTracker,
  type PoseLayout,
  type View,
} from '../../../shared/coaching/index.ts';

/** Where the tracker sees each camera from. */
export const VIEW_OF: Readonly<Record<CameraView, View>> = {
  front: 'front',
  'front-left': 'three-quarter',
  left: 'side',
  back: 'back',
  right: 'side',
  'front-right': 'three-quarter',
};

export interface Trial {
  athlete: AthleteOptions;
  fps: number;
  layout: PoseLayout;
  disturbance: Disturbance;
  /** ms; the athlete's own duration when left out. */
  duration?: number;
}

export interface TrialResult {
  truth: Truth;
  events: CoachingEvent[];
  reps: number;
  attempts: number;
  heldMs: number;
  frames: number;
  /** Time spent in the tracker, ms. */
  spentMs: number;
}

export function perform(
  activity: Activity,
  { athlete: options, fps, layout, disturbance, duration }: Trial,
): TrialResult {
  const athlete = anAthlete(options);
  const tracker = createTracker(activity);
  const events: CoachingEvent[] = [];
  const end = duration ?? athlete.duration;
  let frames = 0;
  let spentMs = 0;
  for (let at = 0; at < end; at += 1000 / fps) {
    const frame = disturb(athlete.poseAt(at, layout), disturbance);
    const before = performance.now();
    events.push(...(frame ? tracker.update(frame) : tracker.missing(at)));
    spentMs += performance.now() - before;
    frames++;
  }
  events.push(...tracker.finish(end));
  const { reps, attempts } = tracker.state;
  return {
    truth: athlete.truth(),
    events,
    reps,
    attempts,
    heldMs: tracker.summary().hold?.totalMs ?? 0,
    frames,
    spentMs,
  };
}

/** Real keypoints of a clear picture, and of a poor one (standard deviations as seen with MoveNet on video). */
export const NOISE: Readonly<Record<'none' | 'clear' | 'poor', Omit<Disturbance, 'seed'>>> = {
  none: {},
  clear: { noise: 0.004, outliers: 0.002, dropouts: 0.01 },
  poor: { noise: 0.008, outliers: 0.01, dropouts: 0.04, swaps: 0.01 },
};
export type NoiseName = keyof typeof NOISE;
