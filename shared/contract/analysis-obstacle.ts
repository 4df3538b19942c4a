/** Why an athlete is not analysed although their camera is on: nothing is counted meanwhile. */
import { z } from 'zod';

/** What is wrong with a video that the analysis refuses. */
export const videoFaultSchema = z.enum([
  /** More px in a picture than the analysis takes. */
  'too-large',
  /** Decoding it takes more of the server than one athlete may. */
  'too-costly',
  'undecodable',
]);
export type VideoFault = z.infer<typeof videoFaultSchema>;

export const obstacleReasonSchema = z.enum([
  ...videoFaultSchema.options,
  /** No analysis process takes the video at the moment. */
  'unavailable',
  /** Analysis processes ended while they worked on it, so it is left alone for a while. */
  'left-alone',
]);
export type ObstacleReason = z.infer<typeof obstacleReasonSchema>;

export const analysisObstacleSchema = z.object({
  reason: obstacleReasonSchema,
  /** Ms of the session. */
  since: z.number().nonnegative(),
});
export type AnalysisObstacle = z.infer<typeof analysisObstacleSchema>;
