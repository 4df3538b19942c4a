/** What the server limits, and why, in one place; docs/limits.md says what an operator sees of it. */

/** Requests of one kind: at most `points` in `duration` seconds. */
interface RequestLimit {
  readonly points: number;
  readonly duration: number;
}

/** By family; each request names its own (`server/live/door/requests/`). */
export const REQUEST_LIMITS = {
  /** Drawing sends one message for each picture frame. */
  board: { points: 240, duration: 2 },
  /** Set-up comes in bursts. */
  media: { points: 100, duration: 5 },
  latency: { points: 10, duration: 5 },
  session: { points: 20, duration: 5 },
  /** Several round trips one after the other show the offset between two clocks. */
  clock: { points: 20, duration: 5 },
} as const satisfies Record<string, RequestLimit>;

export type RequestFamily = keyof typeof REQUEST_LIMITS;

/** Messages of any kind, valid or not, after which a connection is a flood and is ended. */
export const FLOOD: RequestLimit = { points: 2_000, duration: 5 };

export const LOCAL_FILES = {
  /** Room that a new file leaves on the disk, in bytes: the embedded database stops writing without room. */
  reserveBytes: 1 << 29,
  /** Copies that were never finished are removed after this, in ms; no copy within one disk takes so long. */
  unfinishedKeptMs: 24 * 3_600_000,
} as const;

export const SUPABASE_FILES = {
  /** Supabase Storage takes resumable uploads in pieces of exactly this size; the last may be smaller. */
  pieceBytes: 6 * 1024 * 1024,
  /** A transfer that moves nothing for so long is given up and goes on later, in ms. */
  stalledAfterMs: 60_000,
} as const;

export const OUTBOX = {
  /** Pause after the first failure of a file, in ms; it doubles with each further one. */
  firstPauseMs: 1_000,
  /** An outage that ends is noticed within this, in ms. */
  longestPauseMs: 15 * 60_000,
  /** Pause while the database does not answer, in ms; its own recovery takes about as long. */
  databasePauseMs: 2_000,
} as const;
