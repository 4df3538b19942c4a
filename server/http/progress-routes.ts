/** `/api/progress`: what one's training came to, by day and activity. */
import { Router } from 'express';
import { z } from 'zod';
import { progressQuerySchema, type reviewMinuteSchema } from '../../shared/contract/progress.ts';
import type { Progress } from '../records/progress.ts';
import { callerOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

export type ProgressRecords = Pick<Progress, 'of' | 'noteReview'>;

const sessionPath = z.object({ id: z.uuid() });

/** Expects callers to be authenticated already. */
export function progressRoutes(progress: ProgressRecords, limits: RateLimits): Router {
  const router = Router();
  router.get('/', limits.read, async (request, response) => {
    response.json(await progress.of(callerOf(request), progressQuerySchema.parse(request.query)));
  });
  return router;
}

/** `/api/sessions/:id/review-minutes`. Expects callers to be authenticated already. */
export function reviewMinuteRoutes(progress: ProgressRecords, limits: RateLimits): Router {
  const router = Router();
  router.post('/:id/review-minutes', limits.write, async (request, response) => {
    const { id } = sessionPath.parse(request.params);
    const answer: z.infer<typeof reviewMinuteSchema> = { counted: await progress.noteReview(callerOf(request), id) };
    response.json(answer);
  });
  return router;
}
