/** The main thread's side of the thread that runs PGlite. */
import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

export interface PostgresThreadData {
  /** The database's folder; made when absent. */
  folder: string;
  /** Unix socket to listen on. */
  socketPath: string;
}
/** `panic` is the last word of a database that can't go on; its thread ends. */
export type PostgresThreadMessage = { type: 'ready' } | { type: 'panic'; text: string };

const THREAD = new URL('./postgres-thread.boot.mjs', import.meta.url);

/** How long the thread may take to write everything and end, in ms. */
const STOP_MS = 10_000;

export class PostgresWorker {
  /** Resolves with the reason when the thread has ended, for whatever reason. */
  readonly ended: Promise<Error>;
  readonly #worker: Worker;

  private constructor(worker: Worker) {
    this.#worker = worker;
    let reason: Error | undefined;
    worker.on('error', (error) => {
      reason ??= error instanceof Error ? error : new Error(String(error));
    });
    worker.on('message', (message: PostgresThreadMessage) => {
      if (message.type === 'panic') reason ??= new Error(message.text);
    });
    this.ended = new Promise((resolve) => {
      worker.once('exit', (code) => resolve(reason ?? new Error(`the database thread ended with code ${code}`)));
    });
  }

  /**
   * Resolves when the database accepts connections; after a crash it recovers first.
   * @throws when it can't be opened
   */
  static async start(data: PostgresThreadData): Promise<PostgresWorker> {
    await rm(data.socketPath, { force: true });
    const worker = new Worker(THREAD, { workerData: data, execArgv: [] });
    const started = new PostgresWorker(worker);
    const ready = new Promise<undefined>((resolve) => {
      worker.on('message', (message: PostgresThreadMessage) => message.type === 'ready' && resolve(undefined));
    });
    const failure = await Promise.race([ready, started.ended]);
    if (failure) throw failure;
    return started;
  }

  /**
   * Lets the thread write everything and end.
   * @returns whether it did so in time; if not it was ended by force, and the database recovers when it is next opened
   */
  async stop(): Promise<boolean> {
    this.#worker.postMessage('stop');
    const giveUp = new AbortController();
    const tooLate = wait(STOP_MS, false, { signal: giveUp.signal }).catch(() => true);
    const inTime = await Promise.race([this.ended.then(() => true), tooLate]);
    giveUp.abort();
    if (!inTime) await this.kill();
    return inTime;
  }

  /** Ends the thread as it is. */
  async kill(): Promise<void> {
    await this.#worker.terminate();
  }
}
