/** Review together: a coach shows everyone in a live session a recording, with one playhead, while the session goes on beneath. */
import { z } from 'zod';
import { pointSchema } from './board.ts';
import { commentInkSchema } from './comment-ink.ts';
import { lookSchema, momentSchema } from './film-view.ts';

/** Film time by real time, at most. */
export const FASTEST_REVIEW = 2;

/** A playhead and how it goes on. Times are ms of the session that was recorded. */
export const reviewMotionSchema = z
  .object({
    at: momentSchema,
    /** Film time by real time, negative backwards; 0 while the playhead stands still. */
    rate: z.number().min(-FASTEST_REVIEW).max(FASTEST_REVIEW),
    /** The stretch in which it moves: at its end it stands still. */
    from: momentSchema,
    until: momentSchema,
  })
  .refine(({ from, until, at }) => at >= from && at <= until, {
    path: ['at'],
    message: 'a playhead is in the stretch that it moves in',
  });
export type ReviewMotion = z.infer<typeof reviewMotionSchema>;

/** How a recording is shown. */
export const reviewViewSchema = z.object({ motion: reviewMotionSchema, look: lookSchema });
export type ReviewView = z.infer<typeof reviewViewSchema>;

/** What is drawn over it, all of it, and the frame that the first stroke was drawn on, ms of the recorded session. */
export const reviewDrawingSchema = z.object({ ink: commentInkSchema, at: momentSchema.exactOptional() });
export type ReviewDrawing = z.infer<typeof reviewDrawingSchema>;

/** Which recording: of a session, and whose picture; null where that session has one film. */
export const reviewedFilmSchema = z.object({ sessionId: z.uuid(), participantId: z.uuid().nullable() });
export type ReviewedFilm = z.infer<typeof reviewedFilmSchema>;

/** A recording that is shown for the first time, or in place of another one. */
export const reviewWishSchema = reviewedFilmSchema.extend({ view: reviewViewSchema });
export type ReviewWish = z.infer<typeof reviewWishSchema>;

export const liveReviewSchema = reviewWishSchema.extend({
  /** The coach whose playhead and pen it is. */
  by: z.uuid(),
  /** When the playhead was where `view` says, ms of the live session. */
  since: z.number().nonnegative(),
  drawing: reviewDrawingSchema,
});
export type LiveReview = z.infer<typeof liveReviewSchema>;

/** Where somebody points at on the recording's picture; null for nowhere any more. */
export const reviewPointSchema = z.object({ point: pointSchema.nullable() });
export const reviewPointerSchema = reviewPointSchema.extend({ participantId: z.uuid() });
export type ReviewPointer = z.infer<typeof reviewPointerSchema>;

const NOTHING_DRAWN: ReviewDrawing = { ink: [] };

/**
 * What is shown after a coach showed a recording or moved its playhead; what was drawn stays on the film that it was drawn on.
 * @param before what was shown until then
 */
export function shownReview(before: LiveReview | undefined, shown: Omit<LiveReview, 'drawing'>): LiveReview {
  return { ...shown, drawing: before && isSameFilm(before, shown) ? before.drawing : NOTHING_DRAWN };
}

export const isSameFilm = (one: ReviewedFilm, other: ReviewedFilm): boolean =>
  one.sessionId === other.sessionId && one.participantId === other.participantId;

/**
 * Where the playhead is: ms of the recorded session.
 * @param elapsed real time since it was at `at`, ms
 */
export function reviewedAt({ at, rate, from, until }: ReviewMotion, elapsed: number): number {
  return Math.min(until, Math.max(from, at + rate * Math.max(0, elapsed)));
}
