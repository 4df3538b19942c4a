import { z } from 'zod';

/** Why a film can't be read. Stable: pages and programs switch on it. */
export const filmFaultSchema = z.enum([
  /** It is no film. */
  'not-video',
  /** A film of a kind that is not read: AVI, MPEG streams, WMV, FLV. */
  'other-kind',
  /** It has no bytes. */
  'empty',
  /** The file ends before the film does. */
  'cut-off',
  'encrypted',
  /** It has sound alone, or nothing in it can be decoded. */
  'no-picture',
  /** It lasts longer than is taken. */
  'too-long',
  /** Its pictures are larger than is taken. */
  'too-large',
]);
export type FilmFault = z.infer<typeof filmFaultSchema>;

const videoFactsSchema = z.object({
  /** By FFmpeg's name, such as `h264`. */
  codec: z.string(),
  /** As it is to be seen: upright, with square px. */
  width: z.int().positive(),
  height: z.int().positive(),
  /** Degrees by which the stored pictures are turned clockwise to be upright. */
  rotation: z.literal([0, 90, 180, 270]),
  /** The mean. */
  fps: z.number().positive(),
  /** By FFmpeg's name, such as `yuv420p`. */
  pixelFormat: z.string(),
  /** Whether browsers of all makes show it as it is. */
  playable: z.boolean(),
});

const audioFactsSchema = z.object({
  codec: z.string(),
  sampleRate: z.int().nonnegative(),
  channels: z.int().nonnegative(),
  /** Whether browsers of all makes play it as it is. */
  playable: z.boolean(),
});

/** What a film is, as found in its file. */
export const filmFactsSchema = z.object({
  container: z.enum(['mp4', 'mov', 'webm', 'matroska']),
  bytes: z.int().nonnegative(),
  durationMs: z.number().nonnegative(),
  video: videoFactsSchema,
  /** Absent where there is no sound. */
  audio: audioFactsSchema.optional(),
});
export type FilmFacts = z.infer<typeof filmFactsSchema>;
