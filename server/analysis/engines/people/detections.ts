/** What BlazePose's detector gives: for each place of a grid a score, a box and four points that align the person. */
import type { Point } from './pose-region.ts';

/** Side of the square that the detector takes, px. */
export const DETECTOR_SIDE = 224;

/** Sides of the grids' cells in px, and how many guesses each cell makes. */
const GRIDS = [
  { stride: 8, guesses: 2 },
  { stride: 16, guesses: 2 },
  { stride: 32, guesses: 6 },
] as const;

/** Numbers for each guess: the box's middle and size, then x and y of the four points; px, relative to the cell's middle. */
const NUMBERS = 12;
const BOX = 0;
const BOX_SIZE = 2;
const HIPS = 4;
const RIM = 6;
const SHOULDERS = 8;

/** MediaPipe's own thresholds: of the score, and of the overlap from which two guesses are of one person. */
const MIN_SCORE = 0.5;
const MAX_OVERLAP = 0.3;

/** A person, in px of the detector's input. */
export interface Detection {
  readonly score: number;
  /** The middle of the hips. */
  readonly centre: Point;
  /** A point on the circle around the body. */
  readonly rim: Point;
  /** The middle of the shoulders. */
  readonly shoulders: Point;
}

interface Guess extends Detection {
  /** Around the head; middle and size. */
  readonly box: Point & { readonly width: number; readonly height: number };
}

/** The middles of the cells, px, in the order of the model's guesses. */
const ANCHORS: readonly Point[] = GRIDS.flatMap(({ stride, guesses }) => {
  const cells = DETECTOR_SIDE / stride;
  return Array.from({ length: cells * cells * guesses }, (_, index) => {
    const cell = Math.floor(index / guesses);
    return { x: ((cell % cells) + 0.5) * stride, y: (Math.floor(cell / cells) + 0.5) * stride };
  });
});

/** Everybody whom the detector sees, each once, the surest first. */
export function detectionsOf(scores: Float32Array, boxes: Float32Array): Detection[] {
  const guesses = ANCHORS.flatMap((anchor, index) => {
    const score = 1 / (1 + Math.exp(-(scores[index] ?? 0)));
    return score < MIN_SCORE ? [] : [guessAt(anchor, boxes.subarray(index * NUMBERS, (index + 1) * NUMBERS), score)];
  });
  const people: Guess[] = [];
  for (const guess of guesses.sort((a, b) => b.score - a.score)) {
    if (people.every((person) => overlap(person.box, guess.box) <= MAX_OVERLAP)) people.push(guess);
  }
  return people.map(({ score, centre, rim, shoulders }) => ({ score, centre, rim, shoulders }));
}

function guessAt(anchor: Point, numbers: Float32Array, score: number): Guess {
  const point = (field: number) => ({
    x: anchor.x + (numbers[field] ?? 0),
    y: anchor.y + (numbers[field + 1] ?? 0),
  });
  const [width = 0, height = 0] = numbers.subarray(BOX_SIZE);
  return {
    score,
    centre: point(HIPS),
    rim: point(RIM),
    shoulders: point(SHOULDERS),
    box: { ...point(BOX), width, height },
  };
}

/** What two boxes share, as a part of what they cover together. */
function overlap(a: Guess['box'], b: Guess['box']): number {
  const shared = (x: number, y: number, wide: number, other: number) =>
    Math.max(0, Math.min(x + wide / 2, y + other / 2) - Math.max(x - wide / 2, y - other / 2));
  const both = shared(a.x, b.x, a.width, b.width) * shared(a.y, b.y, a.height, b.height);
  const together = a.width * a.height + b.width * b.height - both;
  return together > 0 ? both / together : 0;
}
