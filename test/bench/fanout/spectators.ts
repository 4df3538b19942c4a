/** Spectators in a process of their own, seen from the benchmark. */
import { HelperProcess } from '../support/helper-process.ts';
import type { Heard, SpectatorSeat } from './spectator.ts';

export type SpectatorsCommand = { type: 'join'; count: number; seat: SpectatorSeat } | { type: 'report' };
export type SpectatorsReply = { type: 'joined' } | { type: 'reported'; spectators: Heard[]; cpuMs: number };

const PROCESS = new URL('./spectators.process.ts', import.meta.url);

export class Spectators {
  readonly #process: HelperProcess<SpectatorsCommand, SpectatorsReply> = HelperProcess.start(
    PROCESS,
    'the spectators’ process',
  );

  /** More of them come. */
  async join(count: number, seat: SpectatorSeat): Promise<void> {
    await this.#process.ask({ type: 'join', count, seat }, 'joined');
  }

  /** What each has heard, and the CPU time of all of them since the start. */
  async report(): Promise<{ spectators: Heard[]; cpuMs: number }> {
    return await this.#process.ask({ type: 'report' }, 'reported');
  }

  async close(): Promise<void> {
    await this.#process.close();
  }
}
