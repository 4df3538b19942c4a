/** Chance that can be repeated: numbers that depend on nothing but the whole numbers they are made from. */

/** A number in 0..1 from whole numbers, without state (after the finaliser of MurmurHash3). */
export function chance(...parts: number[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    hash = Math.imul(hash ^ (part | 0), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return (hash >>> 0) / 2 ** 32;
}

/** A normally distributed number (Box and Muller). */
export function normal(...parts: number[]): number {
  const [a, b] = [chance(...parts, 1), chance(...parts, 2)];
  return Math.sqrt(-2 * Math.log(Math.max(1e-9, a))) * Math.cos(2 * Math.PI * b);
}

/**
 * A normally distributed number that wanders: it is another one every `seconds`, and goes smoothly from one to the next. The
 * same at any frame rate.
 */
export function wandering(at: number, seconds: number, ...parts: number[]): number {
  const place = at / 1000 / seconds;
  const knot = Math.floor(place);
  const share = 0.5 - 0.5 * Math.cos(Math.PI * (place - knot));
  const [from, to] = [normal(...parts, knot), normal(...parts, knot + 1)];
  return from + (to - from) * share;
}
