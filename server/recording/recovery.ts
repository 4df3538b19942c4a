/** Finishes the files that were growing when the server ended. */
import { readFile, truncate } from 'node:fs/promises';
import type { Logger } from 'pino';
import { readTrackPiece } from '../../shared/contract/track-piece.ts';
import type { LocatedFile } from '../records/session-files.ts';
import { aboutPart } from './participant-recording.ts';
import { endFile, type FileRows } from './recorded-file.ts';
import type { Recorder } from './recorder.ts';

/** A process may have ended over a file by chance; one that ends two of them is left as it is. */
const TRIES = 2;

export interface RecoveryOptions {
  /** Those of `growingOf` this server, before anything new begins to grow. */
  interrupted: readonly LocatedFile[];
  rows: FileRows;
  recorder: Pick<Recorder, 'mend'>;
  signal: AbortSignal;
  logger: Logger;
}

/** One after the other, so that sessions which go on are not held up. */
export async function recoverRecordings({
  interrupted,
  rows,
  recorder,
  signal,
  logger,
}: RecoveryOptions): Promise<void> {
  for (const { id, path, kind, participantId, startedAt } of interrupted) {
    if (signal.aborted) return;
    if (path === null || (kind !== 'recording' && kind !== 'track')) continue;
    try {
      const known = kind === 'track' ? await mendTrack(path) : await mendRecording(recorder, path);
      await endFile(rows, { id, path }, known, { signal, logger });
      const lasted = known && Math.round(known.endedAt - (known.startedAt ?? startedAt));
      logger.info({ file: id, kind, participantId, lasted }, 'a file that was cut off is whole again');
    } catch (error) {
      logger.error({ err: error, file: id, path }, 'a file that was cut off can not be mended; it is kept as it is');
    }
  }
}

async function mendRecording(recorder: Pick<Recorder, 'mend'>, path: string) {
  const facts = await triedAgain(() => recorder.mend(path));
  return facts && { startedAt: facts.startedAt, endedAt: facts.endedAt, about: aboutPart(facts) };
}

/** Undefined when nothing whole is in it. */
async function mendTrack(path: string) {
  const bytes = await readFile(path).catch(unlessMissing);
  if (!bytes || bytes.length === 0) return undefined;
  const { poses, wholeBytes } = readTrackPiece(bytes);
  const [first, last] = [poses[0], poses.at(-1)];
  if (!first || !last) return undefined;
  if (wholeBytes < bytes.length) await truncate(path, wholeBytes);
  return { startedAt: first.at, endedAt: last.at, about: { poses: poses.length } };
}

async function triedAgain<T>(work: () => Promise<T>, tries = TRIES): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (tries <= 1) throw error;
    return triedAgain(work, tries - 1);
  }
}

function unlessMissing(error: unknown): undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
