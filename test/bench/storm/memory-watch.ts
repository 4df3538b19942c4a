/** The memory of a server and its workers over time. */
import { setTimeout as wait } from 'node:timers/promises';
import { useOf, useOfChildren } from '../support/process-tree.ts';

const LOOK_EVERY_MS = 500;
/** A worker that has just ended has no command line. */
const ANY = /\S/;

export class MemoryWatch {
  readonly #pid: number;
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<number> | undefined;
  #mostMb = 0;
  #lastMb = 0;

  constructor(pid: number) {
    this.#pid = pid;
    this.#timer = setInterval(() => {
      this.#look().catch((error: unknown) => console.error('memory:', error));
    }, LOOK_EVERY_MS);
  }

  /** Begins anew. @returns what is held now, MB */
  async begin(): Promise<number> {
    const nowMb = await this.#look();
    this.#mostMb = nowMb;
    return nowMb;
  }

  /** Resolves once no more is held than this, or when the time is up. */
  async settled({ belowMb, withinMs }: { belowMb: number; withinMs: number }): Promise<void> {
    const until = performance.now() + withinMs;
    while ((await this.#look()) > belowMb && performance.now() < until) await wait(LOOK_EVERY_MS);
  }

  /** Since it began. */
  get figures(): { mostMb: number; afterMb: number } {
    return { mostMb: this.#mostMb, afterMb: this.#lastMb };
  }

  /** May be called twice. */
  close(): void {
    clearInterval(this.#timer);
  }

  /** One look at a time. */
  #look(): Promise<number> {
    this.#looking ??= this.#read().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #read(): Promise<number> {
    const [own, workers] = await Promise.all([useOf(this.#pid), useOfChildren(this.#pid, ANY)]);
    this.#lastMb = own.rssMb + workers.rssMb;
    this.#mostMb = Math.max(this.#mostMb, this.#lastMb);
    return this.#lastMb;
  }
}
