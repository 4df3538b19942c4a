import type { Budget } from '../limits.ts';

/** Keys are swept when there are so many more than after the last sweep. */
const SWEEP_AFTER = 1_000;

interface Account {
  left: number;
  /** When `left` was right, ms of the monotonic clock. */
  at: number;
}

/**
 * One budget for each key: a person, an address, a connection. Taking is cheap and never waits, since a flood takes as often as it
 * sends. Keys whose budget is full again are forgotten.
 */
export class Budgets {
  readonly #budget: Budget;
  readonly #now: () => number;
  readonly #accounts = new Map<string, Account>();
  #sweepAt = SWEEP_AFTER;

  /** @param now ms of a clock that is never set back */
  constructor(budget: Budget, now: () => number = () => performance.now()) {
    this.#budget = budget;
    this.#now = now;
  }

  /** Takes one, if there is one; nothing is taken otherwise. */
  take(key: string): boolean {
    const account = this.#account(key);
    if (account.left < 1) return false;
    account.left -= 1;
    return true;
  }

  /** Ms until there is one to take. */
  wait(key: string): number {
    const { left } = this.#account(key);
    return left >= 1 ? 0 : Math.ceil(((1 - left) * 1000) / this.#budget.perSecond);
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#accounts.size;
  }

  #account(key: string): Account {
    const now = this.#now();
    const account = this.#accounts.get(key) ?? this.#open(key, now);
    account.left = this.#filled(account, now);
    account.at = now;
    return account;
  }

  #open(key: string, now: number): Account {
    if (this.#accounts.size >= this.#sweepAt) this.#sweep(now);
    const account = { left: this.#budget.burst, at: now };
    this.#accounts.set(key, account);
    return account;
  }

  #sweep(now: number): void {
    for (const [key, account] of this.#accounts) {
      if (this.#filled(account, now) >= this.#budget.burst) this.#accounts.delete(key);
    }
    this.#sweepAt = this.#accounts.size + SWEEP_AFTER;
  }

  #filled({ left, at }: Account, now: number): number {
    const { burst, perSecond } = this.#budget;
    return Math.min(burst, left + ((now - at) * perSecond) / 1000);
  }
}
