/** Removes the bytes of files whose rows are gone, from this server's disk and from the file store, until nothing is left. */
import { rm } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { FileRemoval, FileRemovals } from '../records/file-removals.ts';
import { DueLoop, saidBy } from './due-loop.ts';
import type { FileStore } from './file-store.ts';
import type { Outbox } from './outbox.ts';

export interface FileRemoverOptions {
  store: FileStore;
  removals: FileRemovals;
  outbox: Pick<Outbox, 'giveUp'>;
  /** Names this server's disk. */
  node: string;
  /** Pause after the first failure, in ms; doubled after each further one. */
  firstPauseMs?: number;
  logger: Logger;
}

export class FileRemover {
  readonly #options: FileRemoverOptions;
  readonly #loop: DueLoop<FileRemoval>;

  constructor(options: FileRemoverOptions) {
    this.#options = options;
    const { removals, node, firstPauseMs, logger } = options;
    this.#loop = new DueLoop({
      next: () => removals.next(node),
      work: (removal) => this.#remove(removal),
      failed: async ({ id, name, attempts }, { pauseMs, error }) => {
        logger.warn({ err: error, file: name, attempts: attempts + 1, pauseMs }, 'a file could not be removed yet');
        await removals.failed(id, { pauseMs, error: saidBy(error) });
      },
      firstPauseMs,
      logger,
    });
  }

  /** Rows of files were removed. */
  wake(): void {
    this.#loop.wake();
  }

  /** What is not removed yet is removed after the next start. May be called twice. */
  close(): Promise<void> {
    return this.#loop.close();
  }

  async #remove({ id, name, path }: FileRemoval): Promise<void> {
    const { store, removals, outbox, logger } = this.#options;
    // The outbox may be sending it: what arrives in the store after it was removed there would stay for good.
    await outbox.giveUp(name);
    if (path !== null) await rm(path, { force: true });
    await store.remove([name]);
    await removals.done(id);
    logger.info({ file: name }, 'file removed');
  }
}
