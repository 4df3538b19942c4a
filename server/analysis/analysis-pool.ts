import { availableParallelism } from 'node:os';
import type { Logger } from 'pino';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { AthletePlace } from '../media/athlete-place.ts';
import type { SampledStream, SamplerCounts } from '../media/frame-sampler.ts';
import { serverClockOrigin } from '../media/server-clock.ts';
import type { ReadStream, StreamEvents, StreamReader } from '../media/stream-reader.ts';
import { AnalysisWorker } from './analysis-worker.ts';
import type { PoseChoice } from './engines/engines.ts';
import type { EngineDescription } from './pose-estimator.ts';
import type { AnalysisRate } from './rate-governor.ts';
import { type AnalysedFrame, NO_USAGE, type WorkerSettings, type WorkerUsage } from './worker-messages.ts';

export interface AnalysisPoolOptions {
  /** Analysis processes; as many as there are cores when left out. */
  workers?: number;
  /** The best that loads of what is left out. */
  choice?: PoseChoice;
  /** A worker that says nothing for this long hangs and is replaced, ms. */
  hangMs?: number;
  logger: Logger;
}

/** What the pool has done since it began, workers and streams that are gone included. */
export interface AnalysisStats extends WorkerUsage {
  readonly engine: EngineDescription;
  readonly workers: number;
  /** Workers that have loaded the model and take streams. */
  readonly ready: number;
  /** Workers that died or hung and were replaced. */
  readonly replaced: number;
  /** Memory of the workers there are now. */
  readonly rssBytes: number;
  readonly streams: number;
  /** How often each stream is looked at, and what for. */
  readonly rates: readonly AnalysisRate[];
  /** Counts of all streams together. */
  readonly counts: Partial<SamplerCounts>;
}

const REPORT_EVERY_MS = 500;
/** Where the system tells a process that hangs from one that gets no core, little patience is needed. */
const HANG_MS = process.platform === 'linux' ? 700 : 3_000;
/** Share of a core that an athlete is taken for before any was measured. */
const USUAL_LOAD = 0.15;
const BALANCE_EVERY_MS = 1_000;
/** A worker that needs more of a core than this lowers its rates; streams then go where there is less to do. */
const FULL = 0.95;
/** A worker that can't even start is not tried faster than this. */
const RESTART_DELAY_MS = 1_000;

/** The analysis workers: spreads streams over them and replaces those that die or hang. */
export class AnalysisPool implements StreamReader<AnalysedFrame> {
  readonly #settings: WorkerSettings;
  readonly #logger: Logger;
  readonly #workers: AnalysisWorker[] = [];
  readonly #past: { usage: WorkerUsage; counts: Partial<SamplerCounts>; replaced: number } = {
    usage: NO_USAGE,
    counts: {},
    replaced: 0,
  };
  readonly #watch: NodeJS.Timeout;
  readonly #balancing: NodeJS.Timeout;
  readonly #restarts = new Set<NodeJS.Timeout>();
  #limited = false;
  #engine: EngineDescription | undefined;
  #closing: Promise<void> | undefined;

  /** @throws When no engine can be loaded on this machine. */
  static async create(options: AnalysisPoolOptions): Promise<AnalysisPool> {
    const pool = new AnalysisPool(options);
    const workers = Array.from({ length: options.workers ?? availableParallelism() }, () => pool.#start());
    try {
      const [engine] = await Promise.all(workers.map((worker) => worker.ready));
      pool.#engine = engine;
    } catch (error) {
      await pool.close();
      throw error;
    }
    pool.#logger.info({ engine: pool.#engine, workers: workers.length }, 'analysis workers started');
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
   * Opens a stream on the worker whose streams take the least.
   *
   * @throws SidelineError `media_unavailable` when no worker is ready, `shutting_down` when the pool is closed.
   */
  async open(stream: SampledStream, events: StreamEvents<AnalysedFrame>, athlete?: AthletePlace): Promise<ReadStream> {
    if (this.#closing) throw new SidelineError('shutting_down', 'The server is stopping.');
    const worker = this.#lightest();
    if (!worker) throw new SidelineError('media_unavailable', 'The analysis is starting anew; try again in a moment.');
    return worker.open(stream, events, athlete);
  }

  /** Process ids of the workers that take streams. */
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
      ...usages.reduce(addUp),
      counts: this.#workers.flatMap((worker) => worker.counts).reduce<Partial<SamplerCounts>>(addUp, this.#past.counts),
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
      this.#past.counts = addUp(this.#past.counts, counts);
    });
    this.#workers.push(worker);
    void worker.ended.then((reason) => this.#replace(worker, reason));
    return worker;
  }

  #replace(worker: AnalysisWorker, reason: Error): void {
    this.#workers.splice(this.#workers.indexOf(worker), 1);
    this.#past.usage = addUp(this.#past.usage, worker.usage);
    if (this.#closing) return;
    this.#past.replaced += 1;
    this.#logger.error({ err: reason }, 'analysis worker ended and is replaced');
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

  #lightest(): AnalysisWorker | undefined {
    const ready = this.#workers.filter((worker) => worker.isReady);
    const usual = this.#usualLoad;
    return ready.sort((a, b) => a.loadIf(usual) - b.loadIf(usual) || a.streams - b.streams)[0];
  }

  get #usualLoad(): number {
    const measured = this.#workers.filter(({ streams }) => streams > 0);
    const streams = measured.reduce((sum, worker) => sum + worker.streams, 0);
    return streams === 0 ? USUAL_LOAD : measured.reduce((sum, worker) => sum + worker.loadIf(USUAL_LOAD), 0) / streams;
  }

  /** Moves one stream from a worker that is overloaded to one that has clearly less to do; sessions end where they like. */
  #balance(): void {
    const usual = this.#usualLoad;
    const lightest = this.#lightest();
    const [full] = this.#workers
      .filter((worker) => worker.isReady && worker.needed > FULL)
      .sort((a, b) => b.loadIf(usual) - a.loadIf(usual));
    if (full && lightest && lightest.loadIf(usual) + usual <= full.loadIf(usual) - usual) full.offerNewest();
  }

  #noteLimits(): void {
    const limited = this.#workers.flatMap((worker) => worker.rates).filter(({ reason }) => reason === 'load');
    if (limited.length > 0 === this.#limited) return;
    this.#limited = limited.length > 0;
    const framesPerSecond = Math.min(...limited.map((rate) => rate.framesPerSecond));
    if (this.#limited)
      this.#logger.warn({ streams: limited.length, framesPerSecond }, 'athletes are looked at less often');
    else this.#logger.info('athletes are looked at as often as they need again');
  }

  #killHanging(): void {
    for (const worker of this.#workers) {
      if (worker.checkHanging()) worker.kill(new Error('The analysis worker hung'));
    }
  }
}

/** Adds two records of numbers, key by key. */
function addUp<T extends object>(a: T, b: T): T {
  const sum: Record<string, number> = {};
  for (const record of [a, b]) {
    for (const [key, value] of Object.entries(record)) sum[key] = (sum[key] ?? 0) + Number(value);
  }
  return sum as T;
}
