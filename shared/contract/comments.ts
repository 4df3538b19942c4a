/** Comments on moments and ranges of a session, in threads: the bodies of `/api/sessions/:id/comments`. */
import { z } from 'zod';
import { textSchema } from '../text/well-formed.ts';
import { commentInkSchema } from './comment-ink.ts';
import { momentSchema } from './film-view.ts';

/** UTF-16 code units. */
export const MAX_COMMENT_LENGTH = 2_000;

const bodySchema = textSchema({ max: MAX_COMMENT_LENGTH, lines: true });

const said = { body: bodySchema, ink: commentInkSchema.default([]) };

/** `POST /api/sessions/:id/comments`. */
export const newCommentSchema = z
  .object({
    ...said,
    /** Ms of the session. */
    from: momentSchema,
    /** End of a range; null for a moment. */
    to: momentSchema.nullable().default(null),
  })
  .refine(({ from, to }) => to === null || to > from, { path: ['to'], message: 'a range ends after it begins' });
export type NewComment = z.infer<typeof newCommentSchema>;

/** `POST /api/sessions/:id/comments/:commentId/answers`, and `PUT /api/sessions/:id/comments/:commentId` for what one wrote. */
export const saidSchema = z.object(said);
export type Said = z.infer<typeof saidSchema>;

/** `PUT /api/sessions/:id/comments/:commentId/resolved`. */
export const resolvedSchema = z.object({ resolved: z.boolean() });

export const commentSchema = z.object({
  id: z.uuid(),
  /** The comment that this one answers. */
  threadId: z.uuid().nullable(),
  author: z.string(),
  /** Whether the reader wrote it, and so may edit it. */
  own: z.boolean(),
  /** Whether the reader may delete it; answers go with it. */
  deletable: z.boolean(),
  /** Ms of the session. */
  from: z.number(),
  to: z.number().nullable(),
  body: z.string(),
  ink: commentInkSchema,
  createdAt: z.iso.datetime(),
  editedAt: z.iso.datetime().nullable(),
  /** Of a thread. */
  resolvedAt: z.iso.datetime().nullable(),
});
export type Comment = z.infer<typeof commentSchema>;

/** `GET /api/sessions/:id/comments`: those that the caller may read, by moment, then as they were written. */
export const commentsSchema = z.object({ comments: z.array(commentSchema) });
