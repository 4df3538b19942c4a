/** What a server meets in the long run: one attack after the other, spectators who come and go, workers that die at any moment. */
import { setTimeout as wait } from 'node:timers/promises';
import { Spectators } from '../fanout/spectators.ts';
import type { AttackTarget } from '../storm/attacker.ts';
import { Attackers } from '../storm/attackers.ts';
import { ATTACK_NAMES } from '../storm/attacks.ts';
import { childrenOf } from '../support/process-tree.ts';
import { WORKERS } from './snapshot.ts';

const ATTACK_MS = 15_000;
const REST_MS = 10_000;
const SPECTATORS = 3;

/** How often each thing happened. */
export interface HostilityCounts {
  attacks: number;
  visits: number;
  killed: Record<keyof typeof WORKERS, number>;
}

export class Hostilities {
  readonly counts: HostilityCounts = { attacks: 0, visits: 0, killed: { analysis: 0, media: 0 } };
  readonly #serverPid: number;
  readonly #target: AttackTarget;
  readonly #ended: AbortController = new AbortController();
  readonly #going: Promise<void>;
  #mediaLost = false;
  #failure: unknown;

  /** Begins at once. */
  constructor(serverPid: number, target: AttackTarget) {
    this.#serverPid = serverPid;
    this.#target = target;
    this.#going = this.#goOn().catch((error: unknown) => {
      this.#failure = error;
    });
  }

  /** Whether a media worker was killed since it was last taken: who publishes has to do it anew. */
  get mediaLost(): boolean {
    return this.#mediaLost;
  }

  takeMediaLost(): boolean {
    const lost = this.#mediaLost;
    this.#mediaLost = false;
    return lost;
  }

  /** May be called twice. @throws Error when something went wrong meanwhile */
  async close(): Promise<void> {
    this.#ended.abort();
    await this.#going;
    if (this.#failure) throw this.#failure;
  }

  async #goOn(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      const name = ATTACK_NAMES[this.counts.attacks % ATTACK_NAMES.length];
      if (!name) return;
      const [attackers, spectators] = [await Attackers.start(), new Spectators()];
      try {
        await spectators.join(SPECTATORS, this.#target);
        this.counts.visits += SPECTATORS;
        await attackers.attack({ name, ...this.#target });
        this.counts.attacks += 1;
        await this.#pause(ATTACK_MS);
      } finally {
        await attackers.close();
        await spectators.close();
      }
      await this.#kill();
      await this.#pause(REST_MS);
    }
  }

  /** Ends a worker as the system would that has no memory left. */
  async #kill(): Promise<void> {
    if (this.#ended.signal.aborted) return;
    const kind = Math.random() < 0.5 ? 'analysis' : 'media';
    const workers = (await childrenOf(this.#serverPid)).filter(({ command }) => WORKERS[kind].test(command));
    const victim = workers[Math.floor(Math.random() * workers.length)];
    if (!victim) return;
    process.kill(victim.pid, 'SIGKILL');
    this.counts.killed[kind] += 1;
    if (kind === 'media') this.#mediaLost = true;
  }

  /** Until then, or until it ends. */
  async #pause(ms: number): Promise<void> {
    const { signal } = this.#ended;
    await wait(ms, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
