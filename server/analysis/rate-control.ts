import { performance } from 'node:perf_hooks';
import type { Movement } from './movement.ts';
import { type AnalysisRate, neededRate, RateGovernor, rateLimit } from './rate-governor.ts';
import type { WorkerLoad } from './worker-messages.ts';

/** A stream whose rate is controlled. */
export interface RatedStream {
  /** Frames a second while its athlete moves. */
  readonly fullRate: number;
  readonly movement: Movement;
  rate: AnalysisRate;
  readonly sampler: { framesPerSecond: number };
}

/** How often what the worker can do is reckoned anew. */
const GOVERN_EVERY_MS = 500;
/** Nothing can be counted at less than this many frames a second, so a worker with far too many streams still tries that. */
const LEAST_RATE = 5;

const neededBy = ({ fullRate, movement }: RatedStream) => neededRate(fullRate, movement.state);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/**
 * Keeps one worker's streams at the rates that their athletes need, and, where that is too much for all together, lowers the
 * rate evenly before pictures begin to wait.
 */
export class RateControl {
  readonly #streams: () => RatedStream[];
  readonly #governor = new RateGovernor();
  readonly #timer: NodeJS.Timeout;
  #utilisation = performance.eventLoopUtilization();
  #frameMs = 0;

  /** @param streams The streams there are at the moment. */
  constructor(streams: () => RatedStream[]) {
    this.#streams = streams;
    this.#timer = setInterval(() => this.#govern(), GOVERN_EVERY_MS);
  }

  /** Takes the time that one frame's analysis has taken, ms. */
  frameTook(ms: number): void {
    this.#frameMs += ms;
    this.#governor.frameTook(ms);
  }

  /** To be called when a stream has come or gone, or its athlete's state has changed. */
  adjust(): void {
    const streams = this.#streams();
    const limit = Math.max(LEAST_RATE, rateLimit(streams.map(neededBy), this.#governor.capacity));
    for (const stream of streams) {
      const needed = neededBy(stream);
      const reason = needed > limit ? 'load' : stream.movement.state;
      stream.rate = { framesPerSecond: Math.min(needed, limit), reason };
      stream.sampler.framesPerSecond = stream.rate.framesPerSecond;
    }
  }

  get load(): WorkerLoad {
    const streams = this.#streams();
    return {
      needed: this.#governor.demand(sum(streams.map(neededBy))),
      full: this.#governor.demand(sum(streams.map(({ fullRate }) => fullRate))),
    };
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #govern(): void {
    const utilisation = performance.eventLoopUtilization();
    const { active, idle } = performance.eventLoopUtilization(utilisation, this.#utilisation);
    this.#governor.periodPassed({ elapsedMs: active + idle, busyMs: active, frameMs: this.#frameMs });
    this.#utilisation = utilisation;
    this.#frameMs = 0;
    this.adjust();
  }
}
