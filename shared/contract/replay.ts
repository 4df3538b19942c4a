/** Replay: a coach plays the athlete's last seconds for everyone, with one playhead, while the session goes on beneath. */
import { z } from 'zod';

/** The longest that can be replayed, ms; each page keeps so much of the athlete's picture. */
export const MAX_REPLAY_MS = 20_000;

/** Speeds of a playhead that moves: 1 is as fast as it was. */
export const SLOWEST_REPLAY = 0.1;
export const FASTEST_REPLAY = 1;

/** What is replayed, and where in it. Times are media times, ms of the session. */
export const playheadSchema = z
  .object({
    from: z.number().nonnegative(),
    to: z.number().nonnegative(),
    at: z.number().nonnegative(),
    /** How fast the playhead moves; 0 while it stands still. */
    rate: z.union([z.literal(0), z.number().min(SLOWEST_REPLAY).max(FASTEST_REPLAY)]),
  })
  .refine(({ from, to, at }) => from < to && at >= from && at <= to, {
    path: ['at'],
    message: 'a replay begins before it ends, and its playhead is in it',
  })
  .refine(({ from, to }) => to - from <= MAX_REPLAY_MS, {
    path: ['from'],
    message: `a replay lasts ${MAX_REPLAY_MS} ms at most`,
  });
export type Playhead = z.infer<typeof playheadSchema>;

export const replaySchema = playheadSchema.safeExtend({
  /** The coach whose playhead it is. */
  by: z.uuid(),
  /** When the playhead was at `at`, ms of the session. */
  since: z.number().nonnegative(),
});
export type Replay = z.infer<typeof replaySchema>;

/**
 * Where the playhead is: media time, ms of the session. What plays begins again at its end, so that everyone sees the same without
 * another message.
 *
 * @param now ms of the session
 */
export function replayedAt({ from, to, at, rate, since }: Replay, now: number): number {
  if (rate === 0) return at;
  return from + ((at - from + Math.max(0, now - since) * rate) % (to - from));
}
