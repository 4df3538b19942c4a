/** Errors as problem documents (RFC 9457), translated here and nowhere else. */

import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import { ERROR_STATUS, type ErrorCode, SidelineError } from '../../shared/contract/errors.ts';
import type { Problem } from '../../shared/contract/rest.ts';
import { logRefusal } from '../support/refusals.ts';
import { knownCaller } from './caller.ts';

/** A problem whose code is one of ours. */
type KnownProblem = Problem & { code: ErrorCode };

const problem = (code: ErrorCode, detail: string, errors?: Problem['errors']): KnownProblem => ({
  type: 'about:blank',
  title: STATUS_CODES[ERROR_STATUS[code]] ?? 'Error',
  status: ERROR_STATUS[code],
  detail,
  code,
  ...(errors && { errors }),
});

/** What Express and its parsers throw for requests that are wrong. */
const httpErrorSchema = z.object({
  status: z.int().min(400).max(499),
  message: z.string(),
  type: z.string().optional(),
});

const FOR_STATUS: Readonly<Record<number, ErrorCode>> = { 404: 'not_found', 413: 'too_large' };

const jsonPointer = (path: PropertyKey[]) =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** The problem that stands for an error of any kind; one that nobody expected is the server's own fault. */
function translate(error: unknown): KnownProblem {
  if (error instanceof SidelineError) return problem(error.code, error.message);
  if (error instanceof z.ZodError) {
    const errors = error.issues.map(({ path, message }) => ({ pointer: jsonPointer(path), detail: message }));
    return problem('invalid_request', 'The request does not fit.', errors);
  }
  const known = httpErrorSchema.safeParse(error);
  if (!known.success) return problem('internal', 'The server failed at this; its log says why.');
  const { status, message, type } = known.data;
  const code = FOR_STATUS[status] ?? 'invalid_request';
  // What the body's parser says is of use; what is said of files names folders of this machine.
  const parsed = type !== undefined;
  return problem(
    code,
    parsed ? message : code === 'not_found' ? 'There is nothing here.' : 'The address is malformed.',
  );
}

export function problemHandler(logger: Logger): ErrorRequestHandler {
  // Express recognises error handlers by their four parameters.
  return (error: unknown, request, response, _next) => {
    const answer = translate(error);
    const userId = knownCaller(request)?.id;
    const { method, path } = request;
    logRefusal(logger, error, { code: answer.code, reason: answer.detail, request: `${method} ${path}`, userId });
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
