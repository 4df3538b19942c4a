/** Moves files from this server's disk to the file store, one after the other, for as long as it takes. */
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { OutboxEntries, OutboxEntry } from '../records/outbox-entries.ts';
import { DueLoop, saidBy } from './due-loop.ts';
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
 * goes only after the stored one has the same size and checksum; a store on the same disk may take the copy itself.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #loop: DueLoop<OutboxEntry>;

  constructor(options: OutboxOptions) {
    this.#options = options;
    const { entries, node, firstPauseMs, logger } = options;
    this.#loop = new DueLoop({
      next: () => entries.next(node),
      work: (entry, signal) => this.#move(entry, signal),
      failed: async ({ id, name, attempts }, { pauseMs, error }) => {
        logger.warn({ err: error, file: name, attempts: attempts + 1, pauseMs }, 'a file could not be stored yet');
        await entries.failed(id, { pauseMs, error: saidBy(error), anew: error instanceof NotAsSent });
      },
      firstPauseMs,
      logger,
    });
  }

  /**
   * Resolves when the file will be stored whatever happens. The file must not change any more.
   * @param path absolute, on this server's disk
   * @throws SidelineError `invalid_request` for a name that no file can have, `already_exists` when a file of this name
   * waits already, `storage_unavailable` when the database can't keep the entry; errors of reading the file
   */
  async add(file: { name: string; path: string; contentType: string }): Promise<void> {
    const name = parseName(file.name);
    const { bytes, sha256 } = await measureFile(file.path);
    await this.#options.entries.add(this.#options.node, { ...file, name, bytes, sha256 });
    this.wake();
  }

  /** An entry was added to the database. */
  wake(): void {
    this.#loop.wake();
  }

  /** Gives up a transfer whose entry is out of the database; resolves once nothing of it is sent any more. */
  giveUp(name: string): Promise<void> {
    return this.#loop.giveUp((entry) => entry.name === name);
  }

  /** Stops the transfer under way, which goes on after the next start. May be called twice. */
  close(): Promise<void> {
    return this.#loop.close();
  }

  async #move(entry: OutboxEntry, signal: AbortSignal): Promise<void> {
    const { entries, onStored, onLost, logger } = this.#options;
    const { id, name, path } = entry;
    if (await exists(path)) {
      const moved = await this.#send(entry, signal);
      if (!moved) {
        if (!(await this.#isStored(entry, signal))) throw new NotAsSent('What the store has is not what was sent.');
        await rm(path, { force: true });
      }
    } else if (!(await this.#isStored(entry, signal))) {
      logger.error({ file: name, path }, 'a file was lost: its local copy is gone and the store does not have it');
      await entries.lost(id);
      onLost?.(name);
      return;
    }
    // After the local copy, so that a crash in between leaves an entry that finds its file stored, not a stray file.
    await entries.stored(id);
    onStored?.(name);
  }

  /** @returns whether the store took the local copy itself */
  #send({ id, name, path, contentType, transferUrl }: OutboxEntry, signal: AbortSignal): Promise<boolean> {
    const { store, entries, logger } = this.#options;
    const keep = (url: string) =>
      // A full disk must not stop the very transfer that makes room on it.
      entries.keepTransfer(id, url).catch((error: unknown) => {
        logger.warn({ err: error, file: name }, 'a transfer would begin anew after a restart');
      });
    return store.put(name, path, { contentType, transfer: { url: transferUrl, keep }, move: true, signal });
  }

  async #isStored({ name, bytes, sha256 }: OutboxEntry, signal: AbortSignal): Promise<boolean> {
    const { store } = this.#options;
    return (await store.size(name)) === bytes && (await sha256Of(await store.open(name), signal)) === sha256;
  }
}

/** Size and checksum of a local file. */
export async function measureFile(path: string): Promise<{ bytes: number; sha256: string }> {
  const { size: bytes } = await stat(path);
  return { bytes, sha256: await sha256Of(createReadStream(path)) };
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
      throw error;
    },
  );
