/** The SFU's workers: one per core, sessions placed on the least loaded, the dead replaced. */
import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import { SidelineError } from '../../shared/contract/errors.ts';
import { type SfuAddress, SfuWorker } from './sfu-worker.ts';

const MEASURE_EVERY_MS = 2_000;
const RESTART_DELAY_MS = 1_000;

/** Loads nearer than this count as equal; then the worker with fewer sessions takes the next. */
const LOAD_STEP = 0.05;

/** A router and the worker that it lives on. */
export interface Placement {
  router: types.Router;
  worker: SfuWorker;
}

/** The better place for one more session: measured load decides, the number of sessions where loads are alike. */
export function leastLoaded<W extends { load: number; routers: number }>(workers: readonly W[]): W | undefined {
  return workers.reduce<W | undefined>((best, worker) => {
    if (!best) return worker;
    const difference = worker.load - best.load;
    if (Math.abs(difference) > LOAD_STEP) return difference < 0 ? worker : best;
    return worker.routers < best.routers ? worker : best;
  }, undefined);
}

export class WorkerPool {
  readonly #logger: Logger;
  readonly #workers = new Set<SfuWorker>();
  readonly #waiting = new Set<() => void>();
  readonly #restarts = new Set<NodeJS.Timeout>();
  readonly #measuring: NodeJS.Timeout;
  #closed = false;

  private constructor(logger: Logger) {
    this.#logger = logger;
    this.#measuring = setInterval(() => void this.measure(), MEASURE_EVERY_MS).unref();
  }

  /**
   * @param options.address of the first worker; each further one takes the next port
   * @throws when a worker can't be started or a port is taken
   */
  static async create(options: { count: number; address: SfuAddress; logger: Logger }): Promise<WorkerPool> {
    const pool = new WorkerPool(options.logger);
    const { address } = options;
    try {
      for (let index = 0; index < options.count; index += 1) {
        await pool.#add({ ...address, port: address.port === 0 ? 0 : address.port + index });
      }
    } catch (error) {
      pool.close();
      throw error;
    }
    return pool;
  }

  get workers(): readonly SfuWorker[] {
    return [...this.#workers];
  }

  /**
   * A router on the least loaded worker; waits for a worker while all are being replaced.
   * @throws SidelineError `media_unavailable` when none comes back in time
   */
  async place(): Promise<Placement> {
    const worker = leastLoaded(this.workers) ?? (await this.#nextWorker());
    return { worker, router: await worker.createRouter() };
  }

  /** Brings every worker's load up to date. */
  async measure(): Promise<void> {
    const results = await Promise.allSettled(this.workers.map((worker) => worker.measure()));
    for (const result of results) {
      if (result.status === 'rejected') this.#logger.debug({ err: result.reason }, 'worker gave no resource usage');
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#measuring);
    for (const timer of this.#restarts) clearTimeout(timer);
    for (const worker of [...this.#workers].reverse()) worker.close();
    this.#workers.clear();
  }

  async #add(address: SfuAddress): Promise<void> {
    const worker = await SfuWorker.create(address);
    if (this.#closed) {
      worker.close();
      return;
    }
    worker.onDied((error) => {
      this.#logger.error({ err: error, pid: worker.pid }, 'media worker died, starting another');
      this.#workers.delete(worker);
      this.#replace(address, 0);
    });
    this.#workers.add(worker);
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  #replace(address: SfuAddress, delayMs: number): void {
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#restarts.delete(timer);
      this.#add(address).catch((error: unknown) => {
        this.#logger.error({ err: error }, 'media worker did not start, trying again');
        this.#replace(address, RESTART_DELAY_MS);
      });
    }, delayMs);
    this.#restarts.add(timer);
  }

  async #nextWorker(): Promise<SfuWorker> {
    await new Promise<void>((resolve, reject) => {
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(wake);
        reject(new SidelineError('media_unavailable', 'No media worker is running. Try again in a moment.'));
      }, 10_000);
      this.#waiting.add(wake);
    });
    return leastLoaded(this.workers) ?? this.#nextWorker();
  }
}
