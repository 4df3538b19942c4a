/** The SFU's workers: one per core, sessions placed on the least loaded, those that die or hang replaced. */
import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import { SidelineError } from '../../shared/contract/errors.ts';
import { type SfuAddress, SfuWorker } from './sfu-worker.ts';

/** A worker that misses one beat gets no new session; one that misses two is ended. */
const BEAT_EVERY_MS = 1_000;
const RESTART_DELAY_MS = 1_000;

/** Who stops the server and its workers at once: a worker may have ended so much before the server hears of it, ms. */
const SIGNALS_APART_MS = 50;

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
  readonly #beats: NodeJS.Timeout;
  #replaced = 0;
  #retiring = false;
  #closing: Promise<void> | undefined;

  private constructor(logger: Logger) {
    this.#logger = logger;
    this.#beats = setInterval(() => this.#beat(), BEAT_EVERY_MS).unref();
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
      await pool.close();
      throw error;
    }
    return pool;
  }

  get workers(): readonly SfuWorker[] {
    return [...this.#workers];
  }

  /** Workers that died or hung and were replaced. */
  get replaced(): number {
    return this.#replaced;
  }

  /**
   * A router on the least loaded worker that answers; waits for one while there is none.
   * @throws SidelineError `media_unavailable` when none comes in time
   */
  async place(): Promise<Placement> {
    const worker = this.#roomiest() ?? (await this.#nextWorker());
    try {
      return { worker, router: await worker.createRouter() };
    } catch (error) {
      // It ended meanwhile, perhaps because it hung: another one serves as well.
      if (worker.closed && !this.#closing) return await this.place();
      throw error;
    }
  }

  /** The server is about to stop: workers may end from now on, since whoever stops it may have signalled them too. May be called twice. */
  retire(): void {
    this.#retiring = true;
  }

  /** Does what the end of a worker asks for, once it is clear that the server is not being stopped. */
  unlessRetiring(work: () => void): void {
    setTimeout(() => {
      if (!this.#retiring) work();
    }, SIGNALS_APART_MS);
  }

  /** Resolves when all workers have ended. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.retire();
    clearInterval(this.#beats);
    for (const timer of this.#restarts) clearTimeout(timer);
    const workers = this.workers;
    this.#workers.clear();
    await Promise.all(workers.map((worker) => worker.close()));
  }

  #roomiest(): SfuWorker | undefined {
    return leastLoaded(this.workers.filter(({ answering }) => answering));
  }

  #beat(): void {
    for (const worker of this.workers) {
      const answered = worker.answering;
      worker.beat();
      if (worker.hung) {
        this.#logger.error({ pid: worker.pid }, 'media worker hangs and is ended');
        worker.kill();
      } else if (answered && !worker.answering) {
        this.#logger.warn({ pid: worker.pid }, 'media worker does not answer');
      }
    }
    if (this.#roomiest()) this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  async #add(address: SfuAddress): Promise<void> {
    const worker = await SfuWorker.create(address);
    if (this.#retiring) return await worker.close();
    worker.onDied((error) => {
      this.#workers.delete(worker);
      this.unlessRetiring(() => {
        this.#logger.error({ err: error, pid: worker.pid }, 'media worker died, starting another');
        this.#replaced += 1;
        this.#replace(address, 0);
      });
    });
    this.#workers.add(worker);
    this.#wake();
  }

  #replace(address: SfuAddress, delayMs: number): void {
    if (this.#retiring) return;
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
    return this.#roomiest() ?? this.#nextWorker();
  }
}
