/** Watches the main loop: while it is blocked, it serves nobody. */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { Logger } from 'pino';
import { Gauge, type Registry } from 'prom-client';
import { BLOCKED_MS } from '../limits.ts';

const LOOK_EVERY_MS = 1_000;
/** The histogram samples so often, ms; what it shows beyond that is delay. */
const RESOLUTION_MS = 10;

export class LoopWatch {
  readonly #histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #timer: NodeJS.Timeout;
  readonly #logger: Logger;
  /** Longest since the last scrape, ms. */
  #longest = 0;

  constructor(registry: Registry, logger: Logger) {
    this.#logger = logger;
    this.#histogram.enable();
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#timer.unref();
    const take = () => this.#take();
    new Gauge({
      name: 'sideline_main_loop_longest_block_seconds',
      help: 'The longest time since the last scrape that the main loop served nobody',
      registers: [registry],
      collect() {
        this.set(take() / 1000);
      },
    });
  }

  /** May be called twice. */
  close(): void {
    clearInterval(this.#timer);
    this.#histogram.disable();
  }

  #look(): void {
    const blocked = this.#histogram.max / 1e6 - RESOLUTION_MS;
    this.#histogram.reset();
    this.#longest = Math.max(this.#longest, blocked, 0);
    if (blocked > BLOCKED_MS) this.#logger.warn({ ms: Math.round(blocked) }, 'the main loop was blocked');
  }

  #take(): number {
    this.#look();
    const longest = this.#longest;
    this.#longest = 0;
    return longest;
  }
}
