/**
 * `/api/uploads`: films that become sessions. Their bytes come by tus. Pages say first what they send, and get the address and the token for it
 * (`begin`, `ticket`); at the end they say that all is there (`arrived`).
 */
import { Router } from 'express';
import { z } from 'zod';
import { beginUploadSchema } from '../../shared/contract/uploads.ts';
import type { Reception } from '../uploads/reception.ts';
import type { SignedReception } from '../uploads/signed-reception.ts';
import type { Tickets } from '../uploads/tickets.ts';
import type { Uploads } from '../uploads/uploads.ts';
import { callerOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';
import { tusRoutes } from './tus-routes.ts';

const uploadPath = z.object({ id: z.uuid() });

export interface UploadServices {
  uploads: Uploads;
  reception: Pick<Reception, 'handle'>;
  signedReception: SignedReception;
  tickets: Tickets;
}

/** Requests of tus that bring a token for one film; nobody has to be signed in. */
export function signedUploadRoutes({ signedReception }: UploadServices, limits: RateLimits): Router {
  const router = Router();
  router.use(limits.transfer, async (request, response) => {
    // tus reads the address itself, and knows nothing of routers.
    request.url = request.originalUrl;
    await signedReception.handle(request, response);
  });
  return router;
}

/** Expects callers to be authenticated already. */
export function uploadRoutes({ uploads, reception, tickets }: UploadServices, limits: RateLimits): Router {
  const router = Router();
  router.get('/', limits.read, async (request, response) => {
    response.json({ uploads: await uploads.list(callerOf(request)) });
  });
  router.delete('/:id', limits.write, async (request, response) => {
    await uploads.remove(callerOf(request), uploadPath.parse(request.params).id);
    response.status(204).end();
  });
  router.post('/begin', limits.write, limits.upload, async (request, response) => {
    response.status(201).json(await tickets.begin(callerOf(request), beginUploadSchema.parse(request.body)));
  });
  router.post('/:id/ticket', limits.write, async (request, response) => {
    response.json(await tickets.renew(callerOf(request), uploadPath.parse(request.params).id));
  });
  router.post('/:id/arrived', limits.write, async (request, response) => {
    await uploads.arrived(callerOf(request), uploadPath.parse(request.params).id);
    response.status(204).end();
  });
  router.use(tusRoutes(reception, limits));
  return router;
}
