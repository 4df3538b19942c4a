import type { StageNews, WatchRate } from '../../../shared/contract/latency.ts';
import type { SamplerCounts } from '../../video/sampler.ts';
import type { StageLog } from './step-log.ts';

/** Who looks at the stages' times. */
export interface StageWatcher {
  /** May be lost on a connection that is full. */
  stages(news: StageNews): void;
}

/** What the news are made of. */
export interface StageNewsSources {
  log: StageLog;
  engine: StageNews['engine'];
  /** Both undefined while there is no camera. */
  rate(): WatchRate | undefined;
  counts(): SamplerCounts | undefined;
}

const NEWS_EVERY_MS = 500;

/** Tells the stages' times of one session to those who look at them; while nobody does, none are told. */
export class StageNewsDesk {
  readonly #sources: StageNewsSources;
  readonly #watchers = new Set<StageWatcher>();
  #timer: NodeJS.Timeout | undefined;
  /** Frames that were sent until this moment of the session have been told. */
  #toldUntil = 0;
  #closed = false;

  constructor(sources: StageNewsSources) {
    this.#sources = sources;
  }

  add(watcher: StageWatcher): void {
    if (this.#closed) return;
    this.#watchers.add(watcher);
    this.#timer ??= setInterval(() => this.#tell(), NEWS_EVERY_MS);
  }

  /** May be called for one who does not look. */
  remove(watcher: StageWatcher): void {
    this.#watchers.delete(watcher);
    if (this.#watchers.size === 0) this.#rest();
  }

  /** May be called twice. */
  close(): void {
    this.#closed = true;
    this.#watchers.clear();
    this.#rest();
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tell(): void {
    const { log, engine, rate, counts } = this.#sources;
    const frames = log.since(this.#toldUntil);
    this.#toldUntil = frames.at(-1)?.sentAt ?? this.#toldUntil;
    const news = { frames, engine, rate: rate() ?? null, drops: dropsOf(counts()) };
    for (const watcher of this.#watchers) watcher.stages(news);
  }
}

function dropsOf(counts: Partial<SamplerCounts> = {}): StageNews['drops'] {
  const { skipped = 0, dropped = 0, broken = 0, undecodable = 0, gated = 0, lost = 0 } = counts;
  return { skipped, dropped, broken: broken + undecodable + gated, lostPackets: lost };
}
