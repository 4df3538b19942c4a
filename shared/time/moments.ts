/** The two clocks on which Sideline gives moments. Both are in ms, run evenly and never go back; they differ in their zero. */

/** A moment of the server's clock: ms since 1970 as the server's wall clock said when the process started. */
export type ServerMs = number;

/** A moment of a session: ms since the session started. */
export type SessionMs = number;

/** From 1900, where NTP counts from, to 1970, in ms (RFC 5905, 6). */
export const NTP_EPOCH_MS = 2_208_988_800_000;
