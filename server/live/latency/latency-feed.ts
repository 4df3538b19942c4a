import type { AnalysisRate, LatencyUpdate } from '../../../shared/contract/latency.ts';
import type { SamplerCounts } from '../../video/sampler.ts';
import type { StepLog } from './step-log.ts';

/** A connection that asked for the latency of an athlete's frames. */
export interface LatencyListener {
  /** May drop the update when the connection is full. */
  latency(update: LatencyUpdate): void;
}

/** Where an update's figures come from. */
export interface LatencySources {
  /** Whose frames. */
  athleteId: string;
  log: StepLog;
  engine: LatencyUpdate['engine'];
  /** Both undefined while there is no camera. */
  rate(): AnalysisRate | undefined;
  counts(): SamplerCounts | undefined;
}

const UPDATE_EVERY_MS = 500;

/** Sends how long the frames of one athlete take in each step to its listeners; costs nothing while there are none. */
export class LatencyFeed {
  readonly #sources: LatencySources;
  readonly #listeners = new Set<LatencyListener>();
  #timer: NodeJS.Timeout | undefined;
  /** Frames handed to the sockets until this moment of the session have been published. */
  #publishedUntil = 0;
  #closed = false;

  constructor(sources: LatencySources) {
    this.#sources = sources;
  }

  add(listener: LatencyListener): void {
    if (this.#closed) return;
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.#publish(), UPDATE_EVERY_MS);
  }

  /** Does nothing for a listener that was never added. */
  remove(listener: LatencyListener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) this.#pause();
  }

  /** May be called twice. */
  close(): void {
    this.#closed = true;
    this.#listeners.clear();
    this.#pause();
  }

  #pause(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #publish(): void {
    const { athleteId, log, engine, rate, counts } = this.#sources;
    const frames = log.since(this.#publishedUntil);
    this.#publishedUntil = frames.at(-1)?.sentAt ?? this.#publishedUntil;
    const update = { athleteId, frames, engine, rate: rate() ?? null, drops: dropsOf(counts()) };
    for (const listener of this.#listeners) listener.latency(update);
  }
}

function dropsOf(counts: Partial<SamplerCounts> = {}): LatencyUpdate['drops'] {
  const { skipped = 0, dropped = 0, broken = 0, undecodable = 0, gated = 0, lost = 0 } = counts;
  return { skipped, dropped, broken: broken + undecodable + gated, lostPackets: lost };
}
