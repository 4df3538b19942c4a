/** Links by which people without an account see one clip. */
import { z } from 'zod';
import { LINK_HOURS } from './rest.ts';

/** `POST /api/sessions/:id/clips/:clipId/shares`. */
export const newShareSchema = z.object({
  hours: z
    .number()
    .min(LINK_HOURS.shortest, 'a link is good for 5 minutes at least')
    .max(LINK_HOURS.longest, 'a link is good for 30 days at most')
    .default(24 * 7),
});

/** 32 random bytes in base64url: what the link ends in, `/c/<secret>`. */
export const shareSecretSchema = z.string().regex(/^[\w-]{43}$/);

export const shareSchema = z.object({
  id: z.uuid(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  revoked: z.boolean(),
  /** How often it was opened in all. */
  opened: z.int().nonnegative(),
  /** The last times, newest first: to the minute, and with what kind of device. */
  visits: z.array(z.object({ at: z.iso.datetime(), device: z.string() })),
});
export type Share = z.infer<typeof shareSchema>;
/** `GET` of the same address: newest first. */
export const sharesSchema = z.object({ shares: z.array(shareSchema) });
/** The secret is shown once, when the link is made. */
export const createdShareSchema = shareSchema.extend({ secret: shareSecretSchema });
export type CreatedShare = z.infer<typeof createdShareSchema>;

/** `GET /api/shared/:secret`: all that whoever has the link is told. */
export const sharedClipSchema = z.object({
  title: z.string(),
  form: z.enum(['film', 'kinogram']),
  expiresAt: z.iso.datetime(),
  /** Where the clip can be read while the link is good. */
  url: z.string(),
  /** To be given back as `?visit=` when the page asks again, so that one visit counts once. */
  visit: z.uuid(),
});
export type SharedClip = z.infer<typeof sharedClipSchema>;
