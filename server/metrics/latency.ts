/** The latency budget as histograms: how long frames are in each step, and on their whole way. */
import { Histogram, type Registry } from 'prom-client';
import { LATENCY_STEPS, type LatencyStep } from '../../shared/contract/latency.ts';

/** In seconds: below 1 ms a step costs nothing, above 1 s nobody trains by it; denser around the aims of 0.15 and 0.25 s. */
const BUCKETS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.35, 0.5, 1];

export class LatencyMetrics {
  readonly #steps = new Map<LatencyStep, (seconds: number) => void>();
  readonly #feedback: Histogram;
  readonly #screen: Histogram;

  constructor(registry: Registry) {
    const common = { buckets: BUCKETS, registers: [registry] };
    const steps = new Histogram({
      ...common,
      name: 'sideline_latency_step_seconds',
      help: 'Time of each analysed frame in each step from the camera to the screen; socket and screen as viewers report them',
      labelNames: ['step'],
    });
    for (const step of LATENCY_STEPS) {
      steps.zero({ step });
      this.#steps.set(step, steps.labels(step).observe);
    }
    this.#feedback = new Histogram({
      ...common,
      name: 'sideline_capture_to_feedback_seconds',
      help: 'Time from the capture of each analysed frame until its feedback is handed to the sockets',
    });
    this.#screen = new Histogram({
      ...common,
      name: 'sideline_capture_to_screen_seconds',
      help: 'Time from the capture of a frame until its skeleton is drawn, as viewers report it',
    });
  }

  /** How long a frame was in a step. */
  step(step: LatencyStep, ms: number): void {
    this.#steps.get(step)?.(ms / 1000);
  }

  /** How long after a frame's capture its feedback was sent. */
  feedback(ms: number): void {
    this.#feedback.observe(ms / 1000);
  }

  /** How long after its capture a frame was on a screen. */
  screen(ms: number): void {
    this.#screen.observe(ms / 1000);
  }
}
