/** `/api/identity`: signing in, who one is, and under which name. */
import { Router } from 'express';
import { signInSchema } from '../../shared/contract/rest.ts';
import type { Identity } from '../identity/identity.ts';
import { authenticated, callerOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

export function identityRoutes(identity: Identity, limits: RateLimits): Router {
  const router = Router();
  router.post('/', limits.signIn, async (request, response, next) => {
    const { name } = signInSchema.parse(request.body);
    if (identity.signIn) response.status(201).json(await identity.signIn(name));
    else next();
  });
  router.put('/', limits.signIn, authenticated(identity), async (request, response, next) => {
    const { name } = signInSchema.parse(request.body);
    if (identity.rename) response.json(await identity.rename(callerOf(request), name));
    else next();
  });
  router.get('/', authenticated(identity), (request, response) => {
    response.json(callerOf(request));
  });
  return router;
}
