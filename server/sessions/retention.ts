/** Removes the files of sessions that have been kept for long enough, by itself. */
import type { Logger } from 'pino';
import { RETENTION } from '../limits.ts';
import type { Storage } from '../records/storage.ts';
import { Recurring } from '../support/recurring.ts';

export interface RetentionOptions {
  storage: Pick<Storage, 'removeOutdated'>;
  /** Days after a session's end, unless the session says otherwise; 0 for ever. */
  keepDays: number;
  /** Rows of files were removed. */
  onRemoved(): void;
  logger: Logger;
}

export class Retention {
  readonly #options: RetentionOptions;
  readonly #looking: Recurring;

  /** Looks at once, and every hour from then on. */
  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#looking = new Recurring(RETENTION.everyMs, () => this.#run());
  }

  /** May be called twice. */
  close(): Promise<void> {
    return this.#looking.close();
  }

  async #run(): Promise<void> {
    const { storage, keepDays, onRemoved, logger } = this.#options;
    try {
      const files = await storage.removeOutdated(keepDays);
      if (files === 0) return;
      logger.info({ files }, 'files were kept for long enough and are removed');
      onRemoved();
    } catch (error) {
      logger.warn({ err: error }, 'files that were kept for long enough could not be removed, trying again later');
    }
  }
}
