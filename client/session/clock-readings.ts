/** How far our clock is from the server's, from round trips (after NTP, RFC 5905, 8): the recent one that was quickest is the most accurate. */

/** One question to the server for its time; ms, ours of `performance.now()`, the server's since the epoch. */
export interface ClockReading {
  askedAt: number;
  answeredAt: number;
  server: number;
}

/** How far the server's clock is from ours, and by how much that may be wrong. */
export interface ClockOffset {
  /** What to add to ours to get the server's, ms. */
  offsetMs: number;
  /** ms; the offset is wrong by no more than this, whatever the two ways of the round trip took. */
  errorMs: number;
}

/** How far two clocks drift apart, ms each ms: quartz is right to about 50 ppm, so two of them differ by 0.1 ms a second at worst. */
const DRIFT = 1e-4;
/** By how much two readings may differ beyond their errors, ms: the server's answer is rounded to whole milliseconds. */
const ROUNDING_MS = 2;

/** The offset by the reading that errs least at `now`: half its round trip, and what the clocks may have parted since. */
export function offsetAt(readings: readonly ClockReading[], now: number): ClockOffset | undefined {
  let best: ClockOffset | undefined;
  for (const { askedAt, answeredAt, server } of readings) {
    const errorMs = (answeredAt - askedAt) / 2 + Math.max(0, now - answeredAt) * DRIFT;
    if (!best || errorMs < best.errorMs) best = { offsetMs: server - (askedAt + answeredAt) / 2, errorMs };
  }
  return best;
}

/** Whether a new reading can be true together with those before it; false when one of the clocks has jumped. */
export function agree(before: readonly ClockReading[], reading: ClockReading): boolean {
  const [old, fresh] = [offsetAt(before, reading.answeredAt), offsetAt([reading], reading.answeredAt)];
  if (!old || !fresh) return true;
  return Math.abs(old.offsetMs - fresh.offsetMs) <= old.errorMs + fresh.errorMs + ROUNDING_MS;
}
