/** Clips of a session's recordings and films: the bodies of `/api/sessions/:id/clips`. Times are ms of the session. */
import { z } from 'zod';
import { textSchema } from '../text/well-formed.ts';
import { lessonCutsSchema } from './lessons.ts';

/** The longest clip, ms: what is longer is looked at as a whole. */
export const LONGEST_CLIP_MS = 10 * 60_000;
/** How fast clips may be shown: 1 as it was. */
export const CLIP_SPEEDS = [1, 0.5, 0.25, 0.1] as const;
/** Pictures in a kinogram. */
export const KINOGRAM_PICTURES = { fewest: 2, most: 8 } as const;

/** How long a clip may stand still at a comment, and at how many. */
export const CLIP_PAUSES = { shortestMs: 500, longestMs: 10_000, most: 20 } as const;

export const clipTitleSchema = textSchema({ max: 120 });

const momentSchema = z.number().nonnegative();
const speedSchema = z.union(CLIP_SPEEDS.map((speed) => z.literal(speed)));

const filmWishSchema = z.object({
  /** A film of its own (MP4), with its sound, whose pitch stays when it is slower. */
  form: z.literal('film'),
  speed: speedSchema.default(1),
  /** Whether skeleton, angles, count and cues are in its pictures. */
  overlay: z.boolean().default(false),
  /** It stands still for so long, ms, wherever a comment is, with what was drawn for that; absent where it goes on. */
  pauseMs: z.number().min(CLIP_PAUSES.shortestMs).max(CLIP_PAUSES.longestMs).exactOptional(),
});

const kinogramWishSchema = z.object({
  /** One picture (JPEG) of several moments side by side, each cut to where the athlete is. */
  form: z.literal('kinogram'),
  moments: z
    .array(z.object({ at: momentSchema, label: textSchema({ max: 40 }) }))
    .min(KINOGRAM_PICTURES.fewest)
    .max(KINOGRAM_PICTURES.most)
    .refine(
      (moments) => moments.every(({ at }, index) => index === 0 || at > (moments[index - 1]?.at ?? at)),
      'moments stand in order',
    ),
  overlay: z.boolean().default(false),
});

/** How a clip is made. */
export const clipWishSchema = z.discriminatedUnion('form', [filmWishSchema, kinogramWishSchema]);
export type ClipWish = z.infer<typeof clipWishSchema>;

/** A film of a lesson (MP4): asked for by `POST /api/sessions/:id/lessons/:lessonId/film`; its source is the lesson's voice. */
export const lessonWishSchema = z.object({
  form: z.literal('lesson'),
  /** As they were when it was asked for. */
  cuts: lessonCutsSchema,
});

/** How any clip is made that is kept. */
export const keptWishSchema = z.discriminatedUnion('form', [
  filmWishSchema.extend({
    /** At which comments it stands still: those that its maker could read. */
    comments: z.array(z.uuid()).default([]),
  }),
  kinogramWishSchema,
  lessonWishSchema,
]);
export type KeptWish = z.infer<typeof keptWishSchema>;

/** `POST /api/sessions/:id/clips`. */
export const newClipSchema = z
  .object({
    /** The recording or film: an id of `GET /api/sessions/:id/files`. */
    sourceId: z.uuid(),
    title: clipTitleSchema,
    from: momentSchema,
    to: momentSchema,
    wish: clipWishSchema,
  })
  .refine(({ from, to }) => to > from, { path: ['to'], message: 'a clip ends after it begins' })
  .refine(({ from, to }) => to - from <= LONGEST_CLIP_MS, { path: ['to'], message: 'a clip has 10 minutes at most' })
  .refine(({ from, to, wish }) => wish.form !== 'kinogram' || wish.moments.every(({ at }) => at >= from && at <= to), {
    path: ['wish', 'moments'],
    message: 'moments lie within the clip',
  });
export type NewClip = z.infer<typeof newClipSchema>;

/** `waiting` also while it is made. */
export const clipStateSchema = z.enum(['waiting', 'ready', 'failed']);

/** Why a clip could not be made: the film can't be read, is gone, or ended the process that read it. */
export const clipFailureSchema = z.object({ code: z.enum(['unreadable_film', 'source_lost', 'making_failed']) });
export type ClipFailure = z.infer<typeof clipFailureSchema>;

export const clipSchema = z.object({
  id: z.uuid(),
  sourceId: z.uuid(),
  title: z.string(),
  from: z.number(),
  to: z.number(),
  form: z.enum(['film', 'kinogram']),
  /** Who made it. */
  maker: z.string(),
  /** Whether the reader may delete and share it. */
  own: z.boolean(),
  state: clipStateSchema,
  failure: clipFailureSchema.nullable(),
  /** How much of it is made, 0..1; null where that is not known. */
  progress: z.number().nullable(),
  /** Null until it is ready. */
  bytes: z.int().nonnegative().nullable(),
  /** Where it can be read for some minutes; null until it is ready. */
  url: z.string().nullable(),
  createdAt: z.iso.datetime(),
});
export type Clip = z.infer<typeof clipSchema>;

/** `GET /api/sessions/:id/clips`: by when they begin. */
export const clipsSchema = z.object({ clips: z.array(clipSchema) });
