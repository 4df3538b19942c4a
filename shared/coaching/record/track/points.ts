/** The keypoints of a track's frames: checked to be what the format says, read from pixels where they clearly are pixels. */
import type { Keypoint } from '../../body/keypoints.ts';
import { TrackError } from './error.ts';
import type { NamedPoints } from './names.ts';

/** One point as it stands in the file: x, y, score and maybe depth. */
export type RawPoint = readonly number[];

/** Within this, shares of the picture may lie outside of it; pixels lie beyond. */
const FAR_OUT = 3;
/** Pixels may lie outside of the picture by this share of its size. */
const BESIDE = 0.25;
/** Rounding may carry a score beyond 1. */
const SCORE_ROUNDING = 1e-3;
/** What one frame can't show is decided with so many that have points. */
const FIRST_FRAMES = 32;
/** Pictures larger than this hardly ever have a person in a corner of 100 px only. */
const PERCENT = 100;
const LARGE_PX = 200;
/** Of clearly seen points, this share left of and above the picture with the hips at its corner: the origin is the body. */
const NEGATIVE_SHARE = 0.25;
const CORNER = 0.3;
const SEEN = 0.3;
/** A head this far below the feet, in heights of the picture, for this share of the first frames. */
const UPSIDE_DOWN = 0.2;
const MOSTLY = 0.9;

export interface PointReader {
  /** The keypoints of a frame in the layout's order, x and y in shares of the picture. @throws TrackError */
  read(line: number, points: readonly RawPoint[]): Keypoint[];
  /** There are no more frames. @throws TrackError where they were no shares of the picture */
  end(): void;
  /** What was read otherwise than it stands, for people. */
  notes(): string[];
}

export function createPointReader(
  { order, count, layout }: NamedPoints,
  picture: { width: number; height: number },
): PointReader {
  const { width, height } = picture;
  const [hip, nose, ankle] = layout === 'blazepose33' ? [23, 0, 27] : [11, 0, 15];
  let unit: 'pixels' | 'shares' | undefined;
  const first = { frames: 0, line: 0, points: 0, left: 0, above: 0, hipAtCorner: 0, upsideDown: 0, largest: 0 };
  let decided = false;
  let upsideDown = false;

  function scored(line: number, points: readonly RawPoint[]): void {
    for (const [index, [, , score = 0]] of points.entries()) {
      if (score >= 0 && score <= 1 + SCORE_ROUNDING) continue;
      throw new TrackError(
        line,
        `k.${index}: the score ${score} is not within 0..1; the third number is the score, depth is the fourth`,
      );
    }
  }

  /** In which unit a frame is; undefined when no point was found in it. */
  function unitOf(line: number, points: readonly RawPoint[]): 'pixels' | 'shares' | undefined {
    const found = points.filter(([x, y, score]) => score !== 0 && (x !== 0 || y !== 0));
    if (found.length === 0) return undefined;
    const far = found.filter(([x = 0, y = 0]) => Math.max(Math.abs(x), Math.abs(y)) > FAR_OUT);
    if (far.length * 2 <= found.length) return 'shares';
    const inside = found.filter(([x = 0, y = 0]) => within(x / width) && within(y / height));
    if (inside.length * 2 > found.length) return 'pixels';
    const [x, y] = far[0] ?? [];
    throw new TrackError(
      line,
      `k: points as [${x}, ${y}] are no shares of the picture (0..1), and no pixels of one of ${width} x ${height}; give shares, or the picture's size in px`,
    );
  }

  function look(line: number, keypoints: readonly Keypoint[], points: readonly RawPoint[]): void {
    first.frames++;
    first.line = line;
    for (const { x, y, score } of keypoints) {
      if (score < SEEN) continue;
      first.points++;
      if (x < 0) first.left++;
      if (y < 0) first.above++;
    }
    for (const [x = 0, y = 0] of points) first.largest = Math.max(first.largest, x, y);
    const { x = 0, y = 0 } = keypoints[hip] ?? {};
    if (Math.abs(x) < CORNER && Math.abs(y) < CORNER) first.hipAtCorner++;
    const [head, foot] = [keypoints[nose], keypoints[ankle]];
    if (head && foot && Math.min(head.score, foot.score) > SEEN && head.y - foot.y > UPSIDE_DOWN) first.upsideDown++;
  }

  function decide(): void {
    decided = true;
    if (first.frames === 0) return;
    if (unit === 'pixels' && first.largest <= PERCENT && Math.min(width, height) > LARGE_PX)
      throw new TrackError(
        first.line,
        `k: no x or y is above ${PERCENT} in a picture of ${width} x ${height} px: percent or pixels? Give shares of the picture (0..1)`,
      );
    const negative = Math.min(first.left, first.above) / Math.max(1, first.points);
    if (negative > NEGATIVE_SHARE && first.hipAtCorner > MOSTLY * first.frames)
      throw new TrackError(
        first.line,
        'k: x and y are counted from the middle of the body or of the picture; give shares of the picture (0..1) from its upper left corner',
      );
    upsideDown = first.upsideDown > MOSTLY * first.frames;
  }

  return {
    read(line, points) {
      if (points.length !== count) throw new TrackError(line, `k: ${count} keypoints expected, not ${points.length}`);
      scored(line, points);
      const now = unitOf(line, points);
      if (now && unit && now !== unit)
        throw new TrackError(
          line,
          `k: x and y are ${nameOf(now)} here, ${nameOf(unit)} before; give shares in all lines`,
        );
      unit ??= now;
      const [across, down] = unit === 'pixels' ? [width, height] : [1, 1];
      const keypoints = order.map((index) => {
        const [x = 0, y = 0, score = 0, depth] = points[index] ?? [];
        return { x: x / across, y: y / down, score, ...(depth !== undefined && { z: depth / across }) };
      });
      if (now && !decided) {
        look(line, keypoints, points);
        if (first.frames === FIRST_FRAMES) decide();
      }
      return keypoints;
    },
    end() {
      if (!decided) decide();
    },
    notes: () => [
      ...(unit === 'pixels' ? [`x and y are pixels of ${width} x ${height}: read as such`] : []),
      ...(upsideDown ? ['the head is below the feet: if nobody stands on their hands, y must grow downward'] : []),
    ],
  };
}

const within = (share: number) => share >= -BESIDE && share <= 1 + BESIDE;
const nameOf = (unit: 'pixels' | 'shares') => (unit === 'pixels' ? 'pixels' : 'shares of the picture (0..1)');
