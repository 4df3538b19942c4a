/** The pause before trying again after so many failures in a row, 0 for the first; it doubles each time. Ms. */
export function growingPause({ firstMs, longestMs }: { firstMs: number; longestMs: number }, failures: number): number {
  return Math.min(longestMs, firstMs * 2 ** failures);
}
