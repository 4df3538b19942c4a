/** What each address and each person may ask for over HTTP. A refusal comes late, so that asking again at once gains nothing. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Request, RequestHandler } from 'express';
import { SidelineError } from '../../shared/contract/errors.ts';
import { HTTP_BUDGETS, READS_OF_A_PERSON, REFUSED_AFTER_MS, UPLOADS_OF_A_PERSON } from '../limits.ts';
import type { AddressOf } from '../support/address.ts';
import { Budgets } from '../support/budgets.ts';
import { callerOf } from './caller.ts';

/** By kind of request, all routes together. */
export type RateLimits = Readonly<Record<keyof typeof HTTP_BUDGETS | 'upload', RequestHandler>>;

export function createRateLimits(addressOf: AddressOf): RateLimits {
  const forAddress = (kind: keyof typeof HTTP_BUDGETS): Limit => ({
    budgets: new Budgets(HTTP_BUDGETS[kind]),
    keyOf: addressOf,
    message: 'Too many requests from your address. Try again in a minute.',
  });
  const readsOfPerson: Limit = {
    budgets: new Budgets(READS_OF_A_PERSON),
    keyOf: (request) => callerOf(request).id,
    message: 'You ask for too much at once. Try again in a moment.',
  };
  const uploadsOfPerson: Limit = {
    budgets: new Budgets(UPLOADS_OF_A_PERSON),
    keyOf: (request) => callerOf(request).id,
    message: 'You begin too many uploads. Try again in a minute.',
  };
  return {
    signIn: within(forAddress('signIn')),
    account: within(forAddress('account')),
    preview: within(forAddress('preview')),
    write: within(forAddress('write')),
    // Expects callers to be authenticated already.
    read: within(forAddress('read'), readsOfPerson),
    file: within(forAddress('file')),
    transfer: within(forAddress('transfer')),
    upload: within(uploadsOfPerson),
    health: within(forAddress('health')),
  };
}

interface Limit {
  budgets: Budgets;
  keyOf(request: Request): string;
  message: string;
}

function within(...limits: Limit[]): RequestHandler {
  return async (request, response, next) => {
    for (const { budgets, keyOf, message } of limits) {
      const key = keyOf(request);
      if (budgets.take(key)) continue;
      response.setHeader('Retry-After', Math.ceil(budgets.wait(key) / 1000));
      response.setHeader('Connection', 'close');
      await wait(REFUSED_AFTER_MS);
      throw new SidelineError('rate_limited', message);
    }
    next();
  };
}
