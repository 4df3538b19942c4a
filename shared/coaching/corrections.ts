/** What a coach says against the machine. It is kept beside the machine's count and never replaces it. */
import { z } from 'zod';
import { strictnessSchema } from './events.ts';

export const correctionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('count'), at: z.number(), delta: z.union([z.literal(1), z.literal(-1)]) }),
  /** A repetition by its index is good or bad, whatever its score. */
  z.object({ kind: z.literal('mark'), at: z.number(), rep: z.int().positive(), good: z.boolean() }),
  /** From here on more or less is asked of the athlete. */
  z.object({ kind: z.literal('strictness'), at: z.number(), strictness: strictnessSchema }),
]);

export type Correction = z.infer<typeof correctionSchema>;

/** A correction as the coach gives it: its time is the server's to say. */
export const correctionRequestSchema = z.discriminatedUnion('kind', [
  correctionSchema.options[0].omit({ at: true }),
  correctionSchema.options[1].omit({ at: true }),
  correctionSchema.options[2].omit({ at: true }),
]);

export type CorrectionRequest = z.infer<typeof correctionRequestSchema>;
