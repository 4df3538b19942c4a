/** An athlete's keypoints of a whole session: pieces that are loaded as they are needed. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SessionFileItem } from '../../../shared/contract/files.ts';
import type { PosePacket } from '../../../shared/contract/pose-packet.ts';
import { readTrackPiece, TRACK_PIECE_MS } from '../../../shared/contract/track-piece.ts';
import { countUntil, MOST_AWAY_MS, type PoseAt, poseNear } from '../../stage/pose-track.ts';
import { fetchOf } from './film-address.ts';

/** Gives a file's link anew. */
export type FreshUrl = (fileId: string) => Promise<string | undefined>;

interface Piece {
  readonly file: SessionFileItem;
  /** Ms of the session; of one that grows: where it ends at the latest. */
  readonly endMs: number;
  /** It has grown since it was loaded. */
  hasMore: boolean;
  poses: readonly PosePacket[] | undefined;
  loading: Promise<void> | undefined;
  /** When loading it failed, ms of the monotonic clock. */
  failedAt: number;
}

/** A piece is loaded when the playhead is so near to it, ms. */
const NEAR_MS = 5_000;
/** A piece that could not be loaded is asked for again after this time at the earliest while the playhead moves, ms. */
const RETRY_MS = 5_000;
/** Pieces that are loaded at a time when all are needed. */
const AT_ONCE = 4;

export class KeypointTrack {
  #pieces: readonly Piece[];
  readonly #fresh: FreshUrl;
  /** Counts the pieces that have been read. */
  readonly read: StoreApi<{ pieces: number }> = createStore(() => ({ pieces: 0 }));
  /** Counts how often there was more to be read. */
  readonly grown: StoreApi<{ times: number }> = createStore(() => ({ times: 0 }));

  /** @param files of one athlete, of any kind */
  constructor(files: readonly SessionFileItem[], fresh: FreshUrl) {
    this.#fresh = fresh;
    this.#pieces = piecesOf(files);
  }

  /** Takes what a session that goes on has by now. @param files as in the constructor */
  grow(files: readonly SessionFileItem[]): void {
    const before = new Map(this.#pieces.map((piece) => [piece.file.id, piece]));
    this.#pieces = piecesOf(files).map((piece) => {
      const known = before.get(piece.file.id);
      if (!known || known.file.endedAt !== null) return known ?? piece;
      return { ...piece, poses: known.poses, failedAt: known.failedAt, hasMore: known.poses !== undefined };
    });
    const hasMore = this.#pieces.some((piece) => before.get(piece.file.id) !== piece);
    if (hasMore) this.grown.setState(({ times }) => ({ times: times + 1 }));
  }

  get isEmpty(): boolean {
    return this.#pieces.length === 0;
  }

  /** The body at a moment of the session, ms; undefined where it is not known, or not loaded yet. */
  poseAt(moment: number): PoseAt | undefined {
    for (const piece of this.#pieces) {
      const { poses } = piece;
      if (!poses || !isNear(piece, moment, MOST_AWAY_MS)) continue;
      const pose = poseNear(poses, moment);
      if (pose) return pose;
    }
    return undefined;
  }

  /** The poses after one moment and until another, ms of the session, as far as they are loaded. */
  known(fromMs: number, untilMs: number): PosePacket[] {
    return this.#pieces.flatMap(({ file, endMs, poses }) => {
      if (!poses || file.startedAt > untilMs || endMs < fromMs) return [];
      return poses.slice(countUntil(poses, fromMs), countUntil(poses, untilMs));
    });
  }

  /** Loads what is needed around a moment; called with each frame. @returns whether anything had to be loaded */
  async need(moment: number): Promise<boolean> {
    const now = performance.now();
    const missing = this.#pieces.filter(
      (piece) => isMissing(piece) && now - piece.failedAt >= RETRY_MS && isNear(piece, moment, NEAR_MS),
    );
    await Promise.all(missing.map((piece) => this.#load(piece)));
    return missing.length > 0;
  }

  /** All poses between two moments, ms of the session. @throws what loading throws */
  async between(fromMs: number, untilMs: number): Promise<PosePacket[]> {
    const pieces = this.#pieces.filter(({ file, endMs }) => file.startedAt <= untilMs && endMs >= fromMs);
    for (let first = 0; first < pieces.length; first += AT_ONCE) {
      await Promise.all(pieces.slice(first, first + AT_ONCE).map((piece) => this.#load(piece)));
    }
    return pieces.flatMap(({ poses }) => poses?.filter(({ at }) => at >= fromMs && at <= untilMs) ?? []);
  }

  #load(piece: Piece): Promise<void> {
    if (!isMissing(piece)) return Promise.resolve();
    piece.loading ??= this.#fetch(piece)
      .catch((error: unknown) => {
        piece.failedAt = performance.now();
        throw error;
      })
      .finally(() => {
        piece.loading = undefined;
      });
    return piece.loading;
  }

  async #fetch(piece: Piece): Promise<void> {
    const { id, url } = piece.file;
    if (url === null) return;
    const response = await fetchOf({ url, again: () => this.#fresh(id) })(url);
    piece.poses = readTrackPiece(new Uint8Array(await response.arrayBuffer())).poses;
    piece.hasMore = false;
    this.read.setState(({ pieces }) => ({ pieces: pieces + 1 }));
  }
}

const isMissing = ({ poses, hasMore }: Piece): boolean => !poses || hasMore;

const isNear = ({ file, endMs }: Piece, moment: number, ms: number) =>
  moment >= file.startedAt - ms && moment <= endMs + ms;

function piecesOf(files: readonly SessionFileItem[]): Piece[] {
  return files
    .filter(
      ({ kind, url, endedAt, state }) => kind === 'track' && url !== null && (endedAt !== null || state === 'growing'),
    )
    .sort((a, b) => a.startedAt - b.startedAt)
    .map((file) => ({
      ...{ file, endMs: file.endedAt ?? file.startedAt + TRACK_PIECE_MS, hasMore: false },
      ...{ poses: undefined, loading: undefined, failedAt: Number.NEGATIVE_INFINITY },
    }));
}
