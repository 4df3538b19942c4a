/** `/api/identity`: signing in, and who one is. */
import { Router } from 'express';
import { type SignedIn, signInSchema, type User } from '../../shared/contract/rest.ts';
import { authenticated, callerOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

export interface IdentityService {
  signIn(name: string): Promise<SignedIn>;
  verify(token: string): Promise<User>;
}

export function identityRoutes(identity: IdentityService, limits: RateLimits): Router {
  const router = Router();
  router.post('/', limits.signIn, async (request, response) => {
    const { name } = signInSchema.parse(request.body);
    response.status(201).json(await identity.signIn(name));
  });
  router.get('/', authenticated(identity.verify), (request, response) => {
    response.json(callerOf(request));
  });
  return router;
}
