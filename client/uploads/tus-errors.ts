/** What fails while something is sent by tus: when to try again, and what it means. */
import { DetailedError, type HttpResponse } from 'tus-js-client';
import { z } from 'zod';
import { ERROR_STATUS, errorCodeSchema, SidelineError } from '../../shared/contract/errors.ts';
import { storageRefusal } from '../../shared/contract/storage-refusal.ts';
import { NoAnswerError } from '../no-answer-error.ts';

/** Pauses before trying again, ms: quick at first, then for five minutes. */
export const PAUSES = [500, 1_000, 2_000, 5_000, ...Array.from({ length: 30 }, () => 10_000)];

/** Statuses after which trying again may help, beside those of a failing server. */
const MAY_PASS: readonly number[] = [409, 423, 429];

/** Whether trying again may help after this answer, or after none. */
export const mayPass = (response: HttpResponse | null): boolean => !response || isPassing(response.getStatus());

/** Whether doing again what failed so may help. */
export const maySucceedLater = (error: Error): boolean =>
  error instanceof NoAnswerError || (error instanceof SidelineError && isPassing(ERROR_STATUS[error.code]));

const isPassing = (status: number) => status >= 500 || MAY_PASS.includes(status);

const refusedSchema = z.object({ code: errorCodeSchema, detail: z.string() });

/** What the server said, or a file store behind it in its own words, or that nobody said anything. */
export function errorOf(error: Error): Error {
  if (!(error instanceof DetailedError)) return error;
  const response = error.originalResponse;
  if (!response) return new NoAnswerError('the server does not answer', { cause: error });
  const refusal = parsed(response.getBody()) ?? storageRefusal(response.getStatus(), response.getBody());
  return refusal
    ? new SidelineError(refusal.code, refusal.detail, { cause: error })
    : new NoAnswerError(`the server answered ${response.getStatus()}`, { cause: error });
}

/** What this server says when it refuses; undefined for what another one does. */
function parsed(body: string): z.infer<typeof refusedSchema> | undefined {
  try {
    return refusedSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
