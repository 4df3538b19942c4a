import type { Logger } from 'pino';
import { SidelineError } from '../../shared/contract/errors.ts';
import { serverClockOrigin } from '../clock.ts';
import { addCounts } from '../support/counts.ts';
import type { SampledStream, SamplerCounts } from '../video/sampler.ts';
import type { AthletePlace } from './athlete-place.ts';
import type { PoseChoice } from './engines/engines.ts';
import { NO_USAGE, type ProcessSettings, type ProcessUsage, type StreamRate } from './messages.ts';
import type { AnalysedStream, AnalysisPort, StreamEvents } from './port.ts';
import type { EngineDescription } from './pose-estimator.ts';
import { AnalysisWorker } from './worker-handle.ts';

export interface AnalysisPoolOptions {
  /** Analysis processes. */
  workers: number;
  /** The best that loads of what is left out. */
  choice?: PoseChoice;
  /** A process that says nothing for this long hangs and is replaced, ms. */
  hangMs?: number;
  logger: Logger;
}

/** What the pool has done since it began, processes and streams that are gone included. */
export interface AnalysisStats extends ProcessUsage {
  readonly engine: EngineDescription;
  /** Analysis processes. */
  readonly workers: number;
  /** Those that have loaded the model and take streams. */
  readonly ready: number;
  /** Those that died or hung and were replaced. */
  readonly replaced: number;
  /** Memory of those there are now. */
  readonly rssBytes: number;
  readonly streams: number;
  /** How often each stream is looked at, and what for. */
  readonly rates: readonly StreamRate[];
  /** Counts of all streams together. */
  readonly counts: Partial<SamplerCounts>;
}

const REPORT_EVERY_MS = 500;
/** Where the system distinguishes a process that hangs from one that gets no core, little patience is needed. */
const HANG_MS = process.platform === 'linux' ? 700 : 3_000;
const BALANCE_EVERY_MS = 1_000;
/** A worker that needs more of a core than this lowers its rates; streams then go where there is less to do. */
const FULL = 0.95;
/** So many streams of an overloaded worker's are clearly less to do: with one, two workers might pass a stream to and fro. */
const CLEARLY = 1.5;
/** A process that can't even start is not tried faster than this. */
const RESTART_DELAY_MS = 1_000;

/** The analysis processes: spreads streams over them and replaces those that die or hang. */
export class AnalysisPool implements AnalysisPort {
  readonly #settings: ProcessSettings;
  readonly #logger: Logger;
  readonly #workers: AnalysisWorker[] = [];
  readonly #past: { usage: ProcessUsage; counts: Partial<SamplerCounts>; replaced: number } = {
    usage: NO_USAGE,
    counts: {},
    replaced: 0,
  };
  readonly #watch: NodeJS.Timeout;
  readonly #balancing: NodeJS.Timeout;
  readonly #restarts = new Set<NodeJS.Timeout>();
  #limited = false;
  #light = false;
  #engine: EngineDescription | undefined;
  #closing: Promise<void> | undefined;

  /** @throws When no engine can be loaded on this machine. */
  static async create(options: AnalysisPoolOptions): Promise<AnalysisPool> {
    const pool = new AnalysisPool(options);
    const workers = Array.from({ length: options.workers }, () => pool.#start());
    try {
      const [engine] = await Promise.all(workers.map((worker) => worker.ready));
      pool.#engine = engine;
    } catch (error) {
      await pool.close();
      throw error;
    }
    pool.#logger.info({ engine: pool.#engine, workers: workers.length }, 'analysis processes started');
    return pool;
  }

  private constructor({ choice = {}, hangMs = HANG_MS, logger }: AnalysisPoolOptions) {
    this.#logger = logger;
    this.#settings = {
      choice,
      clockOrigin: serverClockOrigin(),
      reportEveryMs: Math.min(REPORT_EVERY_MS, hangMs / 4),
    };
    this.#watch = setInterval(() => this.#killHanging(), hangMs / 2);
    this.#balancing = setInterval(() => {
      this.#balance();
      this.#noteLimits();
    }, BALANCE_EVERY_MS);
  }

  /** The engine that runs. */
  get engine(): EngineDescription {
    if (!this.#engine) throw new Error('The analysis pool has not been created yet');
    return this.#engine;
  }

  get pictureSide(): number {
    return Math.max(this.engine.input.width, this.engine.input.height);
  }

  /**
   * Opens a stream on the worker whose streams need the fewest frames.
   *
   * @throws SidelineError `media_unavailable` when no worker is ready, `shutting_down` when the pool is closed.
   */
  async open(stream: SampledStream, events: StreamEvents, athlete?: AthletePlace): Promise<AnalysedStream> {
    if (this.#closing) throw new SidelineError('shutting_down', 'The server is stopping.');
    const worker = this.#roomiest();
    if (!worker) throw new SidelineError('media_unavailable', 'The analysis is starting anew; try again in a moment.');
    return worker.open(stream, events, athlete);
  }

  /** Ids of the processes that take streams. */
  get pids(): number[] {
    return this.#workers.flatMap(({ isReady, pid }) => (isReady && pid !== undefined ? [pid] : []));
  }

  stats(): AnalysisStats {
    const usages = [this.#past.usage, ...this.#workers.map((worker) => worker.usage)];
    return {
      engine: this.engine,
      workers: this.#workers.length,
      ready: this.#workers.filter((worker) => worker.isReady).length,
      replaced: this.#past.replaced,
      rssBytes: this.#workers.reduce((sum, worker) => sum + worker.rssBytes, 0),
      streams: this.#workers.reduce((sum, worker) => sum + worker.streams, 0),
      rates: this.#workers.flatMap((worker) => worker.rates),
      ...usages.reduce(addCounts),
      counts: this.#workers
        .flatMap((worker) => worker.counts)
        .reduce<Partial<SamplerCounts>>(addCounts, this.#past.counts),
    };
  }

  /** Stops all workers after what they are doing; resolves when they have ended. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#watch);
    clearInterval(this.#balancing);
    for (const restart of this.#restarts) clearTimeout(restart);
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }

  #start(): AnalysisWorker {
    const worker = new AnalysisWorker(this.#settings, (counts) => {
      this.#past.counts = addCounts(this.#past.counts, counts);
    });
    this.#workers.push(worker);
    void worker.ended.then((reason) => this.#replace(worker, reason));
    return worker;
  }

  #replace(worker: AnalysisWorker, reason: Error): void {
    this.#workers.splice(this.#workers.indexOf(worker), 1);
    this.#past.usage = addCounts(this.#past.usage, worker.usage);
    if (this.#closing) return;
    this.#past.replaced += 1;
    this.#logger.error({ err: reason }, 'analysis process ended and is replaced');
    if (worker.wasReady) {
      this.#start();
      return;
    }
    const restart = setTimeout(() => {
      this.#restarts.delete(restart);
      this.#start();
    }, RESTART_DELAY_MS);
    this.#restarts.add(restart);
  }

  /**
   * For one more stream: those at rest may move at any time, so the frames that all may need decide, and the measured load
   * where these are alike.
   */
  #roomiest(): AnalysisWorker | undefined {
    return this.#workers
      .filter((worker) => worker.isReady)
      .sort((a, b) => a.framesPerSecond - b.framesPerSecond || a.load - b.load)[0];
  }

  /** Moves one stream from a worker that is overloaded to one that has clearly less to do; sessions end where they like. */
  #balance(): void {
    const byLoad = this.#workers.filter((worker) => worker.isReady).sort((a, b) => a.load - b.load);
    const [least, most] = [byLoad[0], byLoad.at(-1)];
    if (!least || !most || most.load <= FULL) return;
    if (least.load + CLEARLY * (most.load / most.streams) < most.load) most.offerNewest(this.#portOn(least));
  }

  #portOn(worker: AnalysisWorker): AnalysisPort {
    return {
      engine: this.engine,
      pictureSide: this.pictureSide,
      open: (stream, events, athlete) => worker.open(stream, events, athlete),
    };
  }

  #noteLimits(): void {
    const rates = this.#workers.flatMap((worker) => worker.rates);
    const light = rates.filter(({ lightModel }) => lightModel).length;
    if (light > 0 !== this.#light) {
      this.#light = light > 0;
      const { model, light: lightModel } = this.engine;
      if (this.#light)
        this.#logger.warn({ streams: light, model: lightModel?.model }, 'athletes are looked at by the light model');
      else this.#logger.info({ model }, 'athletes are looked at by the usual model again');
    }
    const limited = rates.filter(({ reason }) => reason === 'load');
    if (limited.length > 0 === this.#limited) return;
    this.#limited = limited.length > 0;
    const framesPerSecond = Math.min(...limited.map((rate) => rate.framesPerSecond));
    if (this.#limited)
      this.#logger.warn({ streams: limited.length, framesPerSecond }, 'athletes are looked at less often');
    else this.#logger.info('athletes are looked at as often as they need again');
  }

  #killHanging(): void {
    for (const worker of this.#workers) {
      if (worker.checkHanging()) worker.kill(new Error('The analysis process hung'));
    }
  }
}
