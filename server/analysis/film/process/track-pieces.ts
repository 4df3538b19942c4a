/** Writes the keypoints of a film in the form that a live session keeps them in: pieces that load separately. */
import { type FileHandle, open } from 'node:fs/promises';
import type { PoseFrame } from '../../../../shared/coaching/index.ts';
import { encodePose } from '../../../../shared/contract/pose-packet.ts';
import { TRACK_PIECE_HEAD, TRACK_PIECE_MS } from '../../../../shared/contract/track-piece.ts';
import type { WrittenPiece } from '../analyse-film.ts';

/** A film has one athlete. */
const ATHLETE = 0;
/** Films have no RTP timestamps: the time of the frame stands there at the rate of RTP's video clocks, finer than a ms. */
const TICKS_PER_MS = 90;
/** Poses that reach the disk at once: 7 kB. */
const POSES_AT_ONCE = 64;

/**
 * Each piece is whole when it is returned, on the disk at `<prefix>.<number>.track`; one that is there is written anew.
 *
 * @param frames by time
 */
export async function writeTrackPieces(frames: AsyncIterable<PoseFrame>, prefix: string): Promise<WrittenPiece[]> {
  const pieces: WrittenPiece[] = [];
  let writer: PieceWriter | undefined;
  try {
    for await (const frame of frames) {
      if (writer && frame.at - writer.startedAt >= TRACK_PIECE_MS) {
        pieces.push(await writer.finish());
        writer = undefined;
      }
      writer ??= await PieceWriter.open(`${prefix}.${pieces.length}.track`, frame.at);
      await writer.add(frame);
    }
    if (writer) pieces.push(await writer.finish());
    return pieces;
  } finally {
    await writer?.close();
  }
}

class PieceWriter {
  readonly startedAt: number;
  readonly #path: string;
  readonly #file: FileHandle;
  #endedAt: number;
  #poses = 0;
  #waiting: Uint8Array[] = [TRACK_PIECE_HEAD];

  private constructor(path: string, file: FileHandle, startedAt: number) {
    this.#path = path;
    this.#file = file;
    this.startedAt = startedAt;
    this.#endedAt = startedAt;
  }

  static async open(path: string, startedAt: number): Promise<PieceWriter> {
    return new PieceWriter(path, await open(path, 'w', 0o600), startedAt);
  }

  async add({ at, layout, keypoints }: PoseFrame): Promise<void> {
    const rtpTimestamp = Math.round(at * TICKS_PER_MS);
    this.#waiting.push(encodePose({ athlete: ATHLETE, layout, at, rtpTimestamp, keypoints }));
    this.#endedAt = at;
    this.#poses += 1;
    if (this.#waiting.length >= POSES_AT_ONCE) await this.#write();
  }

  async finish(): Promise<WrittenPiece> {
    await this.#write();
    await this.#file.sync();
    await this.close();
    return { path: this.#path, startedAt: this.startedAt, endedAt: this.#endedAt, poses: this.#poses };
  }

  /** May be called twice. */
  close(): Promise<void> {
    return this.#file.close();
  }

  async #write(): Promise<void> {
    await this.#file.appendFile(Buffer.concat(this.#waiting));
    this.#waiting = [];
  }
}
