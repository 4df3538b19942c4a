/** What each address and each person may ask for over HTTP. A refusal comes late, so that asking again at once gains nothing. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Request, RequestHandler } from 'express';
import { SidelineError } from '../../shared/contract/errors.ts';
import { REFUSED_AFTER_MS } from '../limits.ts';
import { addressReader } from '../support/address.ts';
import { type Budget, Budgets } from '../support/budgets.ts';
import { callerOf } from './caller.ts';

const MESSAGE = {
  address: 'Too many requests from your address. Try again in a minute.',
  person: 'You ask for too much at once. Try again in a moment.',
};

/** For each address. */
export const limited = (budget: Budget): RequestHandler =>
  within(budget, (request) => addressReader(Boolean(request.app.get('trust proxy')))(request), MESSAGE.address);

/** For each person; expects callers to be authenticated already. */
export const limitedForEach = (budget: Budget): RequestHandler =>
  within(budget, (request) => callerOf(request).id, MESSAGE.person);

function within(budget: Budget, keyOf: (request: Request) => string, message: string): RequestHandler {
  const budgets = new Budgets(budget);
  return async (request, response, next) => {
    const key = keyOf(request);
    if (!budgets.take(key)) {
      response.setHeader('Retry-After', Math.ceil(budgets.wait(key) / 1000));
      response.setHeader('Connection', 'close');
      await wait(REFUSED_AFTER_MS);
      throw new SidelineError('rate_limited', message);
    }
    next();
  };
}
