/** Files of a session: recordings, films, keypoint tracks, and what is made of them. */
import { z } from 'zod';
import { roleSchema } from './roles.ts';

/**
 * `recording`: sound and picture of a participant, as sent. `track`: an athlete's keypoints. `film`: what was uploaded.
 * Made of these: `index` (the same with an index to seek by), `proxy` (small, quick to seek), `playable` (in a format
 * that browsers decode), `thumbnails` (pictures on one sheet), `waveform`; what people ask for: `clip` (a part as a film),
 * `kinogram` (some moments in one picture), `lesson` (the voice of one).
 */
export const fileKindSchema = z.enum([
  'recording',
  'track',
  'film',
  'index',
  'proxy',
  'playable',
  'thumbnails',
  'waveform',
  'clip',
  'kinogram',
  'lesson',
]);
export type FileKind = z.infer<typeof fileKindSchema>;

/** `growing` on the server's disk; `waiting` there, whole, for the file store; `stored`; `lost` for good. */
export const fileStateSchema = z.enum(['growing', 'waiting', 'stored', 'lost']);
export type FileState = z.infer<typeof fileStateSchema>;

/** What `about` says besides of a recording that grows: up to when the disk has it, ms of the session. */
export const growthSchema = z.object({ recordedUntil: z.number().nonnegative() });

/** A line of `GET /api/sessions/:id/files`. */
export const sessionFileSchema = z.object({
  id: z.uuid(),
  /** Whose picture, voice or keypoints, as in the session's events; null for the whole session's. */
  participantId: z.uuid().nullable(),
  /** Who that is; null too where they were never seen to take part. */
  participant: z.object({ name: z.string(), role: roleSchema }).nullable(),
  kind: fileKindSchema,
  /** The file that this one was made of. */
  sourceId: z.uuid().nullable(),
  /** 0, 1, 2 … within participant and kind. */
  number: z.int().nonnegative(),
  contentType: z.string(),
  /** Null until the file is whole. */
  bytes: z.int().nonnegative().nullable(),
  /** Ms of the session. */
  startedAt: z.number().nonnegative(),
  /** Null while it grows. */
  endedAt: z.number().nonnegative().nullable(),
  /** What kind of picture and sound is in it, by kind of file. */
  about: z.record(z.string(), z.unknown()),
  state: fileStateSchema,
  /** Where the file can be read for some minutes; null for one that is lost. Ranges of it can be asked for. */
  url: z.string().nullable(),
});
export type SessionFileItem = z.infer<typeof sessionFileSchema>;

export const sessionFilesSchema = z.object({ files: z.array(sessionFileSchema) });
