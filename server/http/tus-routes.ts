/** What arrives by tus: POST begins an upload, HEAD asks how much is here, PATCH adds. */
import { Router } from 'express';
import type { Reception } from '../uploads/reception.ts';
import { callerOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

/** Expects callers to be authenticated already. */
export function tusRoutes(reception: Pick<Reception, 'handle'>, limits: RateLimits): Router {
  const router = Router();
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
