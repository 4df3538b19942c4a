/** One line in the log for each refusal, whichever way the request came, at the level that it deserves. */
import type { Logger } from 'pino';
import { ERROR_STATUS, type ErrorCode } from '../../shared/contract/errors.ts';

/** Who was refused what. */
export interface Refusal {
  code: ErrorCode;
  /** The sentence for people. */
  reason: string;
  /** Name of the request, or its method and path. */
  request: string;
  userId?: string | undefined;
  sessionId?: string | undefined;
}

/**
 * A fault of the server is an error, with its stack; a part that can't serve now is a warning, with its cause, and so is
 * somebody who asks for too much. All else is ordinary: bad input, links that have run out, what a role does not permit.
 */
export function logRefusal(logger: Logger, error: unknown, refusal: Refusal): void {
  const status = ERROR_STATUS[refusal.code];
  if (refusal.code === 'internal') logger.error({ err: error, ...refusal }, 'request failed');
  else if (status >= 500) logger.warn({ ...refusal, cause: causeOf(error) }, 'request could not be served');
  else if (status === 429) logger.warn(refusal, 'request refused');
  else logger.info(refusal, 'request refused');
}

/** Why a part can't serve: one line, since it may be said for each request while it lasts. */
const causeOf = (error: unknown) =>
  error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
