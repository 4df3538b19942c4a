/** What BlazePose's detector gives: for each place of a grid a score, a box and four points that align the person. */
import type { Point } from './pose-region.ts';

export const DETECTOR_SIDE = 224;

/** Sides of the grids' cells in px, and how many guesses each cell makes. */
const GRIDS = [
  { stride: 8, guesses: 2 },
  { stride: 16, guesses: 2 },
  { stride: 32, guesses: 6 },
] as const;

/** Numbers for each guess: the box's middle and size, then x and y of the four points; px, relative to the cell's middle. */
const NUMBERS = 12;
const HIPS = 4;
const RIM = 6;

/** MediaPipe's own threshold. */
const MIN_SCORE = 0.5;

/** A person: the middle of the hips and a point on the circle around the body, in px of the detector's input. */
export interface Detection {
  readonly score: number;
  readonly centre: Point;
  readonly rim: Point;
}

/** The middles of the cells, px, in the order of the model's guesses. */
const ANCHORS: readonly Point[] = GRIDS.flatMap(({ stride, guesses }) => {
  const cells = DETECTOR_SIDE / stride;
  return Array.from({ length: cells * cells * guesses }, (_, index) => {
    const cell = Math.floor(index / guesses);
    return { x: ((cell % cells) + 0.5) * stride, y: (Math.floor(cell / cells) + 0.5) * stride };
  });
});

/** The person that the detector is surest of; `undefined` when it sees none. */
export function bestDetection(scores: Float32Array, boxes: Float32Array): Detection | undefined {
  let best = 0;
  scores.forEach((score, index) => {
    if (score > (scores[best] ?? 0)) best = index;
  });
  const score = 1 / (1 + Math.exp(-(scores[best] ?? 0)));
  const anchor = ANCHORS[best];
  if (!anchor || score < MIN_SCORE) return undefined;
  const point = (field: number) => ({
    x: anchor.x + (boxes[best * NUMBERS + field] ?? 0),
    y: anchor.y + (boxes[best * NUMBERS + field + 1] ?? 0),
  });
  return { score, centre: point(HIPS), rim: point(RIM) };
}
