import { performance } from 'node:perf_hooks';
import type { StreamRate } from '../../messages.ts';
import type { ModelWeight } from '../../pose-estimator.ts';
import type { Movement } from '../movement.ts';
import { neededRate, RateGovernor, rateLimit } from './governor.ts';
import { ModelChoice } from './model-choice.ts';

/** A stream whose rate is controlled. */
export interface RatedStream {
  /** Frames a second while its athlete moves. */
  readonly fullRate: number;
  readonly movement: Movement;
  rate: StreamRate;
  /** When its last picture was offered, ms of `performance.now`. */
  pictureAt: number;
  readonly sampler: { framesPerSecond: number };
}

/** How often what the process can do is reckoned anew. */
const GOVERN_EVERY_MS = 500;
/** Nothing can be counted at less than this many frames a second, so a process with far too many streams still tries that. */
const LEAST_RATE = 5;
/** A stream that has no picture for so long, or for so many times the interval at its rate, takes nothing: its camera is off. */
const SILENT_MS = 1_000;
const SILENT_INTERVALS = 3;

const neededBy = ({ fullRate, movement }: RatedStream) => neededRate(fullRate, movement.state);
const claimOf = (stream: RatedStream) => (isSilent(stream) ? 0 : neededBy(stream));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Whether no picture has come for a while. */
export function isSilent({ pictureAt, rate }: Pick<RatedStream, 'pictureAt' | 'rate'>): boolean {
  return performance.now() - pictureAt > Math.max(SILENT_MS, (SILENT_INTERVALS * 1000) / rate.framesPerSecond);
}

/**
 * Keeps one process's streams at the rates that their athletes need. Where that is too much for all together, the light model
 * looks; where that is not enough either, the rate is lowered evenly, before pictures begin to wait. Below `LEAST_RATE` they wait.
 */
export class RateControl {
  readonly #streams: () => RatedStream[];
  readonly #governor: RateGovernor;
  readonly #timer: NodeJS.Timeout;
  #utilisation = performance.eventLoopUtilization();
  readonly #hasLightModel: boolean;
  readonly #choice = new ModelChoice();
  #frameMs = 0;

  /**
   * @param streams The streams there are at the moment.
   * @param lightShare The part of the usual model's time that the light one takes; absent where there is none.
   */
  constructor(streams: () => RatedStream[], lightShare?: number) {
    this.#streams = streams;
    this.#governor = new RateGovernor(lightShare);
    this.#hasLightModel = lightShare !== undefined;
    this.#timer = setInterval(() => this.#govern(), GOVERN_EVERY_MS);
  }

  /** The model that is to look. */
  get weight(): ModelWeight {
    return this.#choice.weight;
  }

  /** Takes the time that one frame's analysis has taken, ms, and by which model. */
  frameTook(ms: number, weight: ModelWeight): void {
    this.#frameMs += ms;
    this.#governor.frameTook(ms, weight);
  }

  /** To be called when a stream has come or gone, or its athlete's state has changed. */
  adjust(): void {
    const streams = this.#streams();
    const limit = Math.max(LEAST_RATE, rateLimit(streams.map(claimOf), this.#governor.capacity(this.weight)));
    for (const stream of streams) {
      const needed = neededBy(stream);
      const reason = needed > limit ? 'load' : stream.movement.state;
      stream.rate = { framesPerSecond: Math.min(needed, limit), reason, lightModel: this.weight === 'light' };
      stream.sampler.framesPerSecond = stream.rate.framesPerSecond;
    }
  }

  /** The share of a core that the streams take at the rates that their athletes need; above 1, they are looked at less often. */
  get load(): number {
    return this.#governor.demand(sum(this.#streams().map(claimOf)));
  }

  /** Ends the reckoning. May be called twice. */
  close(): void {
    clearInterval(this.#timer);
  }

  #govern(): void {
    const utilisation = performance.eventLoopUtilization();
    const { active, idle } = performance.eventLoopUtilization(utilisation, this.#utilisation);
    this.#governor.periodPassed({ elapsedMs: active + idle, busyMs: active, frameMs: this.#frameMs });
    this.#utilisation = utilisation;
    this.#frameMs = 0;
    if (this.#hasLightModel) this.#choice.reckon(sum(this.#streams().map(claimOf)), this.#governor.capacity('usual'));
    this.adjust();
  }
}
