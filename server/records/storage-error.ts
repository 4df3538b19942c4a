/** Which failures of the database mean "not now" rather than "wrong query". */
import { SidelineError } from '../../shared/contract/errors.ts';

/**
 * SQLSTATE classes (PostgreSQL manual, appendix A) of a server that can't serve: 08 connection, 25006 read-only, 53 out of
 * resources (53100 is a full disk), 57P shut down or starting, 58 input/output, XX internal (a page that can't be read).
 */
const SQLSTATE_OUT_OF_SERVICE = /^(08...|25006|53...|57P..|58...|XX...)$/;

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** What was referred to is not there. */
export const isForeignKeyViolation = (error: unknown): boolean => codeOf(error) === '23503';

/** A value that is none of those that PostgreSQL knows, such as the name of a time zone. */
export const isUnknownValue = (error: unknown): boolean => codeOf(error) === '22023';

/** Something of this kind is there already, and there may be one only. */
export const isUniqueViolation = (error: unknown): boolean => codeOf(error) === '23505';

/** The database, or the pooler in front of it, lets nobody else connect: poolers have no code of their own for that, only words. */
export const isOutOfConnections = (error: unknown): boolean =>
  codeOf(error) === '53300' ||
  (error instanceof Error && /max client|no more connections allowed/i.test(error.message));

/** The database can't be reached, fails or hangs. */
export const storageUnavailable = (cause: unknown): SidelineError =>
  new SidelineError('storage_unavailable', "The server can't keep anything just now; try again soon.", { cause });

/** A character that PostgreSQL has no room for, such as NUL; of JSON, which is well formed as we write it, half of one. */
const isUnfitText = (code: string, message: string): boolean =>
  code === '22021' || code === '22P05' || (code === '22P02' && message.includes('type json'));

/** The failure as callers see it: text and times that can't be stored and a database that can't serve get their stable codes. */
export function translateStorageError(error: unknown): unknown {
  if (error instanceof SidelineError) return error;
  const code = codeOf(error);
  if (code === undefined) return error;
  if (SQLSTATE_OUT_OF_SERVICE.test(code)) return storageUnavailable(error);
  if (error instanceof Error && isUnfitText(code, error.message)) {
    return new SidelineError('invalid_request', "The text has a character that can't be stored.", { cause: error });
  }
  // Of a year that PostgreSQL has not, such as 0.
  if (code === '22008') {
    return new SidelineError('invalid_request', 'The time is none that can be stored.', { cause: error });
  }
  return error;
}
