import {
  type LatencyStep,
  MAX_REPORTED_FRAMES,
  MAX_STEP_MS,
  type PassedFrame,
  SERVER_STEPS,
  type SeenFrame,
} from '../../../shared/contract/latency.ts';
import type { SessionMs } from '../../../shared/time/moments.ts';
import type { SessionClock } from '../session/session-clock.ts';
import { CLOCK_TOLERANCE_MS, type FramePassage, stepsOf } from './frame-passage.ts';

/** Where the times of all sessions are kept for operators, in ms. */
export interface LatencyRecorder {
  step(step: LatencyStep, ms: number): void;
  /** From capture until the feedback was handed out. */
  feedback(ms: number): void;
  /** From capture until it was drawn at a viewer. */
  screen(ms: number): void;
}

/** How many frames viewers may still report on: 13 s at 15 a second. */
const KEPT_FRAMES = 200;
/** The rate is counted over this time. */
const RATE_MS = 2_000;

/** Records how long each frame of one session took in each step, and what viewers report of the last two steps. */
export class StepLog {
  readonly #recorder: LatencyRecorder;
  readonly #clock: SessionClock;
  /** By the time in their pose packets, oldest first. */
  readonly #frames = new Map<number, PassedFrame>();
  /** The newest frame that each viewer has reported, so that no frame counts twice. */
  readonly #reported = new WeakMap<object, number>();

  constructor(recorder: LatencyRecorder, clock: SessionClock) {
    this.#recorder = recorder;
    this.#clock = clock;
  }

  /** @param at the frame's media time */
  passed(at: SessionMs, passage: FramePassage): void {
    const steps = stepsOf(passage);
    for (const [index, step] of SERVER_STEPS.entries()) {
      const spent = steps[index];
      if (typeof spent === 'number') this.#recorder.step(step, spent);
    }
    const { captured, sent } = passage;
    if (captured !== undefined) this.#recorder.feedback(Math.max(0, sent - captured));
    const frame = {
      at: Math.round(at),
      sentAt: this.#clock.at(sent),
      capturedAt: captured === undefined ? null : this.#clock.at(captured),
      steps,
    };
    this.#frames.set(frame.at, frame);
    if (this.#frames.size > KEPT_FRAMES) this.#frames.delete(this.#frames.keys().next().value ?? 0);
  }

  /**
   * Records when a viewer received and drew frames. A report is ignored when it cannot be true (the frame was never sent, or
   * was seen before it was sent) and when this viewer has reported the frame before.
   *
   * @param viewer whoever reports, compared by identity
   * @param frames the oldest first
   * @returns how many frames were taken
   */
  seen(viewer: object, frames: readonly SeenFrame[]): number {
    return frames.filter((frame) => {
      if (frame.at <= (this.#reported.get(viewer) ?? Number.NEGATIVE_INFINITY) || !this.#take(frame)) return false;
      this.#reported.set(viewer, frame.at);
      return true;
    }).length;
  }

  /** The newest frames that were sent after `sentAt`, oldest first; as many as fit in one message. */
  since(sentAt: SessionMs): PassedFrame[] {
    return this.#newest((frame) => frame.sentAt > sentAt)
      .slice(0, MAX_REPORTED_FRAMES)
      .reverse()
      .map((frame) => ({ ...frame, steps: frame.steps.map((ms) => ms && Math.min(ms, MAX_STEP_MS)) }));
  }

  /** Frames a second that are analysed at present. */
  get rate(): number {
    const from = this.#clock.now() - RATE_MS;
    return (this.#newest((frame) => frame.sentAt > from).length * 1000) / RATE_MS;
  }

  #newest(fits: (frame: PassedFrame) => boolean): PassedFrame[] {
    const frames = [...this.#frames.values()].reverse();
    const end = frames.findIndex((frame) => !fits(frame));
    return end < 0 ? frames : frames.slice(0, end);
  }

  #take({ at, arrivedAt, drawnAt }: SeenFrame): boolean {
    const passed = this.#frames.get(at);
    if (!passed || drawnAt < arrivedAt || drawnAt > this.#clock.now() + CLOCK_TOLERANCE_MS) return false;
    if (arrivedAt < passed.sentAt - CLOCK_TOLERANCE_MS || drawnAt - passed.sentAt > MAX_STEP_MS) return false;
    this.#recorder.step('socket', Math.max(0, arrivedAt - passed.sentAt));
    this.#recorder.step('screen', drawnAt - arrivedAt);
    if (passed.capturedAt !== null) this.#recorder.screen(Math.max(0, drawnAt - passed.capturedAt));
    return true;
  }
}
