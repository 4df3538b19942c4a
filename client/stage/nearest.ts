/** The item whose time is nearest to this one, the first of those equally near; undefined where there are none. */
export function nearestTo<T>(items: readonly T[], time: number, timeOf: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>(
    (best, item) => (best && Math.abs(timeOf(best) - time) <= Math.abs(timeOf(item) - time) ? best : item),
    undefined,
  );
}
