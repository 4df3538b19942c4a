/** The embedded PostgreSQL: its folder, used by one process at a time, its room on the disk, and its thread's restarts. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Lock } from '../../../scripts/setup/lock.mjs';
import { lockFolder } from './folder-lock.ts';
import { PostgresWorker } from './postgres-worker.ts';

/** With less than this free nothing is written: the next segment of the write-ahead log alone takes 16 MB. */
const RESERVE_BYTES = 32 * 1024 ** 2;

/** A new database takes about 45 MB, a little more while it is made. */
const NEW_DATABASE_BYTES = 64 * 1024 ** 2;

/** Between two checks of the room on the disk, in ms. */
const LOOK_EVERY_MS = 1_000;

/** Between tries to restart a thread that can't start, in ms. */
const RETRY_MS = 1_000;

export interface EmbeddedOptions {
  /** Its subfolder `database` is the database; both are made when absent. */
  dataDir: string;
  logger: Logger;
  /** Free bytes on the disk below which nothing is written. */
  reserveBytes?: number | undefined;
}

export class EmbeddedPostgres {
  /** Folder of the Unix socket that it listens on; only this user can reach it. */
  readonly socketFolder: string;
  /** Names the socket in its folder, as libpq and its kin have it. */
  readonly port = 5432;
  readonly #folder: string;
  readonly #reserve: number;
  readonly #lock: Lock;
  readonly #logger: Logger;
  #freeBytes = Number.POSITIVE_INFINITY;
  #looking: NodeJS.Timeout | undefined;
  #worker: PostgresWorker | undefined;
  #restarting: Promise<void> | undefined;
  #stopping = false;
  #closing: Promise<void> | undefined;

  private constructor(folder: string, options: EmbeddedOptions, socketFolder: string, lock: Lock) {
    this.#folder = folder;
    this.#reserve = options.reserveBytes ?? RESERVE_BYTES;
    this.socketFolder = socketFolder;
    this.#lock = lock;
    this.#logger = options.logger;
  }

  /** @throws when another process uses the folder, or the database can't be made or opened */
  static async create(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
    await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
    const folder = join(options.dataDir, 'database');
    const lock = await lockFolder(`${folder}.lock`);
    // In the system's folder for such, since a socket's path must be short; mkdtemp makes it 0700.
    const socketFolder = await mkdtemp(join(tmpdir(), 'sideline-'));
    const embedded = new EmbeddedPostgres(folder, options, socketFolder, lock);
    try {
      if (!existsSync(folder)) await embedded.#make();
      options.logger.info({ folder }, 'opening the database');
      await embedded.#start();
      await embedded.#look();
      embedded.#looking = setInterval(() => void embedded.#look(), LOOK_EVERY_MS);
      embedded.#looking.unref();
      return embedded;
    } catch (error) {
      await embedded.close();
      throw error;
    }
  }

  /** Free bytes on the database's disk, as of a second ago. */
  get freeBytes(): number {
    return this.#freeBytes;
  }

  /** Whether there is room to write. */
  get hasRoom(): boolean {
    return this.#freeBytes >= this.#reserve;
  }

  /** Ends the thread as it is and starts another, trying until it starts; does nothing when that is under way. */
  restart(): void {
    if (this.#stopping) return;
    this.#restarting ??= this.#restart().finally(() => {
      this.#restarting = undefined;
    });
  }

  /** Lets the thread write everything and end; the folder is free for others then. May be called twice. */
  close(): Promise<void> {
    this.#stopping = true;
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#looking);
    await this.#restarting;
    if ((await this.#worker?.stop()) === false) {
      this.#logger.error('the database did not close in time; it recovers at the next start');
    }
    await rm(this.socketFolder, { recursive: true, force: true });
    await this.#lock.release();
  }

  /** Made under another name, so that a start that is cut short leaves nothing that looks like a database. */
  async #make(): Promise<void> {
    this.#logger.info({ folder: this.#folder }, 'making a new database, once; this takes a few seconds');
    const draft = `${this.#folder}.new`;
    await rm(draft, { recursive: true, force: true });
    const free = await freeBytes(join(draft, '..'));
    if (free < NEW_DATABASE_BYTES) {
      throw new Error(
        `There are only ${megabytes(free)} MB free for a new database in ${this.#folder}; it needs ${megabytes(NEW_DATABASE_BYTES)}.`,
      );
    }
    const worker = await PostgresWorker.start({ folder: draft, socketPath: this.#socketPath() });
    await worker.stop();
    await rename(draft, this.#folder);
  }

  #socketPath(): string {
    return join(this.socketFolder, `.s.PGSQL.${this.port}`);
  }

  async #start(): Promise<void> {
    const worker = await PostgresWorker.start({ folder: this.#folder, socketPath: this.#socketPath() });
    this.#worker = worker;
    void worker.ended.then((reason) => {
      if (this.#worker !== worker || this.#stopping) return;
      this.#logger.error({ err: reason }, 'the database thread failed');
      this.restart();
    });
  }

  async #restart(): Promise<void> {
    const failed = this.#worker;
    this.#worker = undefined;
    await failed?.kill();
    while (!this.#stopping) {
      try {
        await this.#start();
        this.#logger.info('the database was restarted');
        return;
      } catch (error) {
        this.#logger.error({ err: error, freeBytes: this.#freeBytes }, 'the database does not start, trying again');
        await wait(RETRY_MS);
      }
    }
  }

  async #look(): Promise<void> {
    try {
      const had = this.hasRoom;
      this.#freeBytes = await freeBytes(this.#folder);
      if (had === this.hasRoom) return;
      const free = { freeMb: megabytes(this.#freeBytes) };
      if (had) this.#logger.error(free, 'the disk is nearly full: records can be read but not written');
      else this.#logger.info(free, 'there is room on the disk again');
    } catch (error) {
      this.#logger.error({ err: error }, 'the database folder can’t be read');
      this.#freeBytes = 0;
    }
  }
}

export const megabytes = (bytes: number): number => Math.floor(bytes / 1024 ** 2);

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
