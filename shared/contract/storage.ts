/** How much room somebody's recordings and films take, and how long they are kept. */
import { z } from 'zod';
import { localisedSchema } from '../coaching/index.ts';

/** Longest time that files can be kept for, beside for ever; days. */
const LONGEST_KEPT_DAYS = 36_500;

/** `PUT /api/sessions/:id/keeping`: days after the session's end; 0 for ever, null for as long as the server keeps any. */
export const keepingSchema = z.object({ days: z.int().min(0).max(LONGEST_KEPT_DAYS).nullable() });

/** What one session keeps. */
export const storedSessionSchema = z.object({
  id: z.uuid(),
  activityName: localisedSchema,
  createdAt: z.iso.datetime(),
  files: z.int().nonnegative(),
  bytes: z.number().nonnegative(),
  /** As in `keepingSchema`. */
  keptForDays: z.int().nonnegative().nullable(),
  /** When its files will be removed; null for never, and while it is live. */
  removedAt: z.iso.datetime().nullable(),
});
export type StoredSession = z.infer<typeof storedSessionSchema>;

/** The most sessions in one answer. */
export const STORED_SESSIONS = 200;

/** `GET /api/storage`: the caller's own sessions. */
export const storageSchema = z.object({
  /** Of all their files together. */
  bytes: z.number().nonnegative(),
  files: z.int().nonnegative(),
  /** Days that the server keeps files for unless a session says otherwise; 0 for ever. */
  serverKeepsDays: z.int().nonnegative(),
  /** Those that have files, oldest first. */
  sessions: z.array(storedSessionSchema),
});
export type Storage = z.infer<typeof storageSchema>;
