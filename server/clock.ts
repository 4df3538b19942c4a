import type { ServerMs } from '../shared/time/moments.ts';

/** Ms of the monotonic clock: the same in all processes of the machine, set by nobody while it runs. */
function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Reads the server's clock. */
export type ServerClock = () => ServerMs;

/** The server's clock in the server's own process. */
export const serverNow: ServerClock = () => performance.timeOrigin + performance.now();

/**
 * What the monotonic clock must be shifted by to give `serverNow()` of this process. Handed to the others, it makes all of them
 * read one and the same time.
 */
export function serverClockOrigin(): number {
  return serverNow() - monotonicMs();
}

export function serverClock(origin: number = serverClockOrigin()): ServerClock {
  return () => origin + monotonicMs();
}
