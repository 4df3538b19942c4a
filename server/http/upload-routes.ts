/** `/api/uploads`: films that become sessions. Their bytes come by tus. */
import { Router } from 'express';
import { z } from 'zod';
import type { Reception } from '../uploads/reception.ts';
import type { Uploads } from '../uploads/uploads.ts';
import { callerOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';
import { tusRoutes } from './tus-routes.ts';

const uploadPath = z.object({ id: z.uuid() });

/** Expects callers to be authenticated already. */
export function uploadRoutes(uploads: Uploads, reception: Pick<Reception, 'handle'>, limits: RateLimits): Router {
  const router = Router();
  router.get('/', limits.read, async (request, response) => {
    response.json({ uploads: await uploads.list(callerOf(request)) });
  });
  router.delete('/:id', limits.write, async (request, response) => {
    await uploads.remove(callerOf(request), uploadPath.parse(request.params).id);
    response.status(204).end();
  });
  router.use(tusRoutes(reception, limits));
  return router;
}
