/** The load's athletes, seen from the benchmark: a process that publishes for them and reports what they heard. */
import { HelperProcess } from '../support/helper-process.ts';
import type { AthleteReport, AthleteSeat } from './published-athlete.ts';

export type AthletesCommand =
  | { type: 'prepare' }
  | { type: 'join'; seat: AthleteSeat }
  /** The last `count` of them go. */
  | { type: 'leave'; count: number }
  | { type: 'report' };

export type AthletesReply =
  | { type: 'prepared' }
  | { type: 'joined' }
  | { type: 'left' }
  | { type: 'reported'; athletes: AthleteReport[]; cpuMs: number };

const PROCESS = new URL('./athletes.process.ts', import.meta.url);
/** Frames between the performances of one athlete and the next; a prime number, so that they spread over all of it. */
const BETWEEN = 97;

export class Athletes {
  readonly #process: HelperProcess<AthletesCommand, AthletesReply>;
  #count = 0;

  /** Resolves once the performance is encoded. */
  static async prepare(): Promise<Athletes> {
    const athletes = new Athletes(HelperProcess.start(PROCESS, 'the athletes’ process'));
    await athletes.#process.ask({ type: 'prepare' }, 'prepared');
    return athletes;
  }

  private constructor(process: HelperProcess<AthletesCommand, AthletesReply>) {
    this.#process = process;
  }

  get count(): number {
    return this.#count;
  }

  /** Makes them `count`: more join, each in its own session, or the newest leave. */
  async become(count: number, seatOf: (index: number) => Promise<Omit<AthleteSeat, 'begin'>>): Promise<void> {
    while (this.#count < count) {
      const seat = { ...(await seatOf(this.#count)), begin: this.#count * BETWEEN };
      await this.#process.ask({ type: 'join', seat }, 'joined');
      this.#count += 1;
    }
    if (this.#count > count) {
      await this.#process.ask({ type: 'leave', count: this.#count - count }, 'left');
      this.#count = count;
    }
  }

  /** What each has heard since the last time, and the CPU time of all of them since the start. */
  async report(): Promise<{ athletes: AthleteReport[]; cpuMs: number }> {
    return await this.#process.ask({ type: 'report' }, 'reported');
  }

  async close(): Promise<void> {
    await this.#process.close();
  }
}
