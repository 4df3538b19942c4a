import {
  MAX_REPORTED_FRAMES,
  MAX_STAGE_MS,
  type PassedFrame,
  SERVER_STAGES,
  type SeenFrame,
  type Stage,
} from '../../../shared/contract/latency.ts';
import type { SessionClock } from '../session/session-clock.ts';
import { CLOCK_TOLERANCE_MS, type FramePassage, stagesOf } from './frame-passage.ts';

/** Where times in stages are kept for operators, all sessions together. Ms. */
export interface LatencyRecorder {
  stage(stage: Stage, ms: number): void;
  /** From capture until the feedback was handed out. */
  feedback(ms: number): void;
  /** From capture until it was drawn at a viewer. */
  screen(ms: number): void;
}

/** Frames that viewers may still report on: 13 s at 15 a second. */
const KEPT_FRAMES = 200;
/** The rate is that of the last so many ms. */
const RATE_MS = 2_000;
/** Notes how long each frame of one session was in each stage, and takes in what viewers report of the last two. */
export class StageLog {
  readonly #recorder: LatencyRecorder;
  readonly #clock: SessionClock;
  /** By the time that their pose packets bear, oldest first. */
  readonly #frames = new Map<number, PassedFrame>();
  /** The newest frame that each viewer has reported, so that nobody counts twice. */
  readonly #reported = new WeakMap<object, number>();

  constructor(recorder: LatencyRecorder, clock: SessionClock) {
    this.#recorder = recorder;
    this.#clock = clock;
  }

  /** @param at the frame's media time, ms of the session */
  passed(at: number, passage: FramePassage): void {
    const stages = stagesOf(passage);
    for (const [index, stage] of SERVER_STAGES.entries()) {
      const spent = stages[index];
      if (typeof spent === 'number') this.#recorder.stage(stage, spent);
    }
    const { captured, sent } = passage;
    if (captured !== undefined) this.#recorder.feedback(Math.max(0, sent - captured));
    const frame = {
      at: Math.round(at),
      sentAt: this.#clock.at(sent),
      capturedAt: captured === undefined ? null : this.#clock.at(captured),
      stages,
    };
    this.#frames.set(frame.at, frame);
    if (this.#frames.size > KEPT_FRAMES) this.#frames.delete(this.#frames.keys().next().value ?? 0);
  }

  /**
   * Takes in when a viewer got and drew frames. What can't be, since it was never sent or would have been seen before it was,
   * is passed over, and so is what this viewer has reported before.
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

  /** The newest frames that were sent after a moment of the session, oldest first; as many as fit in one message. */
  since(sentAt: number): PassedFrame[] {
    return this.#newest((frame) => frame.sentAt > sentAt)
      .slice(0, MAX_REPORTED_FRAMES)
      .reverse()
      .map((frame) => ({ ...frame, stages: frame.stages.map((ms) => ms && Math.min(ms, MAX_STAGE_MS)) }));
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
    if (arrivedAt < passed.sentAt - CLOCK_TOLERANCE_MS || drawnAt - passed.sentAt > MAX_STAGE_MS) return false;
    this.#recorder.stage('socket', Math.max(0, arrivedAt - passed.sentAt));
    this.#recorder.stage('screen', drawnAt - arrivedAt);
    if (passed.capturedAt !== null) this.#recorder.screen(Math.max(0, drawnAt - passed.capturedAt));
    return true;
  }
}
