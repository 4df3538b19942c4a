/** The embedded PostgreSQL seen from the main thread: its folder, its thread, and the thread's restart when it fails. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Health } from '../database.ts';
import { FolderLock } from './folder-lock.ts';

export interface PostgresThreadData {
  folder: string;
  socketPath: string;
}
export interface PostgresThreadMessage {
  type: 'ready';
}

const THREAD_LOADER = new URL('../../thread-loader.mjs', import.meta.url).href;
const THREAD = new URL('./postgres-thread.ts', import.meta.url);

/** With less than this free, the next segment of PostgreSQL's log (16 MB) and a page of each table may not fit. */
const LEAST_FREE_BYTES = 32 * 1024 ** 2;

/** Between tries to restart a thread that can't start (the disk is full), in ms. */
const RETRY_MS = 1_000;

/** How long the thread may take to write everything and end. */
const STOP_MS = 10_000;

export class EmbeddedPostgres {
  /** Where it listens; only this user can reach it. */
  readonly socketPath: string;
  readonly #folder: string;
  readonly #socketFolder: string;
  readonly #lock: FolderLock;
  readonly #logger: Logger;
  #thread: Worker | undefined;
  #restarting: Promise<void> | undefined;
  #closed = false;
  #closing: Promise<void> | undefined;

  private constructor(folder: string, socketFolder: string, lock: FolderLock, logger: Logger) {
    this.#folder = folder;
    this.#socketFolder = socketFolder;
    // libpq's name for it, so that psql finds it too.
    this.socketPath = join(socketFolder, '.s.PGSQL.5432');
    this.#lock = lock;
    this.#logger = logger;
  }

  /**
   * @param dataDir its subfolder `database` is the database; both are made when absent
   * @throws when another process uses the folder, or the database can't be opened
   */
  static async create(dataDir: string, logger: Logger): Promise<EmbeddedPostgres> {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const folder = join(dataDir, 'database');
    const lock = await FolderLock.acquire(`${folder}.lock`);
    // In the system's folder for such, since a socket's path must be short; mkdtemp makes it 0700.
    const socketFolder = await mkdtemp(join(tmpdir(), 'sideline-'));
    const embedded = new EmbeddedPostgres(folder, socketFolder, lock, logger);
    try {
      const existed = existsSync(folder);
      logger.info(
        { folder },
        existed ? 'opening the database' : 'making a new database, once; this takes a few seconds',
      );
      await embedded.#start();
      return embedded;
    } catch (error) {
      await embedded.close();
      throw error;
    }
  }

  /** From now on a closing connection is nothing special. */
  expectDisconnect(): void {
    this.#closed = true;
  }

  /** Ends the thread as it is and starts another, trying until it starts; does nothing when that is under way. */
  restart(): void {
    if (this.#closed) return;
    this.#restarting ??= this.#restart().finally(() => {
      this.#restarting = undefined;
    });
  }

  async room(): Promise<Health> {
    const { bavail, bsize } = await statfs(this.#folder);
    const free = bavail * bsize;
    const detail = `database answers, ${Math.floor(free / 1024 ** 2)} MB free on its disk`;
    return { ok: free >= LEAST_FREE_BYTES, detail };
  }

  /** Lets the thread write everything and end; the folder is free for others then. May be called twice. */
  close(): Promise<void> {
    this.#closed = true;
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#restarting;
    const thread = this.#thread;
    if (thread) {
      const ended = new Promise((resolve) => thread.once('exit', resolve));
      const giveUp = new AbortController();
      thread.postMessage('stop');
      const tooLate = wait(STOP_MS, 'too late', { signal: giveUp.signal }).catch(() => undefined);
      if ((await Promise.race([ended, tooLate])) === 'too late') {
        this.#logger.error('the database did not close in time; it recovers at the next start');
        await thread.terminate();
      }
      giveUp.abort();
    }
    await rm(this.#socketFolder, { recursive: true, force: true });
    await this.#lock.release();
  }

  async #restart(): Promise<void> {
    this.#logger.error('the database thread failed, restarting it');
    while (!this.#closed) {
      await this.#thread?.terminate();
      try {
        await this.#start();
        this.#logger.info('the database thread is back');
        return;
      } catch (error) {
        this.#logger.error({ err: error, ...(await this.room()) }, 'the database thread does not start, trying again');
        await wait(RETRY_MS);
      }
    }
  }

  /** Resolves when the database accepts connections. */
  async #start(): Promise<void> {
    await rm(this.socketPath, { force: true });
    const workerData: PostgresThreadData = { folder: this.#folder, socketPath: this.socketPath };
    const thread = new Worker(THREAD, { workerData, execArgv: ['--import', THREAD_LOADER] });
    this.#thread = thread;
    await new Promise<void>((resolve, reject) => {
      thread.once('message', () => resolve());
      thread.once('error', reject);
      thread.once('exit', (code) => reject(new Error(`the database thread ended with code ${code}`)));
    });
    thread.on('error', (error) => this.#logger.error({ err: error }, 'the database thread failed'));
    thread.once('exit', () => {
      if (this.#thread === thread) this.restart();
    });
  }
}
