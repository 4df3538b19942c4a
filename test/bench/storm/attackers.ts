/** Those who attack, seen from the benchmark: a process of their own at a low priority. */
import { HelperProcess } from '../support/helper-process.ts';
import type { AttackTarget } from './attacker.ts';
import type { AttackName } from './attacks.ts';

export type AttackersCommand = ({ type: 'attack'; name: AttackName } & AttackTarget) | { type: 'report' };
export type AttackersReply = { type: 'attacking' } | { type: 'reported'; done: Record<string, number> };

const PROCESS = new URL('./attackers.process.ts', import.meta.url);

export class Attackers {
  readonly #process: HelperProcess<AttackersCommand, AttackersReply>;

  static async start(): Promise<Attackers> {
    return new Attackers(HelperProcess.start(PROCESS, 'the attackers’ process'));
  }

  private constructor(process: HelperProcess<AttackersCommand, AttackersReply>) {
    this.#process = process;
  }

  /** Resolves once the attack goes on by itself. */
  async attack(attack: { name: AttackName } & AttackTarget): Promise<void> {
    await this.#process.ask({ type: 'attack', ...attack }, 'attacking');
  }

  /** What they have done so far, by its name. */
  async report(): Promise<Record<string, number>> {
    return (await this.#process.ask({ type: 'report' }, 'reported')).done;
  }

  /** All connections end with the process. */
  async close(): Promise<void> {
    await this.#process.close();
  }
}
