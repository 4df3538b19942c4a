/** What fails while something is sent by tus: when to try again, and what it means. */
import { DetailedError, type HttpResponse } from 'tus-js-client';
import { z } from 'zod';
import { errorCodeSchema, SidelineError } from '../../shared/contract/errors.ts';
import { NoAnswerError } from '../no-answer-error.ts';

/** Pauses before trying again, ms: quick at first, then for five minutes. */
export const PAUSES = [500, 1_000, 2_000, 5_000, ...Array.from({ length: 30 }, () => 10_000)];

/** Statuses after which trying again may help, beside those of a failing server. */
const MAY_PASS: readonly number[] = [409, 423, 429];

/** Whether trying again may help after this answer, or after none. */
export function mayPass(response: HttpResponse | null): boolean {
  if (!response) return true;
  const status = response.getStatus();
  return status >= 500 || MAY_PASS.includes(status);
}

const refusedSchema = z.object({ code: errorCodeSchema, detail: z.string() });

/** What the server said, or that it said nothing. */
export function errorOf(error: Error): Error {
  if (!(error instanceof DetailedError)) return error;
  if (!error.originalResponse) return new NoAnswerError('the server does not answer', { cause: error });
  try {
    const { code, detail } = refusedSchema.parse(JSON.parse(error.originalResponse.getBody()));
    return new SidelineError(code, detail, { cause: error });
  } catch {
    return new NoAnswerError(`the server answered ${error.originalResponse.getStatus()}`, { cause: error });
  }
}
