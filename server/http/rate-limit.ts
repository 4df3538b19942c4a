import type { RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { SidelineError } from '../../shared/contract/errors.ts';

/** At most `points` requests in `duration` seconds from one address. */
export function limitedTo(points: number, duration: number): RequestHandler {
  const limiter = new RateLimiterMemory({ points, duration });
  return async (request, response, next) => {
    try {
      await limiter.consume(request.ip ?? 'unknown');
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      response.setHeader('Retry-After', Math.ceil(refusal.msBeforeNext / 1000));
      throw new SidelineError('rate_limited', 'Too many requests from your address. Try again in a minute.');
    }
    next();
  };
}
