/** `/api/uploads`: films that become sessions. The bytes travel by tus 1.0 (https://tus.io), everything else as JSON. */
import { z } from 'zod';
import { activityIdSchema, languageSchema, localisedSchema } from '../coaching/index.ts';
import { personNameSchema } from './rest.ts';

/** A film of six hours at 1.5 Mbit a second, or of 20 minutes at 27. */
export const LARGEST_FILM_BYTES = 4 * 1024 ** 3;

/** The activity is guessed from what is seen. */
export const GUESSED = 'auto';

/** What is said of a film when its upload begins, as tus's metadata. */
export const uploadWishSchema = z.object({
  /** Of its file. */
  filename: z.string().default(''),
  activity: z.union([z.literal(GUESSED), activityIdSchema]).default(GUESSED),
  /** Who is seen in it; whoever uploads it unless said. */
  athlete: personNameSchema.optional(),
  /** Of the cues. */
  language: languageSchema.default('en'),
});
export type UploadWish = z.input<typeof uploadWishSchema>;

/** `POST /api/uploads/begin`: a film that a page sends next. */
export const beginUploadSchema = uploadWishSchema.extend({
  bytes: z.int().positive(),
  contentType: z.string().max(100).default(''),
});
export type BeginUpload = z.input<typeof beginUploadSchema>;

/**
 * How a page sends a film: by tus, with what is good for this film alone and for a time, to this server or past it to the file store.
 * Answers `POST /api/uploads/begin`, and `POST /api/uploads/:id/ticket` with a newer one.
 */
export const uploadTicketSchema = z.object({
  id: z.uuid(),
  /** Where tus begins. */
  endpoint: z.string(),
  /** Of each of tus's requests. */
  headers: z.record(z.string(), z.string()),
  /** As tus takes it; `objectName` ends with the upload's id. */
  metadata: z.object({ bucketName: z.string(), objectName: z.string(), contentType: z.string() }),
  /** Of each request but the last. */
  pieceBytes: z.int().positive(),
  expiresAt: z.iso.datetime(),
});
export type UploadTicket = z.infer<typeof uploadTicketSchema>;

/** Where an upload stands, in the order in which it goes on. */
export const uploadStatusSchema = z.enum(['uploading', 'queued', 'analysing', 'failed', 'ended']);
export type UploadStatus = z.infer<typeof uploadStatusSchema>;

/** Why a film was not judged. */
export const uploadFailureSchema = z.object({
  /** `unreadable_film` with the reason, `unknown_activity`, `film_lost`, `analysis_failed`. */
  code: z.string(),
  reason: z.string().optional(),
});
export type UploadFailure = z.infer<typeof uploadFailureSchema>;

export const uploadSchema = z.object({
  /** Of the session that it becomes. */
  id: z.uuid(),
  title: z.string(),
  status: uploadStatusSchema,
  createdAt: z.iso.datetime(),
  /** Null while it is to be guessed. */
  activityName: localisedSchema.nullable(),
  bytes: z.number().nonnegative(),
  /** Bytes that are here. */
  received: z.number().nonnegative(),
  /** While it is judged: the part that is done, 0..1, and about how long the rest takes, in ms, once that can be said. */
  progress: z.object({ done: z.number().min(0).max(1), leftMs: z.number().nonnegative().nullable() }).nullable(),
  failure: uploadFailureSchema.nullable(),
  /** It was judged, and nobody was found in it. */
  nobody: z.boolean(),
});
export type Upload = z.infer<typeof uploadSchema>;

/** `GET /api/uploads`: one's own that are not over, and those that were lately. */
export const uploadListSchema = z.object({ uploads: z.array(uploadSchema) });
