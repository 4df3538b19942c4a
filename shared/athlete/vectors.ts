/** Points in space: x to the athlete's left, y up, z ahead; in statures. */
export type Vector = readonly [number, number, number];

export const add = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const subtract = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const times = (a: Vector, factor: number): Vector => [a[0] * factor, a[1] * factor, a[2] * factor];
export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const size = (a: Vector): number => Math.hypot(a[0], a[1], a[2]);
export const mix = (a: Vector, b: Vector, share: number): Vector => add(times(a, 1 - share), times(b, share));

export function unit(a: Vector): Vector {
  const length = size(a);
  return length < 1e-9 ? [0, -1, 0] : times(a, 1 / length);
}

export const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** A direction in the plane of the body's middle: 0 down, 90 ahead, 180 up; `out` turns it to the left (positive x), degrees. */
export function direction(ahead: number, out = 0): Vector {
  const [a, o] = [radians(ahead), radians(out)];
  return [Math.sin(o), -Math.cos(a) * Math.cos(o), Math.sin(a) * Math.cos(o)];
}

/** Turns a point about the upright axis, degrees; positive turns the front to the athlete's left. */
export function turned([x, y, z]: Vector, degrees: number): Vector {
  const a = radians(degrees);
  return [x * Math.cos(a) + z * Math.sin(a), y, z * Math.cos(a) - x * Math.sin(a)];
}

/** Where the middle joint of a two-part limb is, when its ends are given: on the side of `hint`. Too far an end is reached for. */
export function bend(
  from: Vector,
  to: Vector,
  upper: number,
  lower: number,
  hint: Vector,
): { middle: Vector; end: Vector } {
  const way = subtract(to, from);
  const reach = Math.min(size(way), (upper + lower) * 0.9995);
  const along = unit(way);
  const end = add(from, times(along, reach));
  const foot = (upper * upper - lower * lower + reach * reach) / (2 * Math.max(1e-6, reach));
  const height = Math.sqrt(Math.max(0, upper * upper - foot * foot));
  const aside = unit(subtract(hint, times(along, dot(hint, along))));
  return { middle: add(add(from, times(along, foot)), times(aside, height)), end };
}

/** Distance of a limb's ends when its middle joint has this angle, degrees (180 straight). */
export const span = (upper: number, lower: number, angle: number): number =>
  Math.sqrt(upper * upper + lower * lower - 2 * upper * lower * Math.cos(radians(angle)));
