/** Works off what the database says is due, one entry after the other, for as long as it takes. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { OUTBOX } from '../limits.ts';
import { growingPause } from '../support/growing-pause.ts';

/** Something that waits in the database. */
export interface Due {
  id: string;
  /** Failures so far. */
  attempts: number;
  /** Until the next attempt, in ms; 0 when it is due. */
  dueInMs: number;
}

export interface DueLoopOptions<Entry extends Due> {
  /** The entry whose next attempt comes first. */
  next(): Promise<Entry | undefined>;
  /** Deals with an entry and takes it out of the database, or throws. */
  work(entry: Entry, signal: AbortSignal): Promise<void>;
  /** Notes the failure in the database, so that `next` gives the entry again after the pause. */
  failed(entry: Entry, failure: { pauseMs: number; error: unknown }): Promise<void>;
  /** Pause after the first failure, in ms; doubled after each further one. */
  firstPauseMs?: number | undefined;
  logger: Logger;
}

export class DueLoop<Entry extends Due> {
  readonly #options: DueLoopOptions<Entry>;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #wake = new AbortController();
  #step: { entry: Promise<Entry | undefined>; giveUp: AbortController; done: Promise<void> } | undefined;

  constructor(options: DueLoopOptions<Entry>) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** An entry was added. */
  wake(): void {
    this.#wake.abort();
  }

  /**
   * Gives up work under way on entries that fit, and resolves once nothing is done about them any more. What fits must be
   * out of the database before.
   */
  async giveUp(fits: (entry: Entry) => boolean): Promise<void> {
    const step = this.#step;
    const entry = await step?.entry.catch(() => undefined);
    if (!step || !entry || !fits(entry)) return;
    step.giveUp.abort();
    await step.done;
  }

  /** Stops the work under way, which goes on after the next start. May be called twice. */
  close(): Promise<void> {
    this.#closing.abort();
    this.#wake.abort();
    this.#step?.giveUp.abort();
    return this.#running;
  }

  async #run(): Promise<void> {
    const { next, logger } = this.#options;
    while (!this.#closing.signal.aborted) {
      // Made before the database is asked, so that what is added meanwhile is not slept over.
      this.#wake = new AbortController();
      const entry = next();
      const giveUp = new AbortController();
      const pause = this.#deal(entry, giveUp.signal);
      this.#step = { entry, giveUp, done: pause.then(ignored, ignored) };
      try {
        await this.#pause(await pause);
      } catch (error) {
        logger.warn({ err: error }, 'the database does not say what is due');
        await this.#pause(OUTBOX.databasePauseMs);
      }
    }
  }

  /** @returns for how long there is nothing to do, in ms */
  async #deal(next: Promise<Entry | undefined>, signal: AbortSignal): Promise<number> {
    const { work, failed, firstPauseMs = OUTBOX.firstPauseMs } = this.#options;
    const entry = await next;
    if (entry?.dueInMs !== 0) return Math.min(entry?.dueInMs ?? OUTBOX.longestPauseMs, OUTBOX.longestPauseMs);
    try {
      await work(entry, signal);
    } catch (error) {
      if (signal.aborted || this.#closing.signal.aborted) return 0;
      const pauseMs = growingPause({ firstMs: firstPauseMs, longestMs: OUTBOX.longestPauseMs }, entry.attempts);
      await failed(entry, { pauseMs, error });
    }
    return 0;
  }

  async #pause(ms: number): Promise<void> {
    const { signal } = this.#wake;
    // `close` may have come before this controller was made.
    if (ms === 0 || this.#closing.signal.aborted || signal.aborted) return;
    await wait(ms, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

const ignored = () => undefined;

/** What failed, in words that can be kept. */
export const saidBy = (error: unknown): string => (error instanceof Error ? error.message : String(error));
