import type { Logger } from 'pino';
import { SidelineError } from '../../shared/contract/errors.ts';
import { serverClockOrigin } from '../clock.ts';
import { RECORDER_PAUSE } from '../limits.ts';
import { growingPause } from '../support/growing-pause.ts';
import type { PartFacts, PartOrder } from './messages.ts';
import { type PartEvents, type RecordedPart, RecordingProcess } from './recording-process.ts';

/** A process that worked for this long had no trouble to start, ms. */
const SOUND_AFTER_MS = 10_000;

/** The recording process of this server, replaced when it dies or hangs. */
export class Recorder {
  readonly #clockOrigin = serverClockOrigin();
  readonly #logger: Logger;
  #process: RecordingProcess;
  #startedAt = 0;
  #failures = 0;
  #restart: NodeJS.Timeout | undefined;
  /** Settles when there is a process again, after one ended. */
  #restarted: Promise<void> | undefined;
  #replaced = 0;
  #pastCpuMs = 0;
  #closing: Promise<void> | undefined;

  constructor(options: { logger: Logger }) {
    this.#logger = options.logger;
    this.#process = this.#start();
  }

  /** Processes that died or hung and were replaced. */
  get replaced(): number {
    return this.#replaced;
  }

  /** Parts that are being recorded. */
  get parts(): number {
    return this.#process.parts;
  }

  /** CPU time of all its processes so far, ms. */
  get cpuMs(): number {
    return this.#pastCpuMs + this.#process.cpuMs;
  }

  /** Id of the process there is; `undefined` when it could not be started. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** @throws SidelineError `media_unavailable` while the process is being replaced, `shutting_down` */
  async open(order: PartOrder, events: PartEvents): Promise<RecordedPart> {
    if (this.#closing) throw new SidelineError('shutting_down', 'The server is stopping.');
    return await this.#process.open(order, events);
  }

  /**
   * Makes a file whole that a process left when it was killed; waits for the process that is being started in its place.
   * @returns what is in it; `undefined` when nothing in it plays
   * @throws Error when that could not be done; it may be tried again
   */
  async mend(path: string): Promise<PartFacts | undefined> {
    await this.#restarted;
    return await this.#process.mend(path);
  }

  /** Makes all files whole. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#stop();
    return this.#closing;
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#restart);
    await this.#process.stop();
  }

  #start(): RecordingProcess {
    this.#startedAt = performance.now();
    return new RecordingProcess(this.#clockOrigin, (reason) => this.#onEnded(reason));
  }

  #onEnded(reason: Error): void {
    if (this.#closing) return;
    this.#pastCpuMs += this.#process.cpuMs;
    if (performance.now() - this.#startedAt > SOUND_AFTER_MS) this.#failures = 0;
    const pauseMs = growingPause(RECORDER_PAUSE, this.#failures);
    this.#failures += 1;
    this.#logger.error({ err: reason, pauseMs }, 'recording process ended, another is started');
    this.#restarted = new Promise((resolve) => {
      this.#restart = setTimeout(() => {
        this.#replaced += 1;
        this.#process = this.#start();
        resolve();
      }, pauseMs);
    });
  }
}
