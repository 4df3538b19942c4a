/** `/api/progress`: what one's training came to, by day and activity. */
import { Router } from 'express';
import { progressQuerySchema } from '../../shared/contract/progress.ts';
import type { Progress } from '../records/progress.ts';
import { callerOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

export type ProgressRecords = Pick<Progress, 'of'>;

/** Expects callers to be authenticated already. */
export function progressRoutes(progress: ProgressRecords, limits: RateLimits): Router {
  const router = Router();
  router.get('/', limits.read, async (request, response) => {
    response.json(await progress.of(callerOf(request), progressQuerySchema.parse(request.query)));
  });
  return router;
}
