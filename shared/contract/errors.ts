import { z } from 'zod';

/**
 * Every refusal that Sideline gives, by its stable code, with the HTTP status it travels under.
 * A code never changes its meaning; clients switch on it and people read the message.
 */
export const ERROR_STATUS = {
  /** The payload does not fit its schema. */
  invalid_request: 400,
  /** No token, or one that is forged, expired or of another server. */
  unauthenticated: 401,
  /** The caller is known but the role does not allow this. */
  forbidden: 403,
  /** What was named does not exist, or the caller may not know of it. */
  not_found: 404,
  /** Nobody is where the athlete was picked. */
  nobody_there: 404,
  /** The invitation is forged. */
  invitation_invalid: 403,
  /** The invitation has run out. */
  invitation_expired: 410,
  /** The invitation was taken back by the session's owner. */
  invitation_revoked: 410,
  /** There is no such link to a clip. */
  link_invalid: 404,
  /** The link to a clip has run out. */
  link_expired: 410,
  /** The link to a clip was taken back. */
  link_revoked: 410,
  /** The session is over. */
  session_ended: 409,
  /** The session is live on another server, or on none for a moment; it may come here, or is reached there. */
  session_elsewhere: 421,
  /** Another person already holds this place (athlete or coach). */
  place_taken: 409,
  /** Something of this name is there already. */
  already_exists: 409,
  /** The step needs an earlier one first (join before stroke, connect before produce). */
  out_of_order: 409,
  /** A film can't be read; `UnreadableFilm` says why. */
  unreadable_film: 422,
  /** The request is larger than its limit. */
  too_large: 413,
  /** Too many requests in too short a time. */
  rate_limited: 429,
  /** A person or a network has too many connections open. */
  too_many_connections: 429,
  /** No event or resource of this name. */
  unknown_event: 404,
  /** The event was sent without an acknowledgement callback. */
  ack_missing: 400,
  /** The media layer can't serve this now (worker restarting, codec not supported). */
  media_unavailable: 503,
  /** The database can't take writes now (disk full, connection lost); do not count on this having been kept. */
  storage_unavailable: 503,
  /** Whether somebody is signed in can't be found out now: the project's keys can't be reached. */
  sign_in_unavailable: 503,
  /** The server is stopping. */
  shutting_down: 503,
  /** A fault of the server; details are in its log only. */
  internal: 500,
} as const;

export const errorCodeSchema = z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]);

export type ErrorCode = keyof typeof ERROR_STATUS;

/**
 * A refusal with a stable `code` and a sentence for people. Thrown where the reason is known and translated once
 * at the boundary: to a problem document over HTTP, to an ack over a socket.
 */
export class SidelineError extends Error {
  override readonly name = 'SidelineError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** The session is live on another server, at `address` where that is known. */
export class SessionElsewhereError extends SidelineError {
  readonly address: string | undefined;

  constructor(message: string, address: string | undefined) {
    super('session_elsewhere', message);
    this.address = address;
  }
}
