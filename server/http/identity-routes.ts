/** `/api/sign-in` and `/api/identity`: how one signs in, and who one is. */
import { Router } from 'express';
import type { SignInOptions } from '../../shared/contract/rest.ts';
import type { Identity } from '../identity/identity.ts';
import { authenticated, callerOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

/** @param options how one signs in */
export function identityRoutes(identity: Identity, options: () => Promise<SignInOptions>, limits: RateLimits): Router {
  const router = Router();
  router.get('/sign-in', limits.preview, async (_request, response) => {
    response.json(await options());
  });
  router.get('/identity', authenticated(identity), (request, response) => {
    const { id, name } = callerOf(request);
    response.json({ id, name });
  });
  return router;
}
