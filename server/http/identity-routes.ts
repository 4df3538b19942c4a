/** `/api/identity`: signing in, who one is, and under which name. */
import { Router } from 'express';
import { signInSchema } from '../../shared/contract/rest.ts';
import type { Identity } from '../identity/identity.ts';
import type { SignIn } from '../identity/sign-in.ts';
import { authenticated, bearerToken, callerOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

export function identityRoutes(identity: Identity, signIn: SignIn | undefined, limits: RateLimits): Router {
  const router = Router();
  router.post('/', limits.signIn, async (request, response, next) => {
    const { name } = signInSchema.parse(request.body);
    if (!signIn) return next();
    const { access_token: token, user } = await signIn.signUp({ data: { name } });
    response.status(201).json({ token, user: { id: user.id, name } });
  });
  router.put('/', limits.signIn, authenticated(identity), async (request, response, next) => {
    const { name } = signInSchema.parse(request.body);
    if (!signIn) return next();
    const { id } = await signIn.change(callerOf(request), { data: { name } });
    response.json({ token: bearerToken(request), user: { id, name } });
  });
  router.get('/', authenticated(identity), (request, response) => {
    const { id, name } = callerOf(request);
    response.json({ id, name });
  });
  return router;
}
