/** Climbs the ladder of a recovery policy while media does not flow, one step at a time, and starts anew once it does. */
import type { MediaStep, RecoveryPolicy } from './recovery.ts';

export class MediaRecovery {
  readonly #policy: RecoveryPolicy;
  readonly #take: (step: MediaStep) => void;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param take carries a step out; when media does not flow within `stepMs` after it, the next one is taken */
  constructor(policy: RecoveryPolicy, take: (step: MediaStep) => void) {
    this.#policy = policy;
    this.#take = take;
  }

  /** Whether a step is being waited for. */
  get climbing(): boolean {
    return this.#timer !== undefined;
  }

  /** Media has failed: takes the next step, unless one is under way. */
  failed(): void {
    if (this.#timer !== undefined) return;
    const step = this.#policy.mediaStep(this.#failures);
    this.#failures += 1;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.failed();
    }, this.#policy.stepMs);
    this.#take(step);
  }

  /** Media flows again. */
  flowing(): void {
    this.pause();
    this.#failures = 0;
  }

  /** Takes no step until the next failure, and forgets none: the connection that steps need is gone. */
  pause(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
