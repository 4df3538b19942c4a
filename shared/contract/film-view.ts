/** How somebody looks at a film of a session. */
import { z } from 'zod';

/** The latest moment of a session, ms: a day. */
export const LATEST_MS = 86_400_000;

/** Ms of the session. */
export const momentSchema = z.number().min(0).max(LATEST_MS);
export const shareSchema = z.number().min(0).max(1);

/** `zoom` 1 shows all of the frame; `x` and `y` are the point of the frame in the middle, 0..1. */
export const lookSchema = z.object({
  skeleton: z.boolean(),
  zoom: z.number().min(1).max(20),
  x: shareSchema,
  y: shareSchema,
});
