/** The keypoints of one athlete as files: pieces of a minute that load separately. */
import { randomUUID } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { SidelineError } from '../../shared/contract/errors.ts';
import { TRACK_PIECE_HEAD, TRACK_PIECE_MS, TRACK_PIECE_TYPE } from '../../shared/contract/track-piece.ts';
import type { SessionMs } from '../../shared/time/moments.ts';
import { beginFile, endFile, type FileKeeping, type GrowingFile } from './recorded-file.ts';

/** Poses reach the disk this often: so much is lost when the server is killed, ms. */
const WRITE_EVERY_MS = 500;
/** Poses that wait for the database or the disk; older ones are given up. A minute of them is 110 kB. */
const WAITING_POSES = 900;

interface Piece {
  readonly file: GrowingFile;
  readonly startedAt: SessionMs;
  endedAt: SessionMs;
  poses: number;
}

export interface TrackRecordingOptions {
  sessionId: string;
  participantId: string;
  keeping: FileKeeping;
  /** Whether the athlete's keypoints may be written now. */
  allowed: () => boolean;
  pieceMs?: number;
  logger: Logger;
}

export class TrackRecording {
  readonly #options: TrackRecordingOptions;
  readonly #stopping = new AbortController();
  readonly #ending = new Set<Promise<void>>();
  #waiting: { at: SessionMs; packet: Uint8Array }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #piece: Piece | undefined;
  #splitAt: SessionMs = Number.NEGATIVE_INFINITY;
  #writing: Promise<void> = Promise.resolve();
  #failed = false;
  #closed = false;

  constructor(options: TrackRecordingOptions) {
    this.#options = options;
  }

  /** Takes each pose of the athlete, as an encoded packet, with its media time. */
  add(at: SessionMs, packet: Uint8Array): void {
    if (this.#closed || !this.#options.allowed()) return;
    this.#waiting.push({ at, packet });
    if (this.#waiting.length > WAITING_POSES) this.#waiting.shift();
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#write();
    }, WRITE_EVERY_MS);
  }

  /** What is seen later than `at` goes into another piece than what was seen before. */
  split(at: SessionMs): void {
    this.#splitAt = at;
  }

  /** What is allowed may have changed: a piece does not go on over a pause. */
  update(): void {
    if (this.#options.allowed()) return;
    this.#waiting = [];
    this.#writing = this.#writing.then(() => this.#endPiece());
  }

  /** Resolves when all pieces are whole and on record. May be called twice. */
  async close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      clearTimeout(this.#timer);
      this.#write();
      this.#writing = this.#writing.then(() => this.#endPiece());
    }
    await this.#writing;
    this.#stopping.abort();
    await Promise.all(this.#ending);
  }

  #write(): void {
    this.#writing = this.#writing.then(async () => {
      try {
        await this.#writeWaiting();
        this.#failed = false;
      } catch (error) {
        if (!this.#failed) this.#options.logger.warn({ err: error }, 'keypoints can not be written');
        this.#failed = true;
      }
    });
  }

  async #writeWaiting(): Promise<void> {
    for (let [first] = this.#waiting; first; [first] = this.#waiting) {
      if (this.#piece && !this.#belongs(first.at, this.#piece)) this.#endPiece();
      const piece = this.#piece ?? (await this.#beginPiece(first.at));
      if (!piece) return;
      // What is not allowed any more was taken out meanwhile.
      const next = this.#waiting.findIndex(({ at }) => !this.#belongs(at, piece));
      const poses = this.#waiting.splice(0, next < 0 ? this.#waiting.length : next);
      const last = poses.at(-1);
      if (!last) return;
      await appendFile(piece.file.path, Buffer.concat(poses.map(({ packet }) => packet)));
      piece.endedAt = last.at;
      piece.poses += poses.length;
    }
  }

  #belongs(at: SessionMs, { startedAt }: Piece): boolean {
    const { pieceMs = TRACK_PIECE_MS } = this.#options;
    return at - startedAt < pieceMs && (at <= this.#splitAt || startedAt > this.#splitAt);
  }

  async #beginPiece(startedAt: SessionMs): Promise<Piece | undefined> {
    const { sessionId, participantId, keeping } = this.#options;
    try {
      const file = await beginFile(keeping, {
        id: randomUUID(),
        sessionId,
        participantId,
        kind: 'track',
        extension: 'track',
        contentType: TRACK_PIECE_TYPE,
        startedAt,
      });
      this.#piece = { file, startedAt, endedAt: startedAt, poses: 0 };
      await appendFile(file.path, TRACK_PIECE_HEAD);
      return this.#piece;
    } catch (error) {
      if (error instanceof SidelineError && error.code === 'not_found') return undefined; // the session was deleted
      throw error;
    }
  }

  /** The next piece does not wait for the database. */
  #endPiece(): void {
    const piece = this.#piece;
    this.#piece = undefined;
    if (!piece) return;
    const known = { startedAt: piece.startedAt, endedAt: piece.endedAt, about: { poses: piece.poses } };
    const { keeping, logger } = this.#options;
    const ending = endFile(keeping.rows, piece.file, piece.poses > 0 ? known : undefined, {
      signal: this.#stopping.signal,
      logger,
    });
    this.#ending.add(ending);
    void ending.finally(() => this.#ending.delete(ending));
  }
}
