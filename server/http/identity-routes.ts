/** `/api/sign-in` and `/api/identity`: how one signs in, and who one is. */
import { Router } from 'express';
import type { SignInOptions, User } from '../../shared/contract/rest.ts';
import type { Identity } from '../identity/identity.ts';
import { authenticated, callerOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

export interface IdentityService {
  identity: Identity;
  /** How one signs in. */
  signInOptions(): Promise<SignInOptions>;
  /** Deletes the account, and all that is kept of the person. */
  farewell(user: User): Promise<void>;
}

export function identityRoutes({ identity, signInOptions, farewell }: IdentityService, limits: RateLimits): Router {
  const router = Router();
  router.get('/sign-in', limits.preview, async (_request, response) => {
    response.json(await signInOptions());
  });
  router.get('/identity', authenticated(identity), (request, response) => {
    const { id, name } = callerOf(request);
    response.json({ id, name });
  });
  router.delete('/identity', limits.write, authenticated(identity), async (request, response) => {
    await farewell(callerOf(request));
    response.status(204).end();
  });
  return router;
}
