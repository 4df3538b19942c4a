/** `/api/uploads`: films that become sessions. Their bytes come by tus: POST begins one, HEAD asks how much is here, PATCH adds. */
import { Router } from 'express';
import { z } from 'zod';
import type { Reception } from '../uploads/reception.ts';
import type { Uploads } from '../uploads/uploads.ts';
import { callerOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

const uploadPath = z.object({ id: z.uuid() });

/** Expects callers to be authenticated already. */
export function uploadRoutes(uploads: Uploads, reception: Reception, limits: RateLimits): Router {
  const router = Router();
  router.get('/', limits.read, async (request, response) => {
    response.json({ uploads: await uploads.list(callerOf(request)) });
  });
  router.delete('/:id', limits.write, async (request, response) => {
    await uploads.remove(callerOf(request), uploadPath.parse(request.params).id);
    response.status(204).end();
  });

  router.post('/', limits.write, limits.upload, async (request, response) => {
    // tus reads the address itself, and knows nothing of routers.
    request.url = request.originalUrl;
    await reception.handle(callerOf(request), request, response);
  });
  for (const method of ['head', 'patch'] as const) {
    router[method]('/:id', limits.transfer, async (request, response) => {
      request.url = request.originalUrl;
      await reception.handle(callerOf(request), request, response);
    });
  }
  return router;
}
