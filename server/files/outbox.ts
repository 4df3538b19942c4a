/** Moves files from this server's disk to the file store, one after the other, for as long as it takes. */
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { OUTBOX } from '../limits.ts';
import type { OutboxEntries, OutboxEntry } from '../records/outbox-entries.ts';
import { growingPause } from '../support/growing-pause.ts';
import { type FileStore, sha256Of } from './file-store.ts';
import { parseName } from './local-folder.ts';

export interface OutboxOptions {
  store: FileStore;
  entries: OutboxEntries;
  /** Names this server's disk; the same after a restart. */
  node: string;
  /** Pause after the first failure, in ms; doubled after each further one. */
  firstPauseMs?: number;
  /** The store has this file, and the local copy is gone. */
  onStored?: (name: string) => void;
  /** The local copy was gone before the store had the file. */
  onLost?: (name: string) => void;
  logger: Logger;
}

/** What is in the store is not what was sent. */
class NotAsSent extends Error {
  override readonly name = 'NotAsSent';
}

/**
 * What `add` accepted is in the database, so neither a restart nor an outage of the store forgets it. The local copy
 * goes only after the stored one was read back and has the same size and checksum.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #wake = new AbortController();

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /**
   * Resolves when the file will be stored whatever happens. The file must not change any more.
   * @param path absolute, on this server's disk
   * @throws SidelineError `invalid_request` for a name that no file can have, `already_exists` when a file of this name
   * waits already, `storage_unavailable` when the database can't keep the entry; errors of reading the file
   */
  async add(file: { name: string; path: string; contentType: string }): Promise<void> {
    const name = parseName(file.name);
    const { size } = await stat(file.path);
    const sha256 = await sha256Of(createReadStream(file.path));
    await this.#options.entries.add(this.#options.node, { ...file, name, bytes: size, sha256 });
    this.#wake.abort();
  }

  /** Stops the transfer under way, which goes on after the next start. May be called twice. */
  close(): Promise<void> {
    this.#closing.abort();
    this.#wake.abort();
    return this.#running;
  }

  async #run(): Promise<void> {
    const { entries, node, logger } = this.#options;
    while (!this.#closing.signal.aborted) {
      // Made before the database is asked, so that what is added meanwhile is not slept over.
      this.#wake = new AbortController();
      try {
        const entry = await entries.next(node);
        if (entry?.dueInMs === 0) await this.#move(entry);
        else await this.#pause(Math.min(entry?.dueInMs ?? OUTBOX.longestPauseMs, OUTBOX.longestPauseMs));
      } catch (error) {
        logger.warn({ err: error }, 'the database does not say which files wait for the store');
        await this.#pause(OUTBOX.databasePauseMs);
      }
    }
  }

  async #move(entry: OutboxEntry): Promise<void> {
    const { entries, firstPauseMs = OUTBOX.firstPauseMs, onStored, onLost, logger } = this.#options;
    const { id, name, path, attempts } = entry;
    try {
      if (await exists(path)) {
        await this.#send(entry);
        await this.#verify(entry);
        await rm(path, { force: true });
      } else if (!(await this.#isStored(entry))) {
        logger.error({ file: name, path }, 'a file was lost: its local copy is gone and the store does not have it');
        await entries.lost(id);
        onLost?.(name);
        return;
      }
      // After the local copy, so that a crash in between leaves an entry that finds its file stored, not a stray file.
      await entries.stored(id);
      onStored?.(name);
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      const pauseMs = growingPause({ firstMs: firstPauseMs, longestMs: OUTBOX.longestPauseMs }, attempts);
      logger.warn({ err: error, file: name, attempts: attempts + 1, pauseMs }, 'a file could not be stored yet');
      const said = error instanceof Error ? error.message : String(error);
      await entries.failed(id, { pauseMs, error: said, anew: error instanceof NotAsSent });
    }
  }

  #send({ id, name, path, contentType, transferUrl }: OutboxEntry): Promise<void> {
    const { store, entries, logger } = this.#options;
    const keep = (url: string) =>
      // A full disk must not stop the very transfer that makes room on it.
      entries.keepTransfer(id, url).catch((error: unknown) => {
        logger.warn({ err: error, file: name }, 'a transfer would begin anew after a restart');
      });
    return store.put(name, path, {
      contentType,
      transfer: { url: transferUrl, keep },
      signal: this.#closing.signal,
    });
  }

  /** @throws NotAsSent; what reading from the store throws */
  async #verify(entry: OutboxEntry): Promise<void> {
    if (!(await this.#isStored(entry))) throw new NotAsSent('What the store has is not what was sent.');
  }

  async #isStored({ name, bytes, sha256 }: OutboxEntry): Promise<boolean> {
    const { store } = this.#options;
    return (
      (await store.size(name)) === bytes && (await sha256Of(await store.open(name), this.#closing.signal)) === sha256
    );
  }

  async #pause(ms: number): Promise<void> {
    const { signal } = this.#wake;
    // `close` may have come before this controller was made.
    if (this.#closing.signal.aborted || signal.aborted) return;
    await wait(ms, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
      throw error;
    },
  );
