/** Which stretch of the session the timeline shows, and the way between its px and ms. */
import type { Zone } from '../player/clock.ts';

/** The shortest stretch that is shown, ms. */
const SHORTEST_MS = 1_000;
/** Px between two ticks with words, at least. */
const TICK_PX = 80;
const TICKS_MS = [
  100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000,
];

export const toPx = (view: Zone, width: number, at: number): number =>
  ((at - view.from) / (view.until - view.from)) * width;

export const toMs = (view: Zone, width: number, px: number): number =>
  view.from + (px / Math.max(1, width)) * (view.until - view.from);

/** The stretch seen closer (factor below 1) or from further away, around a moment, within all there is. */
export function zoomed(view: Zone, around: number, factor: number, all: Zone): Zone {
  const length = Math.min(all.until - all.from, Math.max(SHORTEST_MS, (view.until - view.from) * factor));
  const share = (around - view.from) / Math.max(1, view.until - view.from);
  return within(around - share * length, length, all);
}

/** The stretch moved along by ms, within all there is. */
export const panned = (view: Zone, by: number, all: Zone): Zone => within(view.from + by, view.until - view.from, all);

/** The stretch moved so that a moment is in it; the same object where it is already. */
export function showing(view: Zone, at: number, all: Zone): Zone {
  if (at >= view.from && at <= view.until) return view;
  const length = view.until - view.from;
  return within(at - length / 10, length, all);
}

function within(from: number, length: number, all: Zone): Zone {
  const start = Math.max(all.from, Math.min(from, all.until - length));
  return { from: start, until: Math.min(all.until, start + length) };
}

/** Round times on the scale, ms of the session. @param origin what counts as 0 */
export function ticksIn(view: Zone, width: number, origin: number): number[] {
  const length = view.until - view.from;
  const wanted = (length / Math.max(1, width)) * TICK_PX;
  const every = TICKS_MS.find((ms) => ms >= wanted) ?? 3_600_000;
  const first = Math.ceil((view.from - origin) / every) * every + origin;
  return Array.from(
    { length: Math.max(0, Math.floor((view.until - first) / every) + 1) },
    (_, index) => first + index * every,
  );
}
