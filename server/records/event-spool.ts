/** Events that wait for the database, in a file: they outlive a server that ends before the database is back. */
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import type { Logger } from 'pino';

/** Only this server reads it. */
const MODE = 0o600;

export class EventSpool {
  readonly #path: string;
  readonly #logger: Logger;
  /** One write after the other. */
  #work: Promise<void> = Promise.resolve();
  #empty = false;
  #failing = false;

  /** @param path of the file; its folder exists */
  constructor(path: string, logger: Logger) {
    this.#path = path;
    this.#logger = logger;
  }

  /** The lines that an earlier process of this server left, in order; none in the usual case. */
  async read(): Promise<string[]> {
    try {
      const text = await readFile(this.#path, 'utf8');
      // A line that the end of the server cut short has no end.
      return text.split('\n').slice(0, -1);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  }

  /** These lines alone from now on. */
  replace(lines: readonly string[]): void {
    this.#empty = false;
    this.#then(() => writeFile(this.#path, text(lines), { mode: MODE }));
  }

  add(line: string): void {
    this.#empty = false;
    this.#then(() => appendFile(this.#path, text([line]), { mode: MODE }));
  }

  clear(): void {
    if (this.#empty) return;
    this.#empty = true;
    this.#then(() => rm(this.#path, { force: true }));
  }

  /** Resolves once everything until now is in the file, or could not be written. */
  settled(): Promise<void> {
    return this.#work;
  }

  #then(write: () => Promise<void>): void {
    this.#work = this.#work.then(write).then(
      () => {
        this.#failing = false;
      },
      (error: unknown) => {
        // Events wait in memory then, which is enough unless the server ends too.
        if (!this.#failing)
          this.#logger.error({ err: error }, 'events that wait for the database can not be written to disk');
        this.#failing = true;
      },
    );
  }
}

const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
