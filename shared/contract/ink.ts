/** What was drawn over the athletes' pictures in a session: the body of `GET /api/sessions/:id/ink`. */
import { z } from 'zod';
import { strokeSchema } from './board.ts';

export const drawnStrokeSchema = z.object({
  /** Over whose picture, as in the session's events. */
  athleteId: z.uuid(),
  stroke: strokeSchema,
  /** The frame that it was drawn on, or else when it was drawn; ms of the session. */
  from: z.number().nonnegative(),
  /** When it was removed, ms of the session; null where it stayed to the end. */
  until: z.number().nonnegative().nullable(),
});
export type DrawnStroke = z.infer<typeof drawnStrokeSchema>;

export const inkSchema = z.object({ ink: z.array(drawnStrokeSchema) });
