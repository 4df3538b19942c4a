import { Worker } from 'node:worker_threads';
import type { SampledStream, SamplerCounts } from '../media/frame-sampler.ts';
import type { ReadStream, StreamEvents } from '../media/stream-reader.ts';
import type { EngineDescription } from './pose-estimator.ts';
import type { AnalysedFrame, ThreadCommand, ThreadEvent, ThreadSettings, ThreadUsage } from './thread-messages.ts';

interface OpenStream {
  readonly events: StreamEvents<AnalysedFrame>;
  counts: SamplerCounts | undefined;
  opened: ((port: number) => void) | undefined;
  failed: (reason: Error) => void;
}

/** How long a thread may take to end what it does when it is asked to stop. */
const STOP_MS = 5_000;

/** The main thread's side of one analysis thread. */
export class AnalysisWorker {
  /** Resolves when the model is loaded; rejects when the thread ends before that. */
  readonly ready: Promise<EngineDescription>;
  /** Resolves with the reason when the thread has ended, whyever. */
  readonly ended: Promise<Error>;
  usage: ThreadUsage = { cpuMs: 0, scaleMs: 0, inferMs: 0, frames: 0 };
  readonly #worker: Worker;
  readonly #streams = new Map<number, OpenStream>();
  readonly #onClosed: (counts: SamplerCounts) => void;
  #lastId = 0;
  #heard = 0;
  #heardAtCheck = 0;
  #silentChecks = 0;
  #state: 'starting' | 'ready' | 'ending' = 'starting';
  #wasReady = false;
  #failure: Error | undefined;
  #becomeReady: (engine: EngineDescription) => void = () => undefined;

  /** @param onClosed Is given the final counts of each stream that was closed. */
  constructor(settings: ThreadSettings, onClosed: (counts: SamplerCounts) => void) {
    this.#onClosed = onClosed;
    this.#worker = new Worker(new URL('./analysis-thread.boot.mjs', import.meta.url), {
      name: 'analysis',
      workerData: settings,
    });
    this.ended = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        const reason = this.#failure ?? new Error(`The analysis thread ended with code ${code}`);
        for (const id of [...this.#streams.keys()]) this.#lose(id, reason);
        resolve(reason);
      });
    });
    this.ready = new Promise((resolve, reject) => {
      this.#becomeReady = resolve;
      void this.ended.then(reject);
    });
    this.ready.catch(() => undefined); // whoever needs it awaits it; an early end is told by `ended` too
    this.#worker.on('error', (error) => {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
    });
    this.#worker.on('message', (event: ThreadEvent) => this.#hear(event));
  }

  /** Whether it takes streams. */
  get isReady(): boolean {
    return this.#state === 'ready';
  }

  /** Whether it has ever been ready. */
  get wasReady(): boolean {
    return this.#wasReady;
  }

  get streams(): number {
    return this.#streams.size;
  }

  /** What the open streams have counted, as last reported. */
  get counts(): SamplerCounts[] {
    return Array.from(this.#streams.values(), (stream) => stream.counts).filter((counts) => counts !== undefined);
  }

  /** @throws When the thread can't open the stream, or ends meanwhile. */
  async open(stream: SampledStream, events: StreamEvents<AnalysedFrame>): Promise<ReadStream> {
    const id = ++this.#lastId;
    const port = await new Promise<number>((resolve, reject) => {
      this.#streams.set(id, { events, counts: undefined, opened: resolve, failed: reject });
      this.#command({ type: 'open', id, stream });
    });
    const opened = this.#streams.get(id);
    return {
      port,
      get counts() {
        return opened?.counts;
      },
      restart: () => this.#command({ type: 'restart', id }),
      close: () => {
        if (this.#streams.delete(id)) this.#command({ type: 'close', id });
      },
    };
  }

  /** Asks the thread to end, waits for it, and ends it by force if it does not. */
  async stop(): Promise<void> {
    this.#state = 'ending';
    this.#command({ type: 'stop' });
    const force = setTimeout(() => void this.#worker.terminate(), STOP_MS);
    await this.ended;
    clearTimeout(force);
  }

  /**
   * Whether the thread hangs; to be asked at a steady pace. Silent at one check, it may be this thread that was held up, and
   * the messages are read before the next; silent at two in a row, it hangs.
   */
  checkHanging(): boolean {
    const silent = this.isReady && this.#heard === this.#heardAtCheck;
    this.#silentChecks = silent ? this.#silentChecks + 1 : 0;
    this.#heardAtCheck = this.#heard;
    return this.#silentChecks >= 2;
  }

  /** Ends the thread by force, as one that hangs. */
  async kill(reason: Error): Promise<void> {
    this.#state = 'ending';
    this.#failure ??= reason;
    await this.#worker.terminate();
  }

  #command(command: ThreadCommand): void {
    this.#worker.postMessage(command);
  }

  #hear(event: ThreadEvent): void {
    this.#heard += 1;
    switch (event.type) {
      case 'ready':
        if (this.#state === 'starting') this.#state = 'ready';
        this.#wasReady = true;
        this.#becomeReady(event.engine);
        return;
      case 'opened':
        this.#opened(event.id, event.port);
        return;
      case 'refused':
        this.#lose(event.id, new Error(event.message));
        return;
      case 'closed':
        this.#onClosed(event.counts);
        return;
      case 'pose':
        this.#streams.get(event.id)?.events.onPose(event.frame);
        return;
      case 'key frame needed':
        this.#streams.get(event.id)?.events.onKeyFrameNeeded();
        return;
      case 'report':
        this.usage = event.usage;
        for (const { id, counts } of event.streams) {
          const stream = this.#streams.get(id);
          if (stream) stream.counts = counts;
        }
        return;
    }
  }

  #opened(id: number, port: number): void {
    const stream = this.#streams.get(id);
    stream?.opened?.(port);
    if (stream) stream.opened = undefined;
  }

  #lose(id: number, reason: Error): void {
    const stream = this.#streams.get(id);
    if (!stream) return;
    this.#streams.delete(id);
    if (stream.counts) this.#onClosed(stream.counts);
    if (stream.opened) stream.failed(reason);
    else stream.events.onLost(reason);
  }
}
