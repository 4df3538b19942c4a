import {
  type Activity,
  type CoachingEvent,
  createTracker,
  type PoseFrame,
  type Tracker,
  type TrackerOptions,
} from '../../shared/coaching/index.ts';
import type { ServerMs, SessionMs } from '../../shared/time/moments.ts';
import { serverNow } from '../clock.ts';
import type { AnalysedFrame } from './messages.ts';
import { KEYPOINT_STRIDE } from './pose-estimator.ts';

export interface LiveAnalyserOptions {
  activity: Activity;
  tracker?: TrackerOptions;
  sessionTime: (at: ServerMs) => SessionMs;
  /** Each frame's pose, on the session's clock, before the events that follow from it. */
  onPoseFrame: (pose: PoseFrame, frame: AnalysedFrame) => void;
  /** Never empty. `frame` is the one they were seen in; absent when they come of its absence. */
  onEvents: (events: CoachingEvent[], frame?: AnalysedFrame) => void;
  /** A frame is done with; called after all that follows from it. `at` is that of its pose. */
  onDone?: (at: SessionMs, frame: AnalysedFrame, times: HandlingTimes) => void;
  /** After this long without a frame the athlete counts as not seen, ms. */
  stalledMs?: number;
}

/** When the server's own process was done with each step of one frame. */
export interface HandlingTimes {
  /** It reached the process. */
  readonly arrived: ServerMs;
  readonly coached: ServerMs;
  /** Its pose and events were handed to the sockets. */
  readonly sent: ServerMs;
}

const STALLED_MS = 1_000;
const STALL_CHECK_MS = 250;

/**
 * Follows one athlete through a session: keypoints in, coaching events out. It lives in the server's own process and holds
 * all that was counted, so analysis and SFU workers may come and go under it.
 */
export class LiveAnalyser {
  readonly tracker: Tracker;
  readonly #options: LiveAnalyserOptions;
  readonly #stallCheck: NodeJS.Timeout;
  /** The newest frame: its time on the session's clock, and when it came. */
  #last: { at: number; cameAt: number };
  #closed = false;

  constructor(options: LiveAnalyserOptions) {
    this.#options = options;
    this.tracker = createTracker(options.activity, options.tracker);
    this.#last = { at: options.sessionTime(serverNow()), cameAt: performance.now() };
    this.#stallCheck = setInterval(() => this.#checkStall(), STALL_CHECK_MS);
  }

  /** Takes an analysed frame; one that is older than the last, as the first of a new tap may be, is passed over. */
  push(frame: AnalysedFrame): void {
    if (this.#closed) return;
    const arrived = serverNow();
    const pose = poseOf(frame, this.#options.sessionTime(frame.mediaTimeMs));
    if (pose.at <= this.#last.at) return;
    this.#last = { at: pose.at, cameAt: performance.now() };
    const events = this.tracker.update(pose);
    const coached = serverNow();
    this.#options.onPoseFrame(pose, frame);
    this.#emit(events, frame);
    this.#options.onDone?.(pose.at, frame, { arrived, coached, sent: serverNow() });
  }

  /** Ends what is being counted and emits the events of that; frames may go on coming. */
  settle(): void {
    this.#emit(this.tracker.finish(this.#last.at));
  }

  /** Settles and takes no more frames. May be called twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#stallCheck);
    this.settle();
  }

  #checkStall(): void {
    const silentMs = performance.now() - this.#last.cameAt;
    if (silentMs < (this.#options.stalledMs ?? STALLED_MS)) return;
    this.#emit(this.tracker.missing(this.#last.at + silentMs));
  }

  #emit(events: CoachingEvent[], frame?: AnalysedFrame): void {
    if (events.length > 0) this.#options.onEvents(events, frame);
  }
}

/** A frame's keypoints as the tracker takes them, at `at` ms of the session. */
export function poseOf(
  { layout, keypoints, width, height }: Pick<AnalysedFrame, 'layout' | 'keypoints' | 'width' | 'height'>,
  at: number,
): PoseFrame {
  const stride = KEYPOINT_STRIDE[layout];
  const points = Array.from({ length: keypoints.length / stride }, (_, index) => {
    const [x = 0, y = 0, score = 0, z] = keypoints.subarray(index * stride, (index + 1) * stride);
    return z === undefined ? { x, y, score } : { x, y, score, z };
  });
  return { at, layout, aspect: width / height, keypoints: points };
}
