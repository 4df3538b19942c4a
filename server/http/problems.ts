/** Errors as problem documents (RFC 9457), translated here and nowhere else. */

import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import { ERROR_STATUS, type ErrorCode, SidelineError } from '../../shared/contract/errors.ts';
import type { Problem } from '../../shared/contract/rest.ts';

const problem = (code: ErrorCode, detail: string, errors?: Problem['errors']): Problem => ({
  type: 'about:blank',
  title: STATUS_CODES[ERROR_STATUS[code]] ?? 'Error',
  status: ERROR_STATUS[code],
  detail,
  code,
  ...(errors && { errors }),
});

/** What Express and its body parser throw carries a status and whether the message may be shown. */
const httpErrorSchema = z.object({ status: z.int().min(400).max(499), expose: z.literal(true), message: z.string() });

const jsonPointer = (path: PropertyKey[]) =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** @returns the problem, and whether the error is the server's own fault */
function translate(error: unknown): { answer: Problem; fault: boolean } {
  if (error instanceof SidelineError)
    return { answer: problem(error.code, error.message), fault: Boolean(error.cause) };
  if (error instanceof z.ZodError) {
    const errors = error.issues.map(({ path, message }) => ({ pointer: jsonPointer(path), detail: message }));
    return { answer: problem('invalid_request', 'The request does not fit.', errors), fault: false };
  }
  const known = httpErrorSchema.safeParse(error);
  if (known.success) {
    const { status, message } = known.data;
    return { answer: problem(status === 413 ? 'too_large' : 'invalid_request', message), fault: false };
  }
  return { answer: problem('internal', 'The server failed at this; its log says why.'), fault: true };
}

export function problemHandler(logger: Logger): ErrorRequestHandler {
  // Express tells error handlers by their four parameters.
  return (error: unknown, request, response, _next) => {
    const { answer, fault } = translate(error);
    if (fault) logger.error({ err: error, method: request.method, path: request.path }, 'request failed');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.status(answer.status).type('application/problem+json').send(JSON.stringify(answer));
  };
}

export const notFound: RequestHandler = (request) => {
  throw new SidelineError('not_found', `There is nothing at ${request.method} ${request.path}.`);
};
