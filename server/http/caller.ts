/** Who calls: the user behind the bearer token. */
import type { Request, RequestHandler } from 'express';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { Identity, Visitor } from '../identity/identity.ts';

const callers = new WeakMap<Request, Visitor>();

/** The token that a request brings, whatever it is worth. */
export const bearerToken = (request: Request): string | undefined =>
  /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];

/** Lets only requests with a good token through. */
export function authenticated(identity: Pick<Identity, 'verify'>): RequestHandler {
  return async (request, _response, next) => {
    const token = bearerToken(request);
    if (!token) throw new SidelineError('unauthenticated', 'Sign in first.');
    callers.set(request, await identity.verify(token));
    next();
  };
}

/** The user of a request, where one is known by now. */
export const knownCaller = (request: Request): Visitor | undefined => callers.get(request);

/** The user of a request that went through `authenticated`. */
export function callerOf(request: Request): Visitor {
  const user = callers.get(request);
  if (!user) throw new SidelineError('unauthenticated', 'Sign in first.');
  return user;
}
