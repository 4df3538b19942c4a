/** When and how a lost connection is taken up again. A policy is a plain value, so a test or a bot can bring its own. */

/** What is tried when media stops flowing, the cheapest first. */
export type MediaStep = 'restart-ice' | 'new-transports' | 'rejoin';

export interface RecoveryPolicy {
  /** Pause before the attempt to reconnect with this number (from 0), in ms; undefined means to give up. */
  reconnectDelay(attempt: number): number | undefined;
  /** What to try after media has failed this many times (from 0) since it last flowed. */
  mediaStep(failures: number): MediaStep;
  /** How long a transport may be `disconnected` before that counts as failed, in ms: short gaps mend by themselves. */
  patienceMs: number;
  /** How long a step may take before the next one is tried, in ms. */
  stepMs: number;
  /** How long a new transport may take to connect before the page says so, in ms. */
  openMs: number;
}

export interface RecoveryOptions {
  /** Pause before the second attempt; the first one comes at once. */
  firstDelayMs?: number;
  longestDelayMs?: number;
  /** Share of a pause that is left to chance, 0..1, so that a whole audience does not come back in one instant. */
  jitter?: number;
  /** Attempts before giving up. */
  attempts?: number;
  patienceMs?: number;
  stepMs?: number;
  openMs?: number;
  random?: () => number;
}

/** ICE restarts cure a change of network, new transports a dead peer connection, a new join a server that forgot us. */
const LADDER: readonly MediaStep[] = ['restart-ice', 'restart-ice', 'new-transports', 'rejoin'];

/** Doubling pauses with jitter, and the ladder ICE restart → new transports → rejoin, which starts over at its end. */
export function recoveryPolicy({
  firstDelayMs = 500,
  longestDelayMs = 4_000,
  jitter = 0.4,
  attempts = Number.POSITIVE_INFINITY,
  patienceMs = 3_000,
  stepMs = 6_000,
  openMs = 4_000,
  random = Math.random,
}: RecoveryOptions = {}): RecoveryPolicy {
  return {
    patienceMs,
    stepMs,
    openMs,
    reconnectDelay(attempt) {
      if (attempt >= attempts) return undefined;
      if (attempt === 0) return random() * firstDelayMs * jitter;
      const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1));
      return delay * (1 - jitter * random());
    },
    mediaStep: (failures) => LADDER[failures % LADDER.length] ?? 'rejoin',
  };
}
