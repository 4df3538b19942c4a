/** The server's clock as a client knows it: asked for now and then, by the fastest of a few round trips. */
import { agree, type ClockOffset, type ClockReading, offsetAt } from './clock-readings.ts';

export interface SessionClockOptions {
  /**
   * Asks the server for its time, ms since the epoch.
   * @param known what we know already, which the server may use for times that we send it
   */
  ask(known: ClockOffset | undefined): Promise<number>;
  /** A round failed; the next one comes all the same. */
  onTrouble(error: unknown): void;
}

/** Round trips at a time, the first time and later. */
const FIRST_ROUND = 5;
const LATER_ROUND = 3;
const EVERY_MS = 10_000;
/** Readings kept: those of about two minutes, so that one quick round trip is of use for a while. */
const KEPT = 40;

/**
 * Maps our `performance.now()` to the server's clock. Both run evenly and are never set back, so that a mapping stands until
 * a better reading comes; but where a device sleeps, its `performance.now()` stands still (Chromium on macOS and Linux) and
 * the two are further apart afterwards. So a reading that contradicts the ones before begins anew, and so does `start`. Until
 * there is an answer, the clock stays what it was.
 */
export class SessionClock {
  readonly #options: SessionClockOptions;
  #readings: readonly ClockReading[] = [];
  #known: ClockOffset | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts starts and stops, so that a round of before one ends without effect. */
  #run = 0;

  constructor(options: SessionClockOptions) {
    this.#options = options;
  }

  /** How well the server's clock is known; undefined until the first answer. */
  get known(): ClockOffset | undefined {
    return this.#known;
  }

  /** The server's time, ms since the epoch, at `local` ms of our `performance.now()`; undefined until it is known. */
  toServer(local: number): number | undefined {
    return this.#known && local + this.#known.offsetMs;
  }

  /** Asks now and from time to time until `stop`; called again (after a new connection), it forgets its readings and asks anew. */
  start(): void {
    this.stop();
    this.#run += 1;
    this.#readings = [];
    void this.#ask(this.#run, FIRST_ROUND);
  }

  /** May be called twice. */
  stop(): void {
    this.#run += 1;
    clearTimeout(this.#timer);
  }

  async #ask(run: number, times: number): Promise<void> {
    try {
      for (let time = 0; time < times; time += 1) {
        const askedAt = performance.now();
        const server = await this.#options.ask(this.#known);
        if (run !== this.#run) return;
        const reading = { askedAt, answeredAt: performance.now(), server };
        const before = agree(this.#readings, reading) ? this.#readings : [];
        this.#readings = [...before, reading].slice(-KEPT);
        this.#known = offsetAt(this.#readings, performance.now());
      }
    } catch (error) {
      if (run !== this.#run) return;
      this.#options.onTrouble(error);
    }
    this.#timer = setTimeout(() => void this.#ask(run, LATER_ROUND), EVERY_MS);
  }
}
