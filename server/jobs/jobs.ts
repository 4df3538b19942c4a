/** Work that may wait: kept in the database, done one piece at a time on this server, gone on with after a crash. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type JobWithMetadata, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { z } from 'zod';
import { JOBS } from '../limits.ts';
import type { StatementRunner } from '../records/database.ts';

/** The schema of pg-boss's tables, which it makes and brings up to date itself. */
const SCHEMA = 'jobs';

export interface JobsOptions {
  statements: StatementRunner;
  /** Names this server; the same after a restart. Jobs are done by the server that added them, whose disk has their files. */
  node: string;
  /** Whether live athletes need the whole machine just now; then the next job waits. */
  busy?: () => boolean;
  logger: Logger;
}

export interface JobContext {
  /** Aborted when the job is cancelled, or the server stops; the job is done again in the latter case. */
  signal: AbortSignal;
  /**
   * Runs `work` while live athletes leave room: it is aborted when they need the machine, and run again when they don't.
   * @throws what `work` throws, unless it was aborted for live athletes
   */
  whileQuiet<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

/** One kind of job. A key names one piece of work of that kind: while it waits or is under way it is not added again. */
export interface JobKind<T> {
  /**
   * Resolves when the job will be done whatever happens.
   * @returns false when the same piece of work waits or is under way already
   * @throws SidelineError `storage_unavailable`
   */
  add(key: string, data: T): Promise<boolean>;
  /** Resolves when nothing of it is under way any more. One that does not exist is no error. */
  cancel(key: string): Promise<void>;
  /** Whether it waits or is under way. */
  has(key: string): Promise<boolean>;
}

/** Of two kinds that wait, the more urgent goes first; in one, what came first. */
export type Urgency = 'somebody-waits' | 'when-idle';

const PRIORITIES: Readonly<Record<Urgency, number>> = { 'somebody-waits': 1, 'when-idle': 0 };

interface Defined {
  schema: z.ZodType;
  run(data: unknown, context: JobContext): Promise<void>;
}

interface Running {
  cancelling: AbortController;
  done: Promise<void>;
}

const jobSchema = z.object({ kind: z.string(), key: z.string(), data: z.unknown() });
type JobData = z.infer<typeof jobSchema>;

/**
 * A thin layer over pg-boss. A handler may run more than once for one job, so it goes on from what it finds done; it throws for
 * what may mend by itself (no room, no database), and is run again after a growing pause.
 */
export class Jobs {
  readonly #options: JobsOptions;
  readonly #queue: string;
  readonly #boss: PgBoss;
  readonly #kinds = new Map<string, Defined>();
  readonly #running = new Map<string, Running>();
  readonly #closing = new AbortController();
  #worker: string | undefined;
  #closed: Promise<void> | undefined;

  private constructor(options: JobsOptions) {
    const { statements, node, logger } = options;
    this.#options = options;
    this.#queue = `node-${node}`;
    this.#boss = new PgBoss({
      db: { executeSql: (text, values) => statements.execute(text, values) },
      schema: SCHEMA,
      // Nothing here asks for repetition by the calendar or for a register of servers.
      schedule: false,
      registerInstance: false,
      openTelemetry: { enabled: false },
      // Both look after a PostgreSQL of many jobs a second; the embedded one has no statistics to read.
      reindex: false,
      monitorVacuum: false,
    });
    this.#boss.on('error', (error) => logger.warn({ err: error }, 'the job queue met a failure, trying again'));
    this.#boss.on('warning', ({ message, data }) => logger.debug({ data }, message));
  }

  /**
   * Opens the queue; nothing is done before `start`.
   * @throws when its tables can't be made
   */
  static async create(options: JobsOptions): Promise<Jobs> {
    const jobs = new Jobs(options);
    await jobs.#boss.start();
    await jobs.#boss.createQueue(jobs.#queue, {
      // One job of a key waits or is under way at a time.
      policy: 'exclusive',
      heartbeatSeconds: JOBS.heartbeatSeconds,
      expireInSeconds: JOBS.longestSeconds,
      retryLimit: JOBS.attempts,
      retryBackoff: true,
      retryDelay: JOBS.firstPauseSeconds,
      retryDelayMax: JOBS.longestPauseSeconds,
      deleteAfterSeconds: JOBS.keptSeconds,
      retentionSeconds: JOBS.waitingSeconds,
    });
    return jobs;
  }

  /** Before `start`. `schema` reads what `add` was given, perhaps by an earlier version. */
  define<T extends object>(
    kind: string,
    schema: z.ZodType<T>,
    run: (data: T, context: JobContext) => Promise<void>,
    urgency: Urgency = 'somebody-waits',
  ): JobKind<T> {
    this.#kinds.set(kind, { schema, run: (data, context) => run(schema.parse(data), context) });
    const nameOf = (key: string) => `${kind} ${key}`;
    return {
      add: async (key, data) => {
        const job: JobData = { kind, key, data };
        const priority = PRIORITIES[urgency];
        const id = await this.#boss.send(this.#queue, job, { id: randomUUID(), singletonKey: nameOf(key), priority });
        this.#wake();
        return id !== null;
      },
      cancel: (key) => this.#cancel(nameOf(key)),
      has: async (key) => (await this.#unfinished(nameOf(key))).length > 0,
    };
  }

  /** Takes up what an earlier process of this server left, and begins to work. */
  async start(): Promise<void> {
    const left = (await this.#unfinished()).filter(({ state }) => state === 'active').map(({ id }) => id);
    if (left.length > 0) {
      await this.#boss.fail(this.#queue, left, { message: 'the server ended while it was under way' });
      this.#options.logger.info({ jobs: left.length }, 'taking up jobs that were cut short');
    }
    const options = { includeMetadata: true, pollingIntervalSeconds: JOBS.pollSeconds } as const;
    this.#worker = await this.#boss.work<JobData, void, typeof options>(this.#queue, options, async (jobs) => {
      for (const job of jobs) await this.#run(job);
    });
  }

  /** Stops what is under way, which is done again after the next start. May be called twice. */
  close(): Promise<void> {
    this.#closing.abort(new Error('the server stops'));
    this.#closed ??= this.#boss.stop({ graceful: true, timeout: JOBS.stopWithinMs });
    return this.#closed;
  }

  async #run({ data: given, signal: lost, singletonKey }: JobWithMetadata<JobData>): Promise<void> {
    const { logger } = this.#options;
    const name = singletonKey ?? '';
    const cancelling = new AbortController();
    const signal = AbortSignal.any([lost, cancelling.signal, this.#closing.signal]);
    const work = this.#work(jobSchema.parse(given), signal);
    const done = work.then(
      () => undefined,
      () => undefined,
    );
    this.#running.set(name, { cancelling, done });
    try {
      await work;
    } catch (error) {
      // What a cancelled handler throws says only that it was cancelled.
      if (cancelling.signal.aborted) return;
      if (!this.#closing.signal.aborted) logger.warn({ err: error, job: name }, 'a job failed, trying again later');
      throw error;
    } finally {
      this.#running.delete(name);
      // The next is begun at once.
      this.#wake();
    }
  }

  #wake(): void {
    if (this.#worker) this.#boss.notifyWorker(this.#worker);
  }

  async #work({ kind, data }: JobData, signal: AbortSignal): Promise<void> {
    const defined = this.#kinds.get(kind);
    if (!defined) throw new Error(`This version of Sideline knows no jobs of the kind “${kind}”.`);
    await this.#quiet(signal);
    await defined.run(data, { signal, whileQuiet: (work) => this.#whileQuiet(work, signal) });
  }

  /** Resolves when live athletes leave room. */
  async #quiet(signal: AbortSignal): Promise<void> {
    while (this.#options.busy?.()) await wait(JOBS.busyPauseMs, undefined, { signal });
    signal.throwIfAborted();
  }

  async #whileQuiet<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      await this.#quiet(signal);
      const yielding = new AbortController();
      const watch = setInterval(() => {
        if (this.#options.busy?.()) yielding.abort(new Error('live athletes need the machine'));
      }, JOBS.busyPauseMs);
      try {
        return await work(AbortSignal.any([signal, yielding.signal]));
      } catch (error) {
        signal.throwIfAborted();
        if (!yielding.signal.aborted) throw error;
      } finally {
        clearInterval(watch);
      }
    }
  }

  async #cancel(name: string): Promise<void> {
    const jobs = await this.#unfinished(name);
    if (jobs.length > 0) {
      await this.#boss.cancel(
        this.#queue,
        jobs.map(({ id }) => id),
      );
    }
    const running = this.#running.get(name);
    running?.cancelling.abort(new Error('the job was cancelled'));
    await running?.done;
  }

  /** Jobs of a name, or all, that wait or are under way. */
  async #unfinished(name?: string): Promise<JobWithMetadata<JobData>[]> {
    const unfinished: JobWithMetadata<JobData>[] = [];
    for (let after: string | undefined; ; ) {
      const page = await this.#boss.findJobs<JobData>(this.#queue, {
        limit: JOBS.aPage,
        ...(name !== undefined && { key: name }),
        ...(after !== undefined && { after }),
      });
      unfinished.push(...page.filter(({ state }) => state === 'created' || state === 'retry' || state === 'active'));
      if (page.length < JOBS.aPage) return unfinished;
      after = page.at(-1)?.id;
    }
  }
}
