/** The row and the bytes of one growing file, from its begin until it waits for the file store. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { SidelineError } from '../../shared/contract/errors.ts';
import { ROWS_PAUSE } from '../limits.ts';
import type { FinishedFile, NewFile } from '../records/session-files.ts';
import { growingPause } from '../support/growing-pause.ts';

/** Who keeps the rows of files. Every method throws SidelineError `storage_unavailable` when the database can't serve. */
export interface FileRows {
  /** @throws also SidelineError `not_found` when the session is gone */
  begin(file: Omit<NewFile, 'node'>): Promise<unknown>;
  /** @returns false when the file was removed, and what writes it should give up */
  grew(id: string, known: Pick<FinishedFile, 'startedAt' | 'about'> & { bytes?: number }): Promise<boolean>;
  finish(
    file: { id: string; path: string },
    known: Pick<FinishedFile, 'startedAt' | 'endedAt' | 'about'>,
  ): Promise<boolean>;
  remove(id: string): Promise<void>;
}

/** Where growing files are kept, and who is to know of them. */
export interface FileKeeping {
  rows: FileRows;
  /** Absolute path of a folder for growing files. */
  folder: string;
}

export interface GrowingFile {
  readonly id: string;
  readonly path: string;
}

/** @throws SidelineError `not_found` when the session is gone, `storage_unavailable` */
export async function beginFile(
  { rows, folder }: FileKeeping,
  file: Omit<NewFile, 'node' | 'path'>,
): Promise<GrowingFile> {
  const path = `${folder}/${file.id}.${file.extension}`;
  await rows.begin({ ...file, path });
  return { id: file.id, path };
}

/**
 * Hands a whole file on, or removes one in which there is nothing. While the database does not answer it is tried again,
 * until `signal` aborts: then the next start of the server does it.
 */
export async function endFile(
  rows: FileRows,
  file: GrowingFile,
  known: Parameters<FileRows['finish']>[1] | undefined,
  { signal, logger }: { signal: AbortSignal; logger: Logger },
): Promise<void> {
  for (let failures = 0; ; failures += 1) {
    try {
      await (known ? rows.finish(file, known) : rows.remove(file.id));
      return;
    } catch (error) {
      if (!(error instanceof SidelineError) || signal.aborted) {
        logger.error({ err: error, file: file.id }, 'a recorded file could not be finished');
        return;
      }
      if (failures === 0) logger.warn({ err: error, file: file.id }, 'a recorded file can not be finished yet');
      const pauseMs = growingPause(ROWS_PAUSE, failures);
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
