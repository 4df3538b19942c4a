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
