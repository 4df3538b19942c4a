/** Turns an activity's measures into numbers: for each one the left, the right and the joint value, or NaN where it is not seen. */

import type { Body } from '../body/body.ts';
import { BODY_RATIOS, CENTRE_POINTS, type CentrePoint, jointOf, type SidedPoint } from '../body/joints.ts';
import type { Activity } from '../definition/activity.ts';
import { inOrder, type Measure, type Point } from '../definition/measure.ts';

export const LEFT = 0;
export const RIGHT = 1;
export const BOTH = 2;
/** Columns a measure takes in a row of values. */
export const COLUMNS = 3;
/** A measure is used when the worst seen of its points has this confidence (0..1). */
const SEEN = 0.25;

export interface MeasureReader {
  readonly ids: readonly string[];
  /** Values after the last frame, `COLUMNS` to a measure; NaN where not seen. */
  readonly values: Float64Array;
  /** Confidence of each value, 0..1. */
  readonly confidence: Float64Array;
  /** 1 where all points of a value are in the picture and seen well: only then a fault may be reported by it. */
  readonly shown: Uint8Array;
  /** When the longest hidden of a value's points was last seen, ms; the value is carried over for a while without. */
  readonly seenAt: Float64Array;
  read(body: Body): void;
  /** Where a measure's first column is; −1 for an unknown one. */
  column(id: string): number;
}

const isCentre = (point: Point): point is CentrePoint => point in CENTRE_POINTS;
const slot = (point: Point, side: 'left' | 'right') =>
  isCentre(point) ? CENTRE_POINTS[point] : jointOf(point as SidedPoint, side);

function pointsOf(measure: Measure): Point[] {
  switch (measure.kind) {
    case 'angle':
      return measure.points;
    case 'above':
      return [measure.point, measure.from, measure.to];
    case 'place':
      return [measure.point];
    case 'lean':
    case 'height':
    case 'ahead':
    case 'across':
    case 'width':
    case 'distance':
      return [measure.from, measure.to];
    default:
      return [];
  }
}

const DEGREES = 180 / Math.PI;

/** The measure of one side from joint slots; positions in picture heights, y down. */
function compute(measure: Measure, body: Body, a: number, b: number, c: number): number {
  const { x, y, stature } = body;
  const [ax, ay, bx, by] = [x[a] ?? 0, y[a] ?? 0, x[b] ?? 0, y[b] ?? 0];
  switch (measure.kind) {
    case 'angle': {
      const [cx, cy] = [x[c] ?? 0, y[c] ?? 0];
      const [ux, uy, vx, vy] = [ax - bx, ay - by, cx - bx, cy - by];
      return Math.abs(Math.atan2(ux * vy - uy * vx, ux * vx + uy * vy)) * DEGREES;
    }
    case 'lean':
      return Math.abs(Math.atan2(bx - ax, ay - by)) * DEGREES;
    case 'height':
      return (ay - by) / (stature * BODY_RATIOS[measure.per]);
    case 'ahead':
      return body.facing === 0 ? Number.NaN : ((bx - ax) * body.facing) / (stature * BODY_RATIOS[measure.per]);
    case 'place':
      return -ay / (stature * BODY_RATIOS[measure.per]);
    case 'across':
      return (bx - ax) / (stature * BODY_RATIOS[measure.per]);
    case 'turn':
      return (ax - bx) / (stature * BODY_RATIOS[measure.per]);
    case 'width':
      return Math.abs(bx - ax) / (stature * BODY_RATIOS[measure.per]);
    case 'distance':
    case 'spread': {
      const across = measure.kind === 'spread' && measure.across;
      return (across ? Math.abs(bx - ax) : Math.hypot(bx - ax, by - ay)) / (stature * BODY_RATIOS[measure.per]);
    }
    case 'tilt':
      return (by - ay) / (stature * BODY_RATIOS[measure.per]);
    case 'above': {
      const [cx, cy] = [x[c] ?? 0, y[c] ?? 0];
      const length = Math.hypot(cx - bx, cy - by);
      if (length < stature * 0.05) return Number.NaN;
      const right = cx >= bx ? 1 : -1;
      return (right * ((cy - by) * (ax - bx) - (cx - bx) * (ay - by))) / (length * stature * BODY_RATIOS[measure.per]);
    }
    default:
      return Number.NaN;
  }
}

type Step = (body: Body) => void;

export function createMeasureReader(activity: Activity): MeasureReader {
  const entries = inOrder(activity.measures);
  const ids = entries.map(([id]) => id);
  const values = new Float64Array(entries.length * COLUMNS).fill(Number.NaN);
  const confidence = new Float64Array(entries.length * COLUMNS);
  const seenAt = new Float64Array(entries.length * COLUMNS);
  const shown = new Uint8Array(entries.length * COLUMNS);
  const column = (id: string) => {
    const index = ids.indexOf(id);
    return index < 0 ? -1 : index * COLUMNS;
  };

  function set(at: number, value: number, sure: number): void {
    const good = Number.isFinite(value) && sure >= SEEN;
    values[at] = good ? value : Number.NaN;
    confidence[at] = good ? sure : 0;
  }

  function join(first: number): void {
    const [left, right] = [values[first + LEFT] ?? 0, values[first + RIGHT] ?? 0];
    // The far side of the body is only guessed: the side that is seen better speaks for both.
    const [a, b] = [(confidence[first + LEFT] ?? 0) ** 4, (confidence[first + RIGHT] ?? 0) ** 4];
    if (a + b === 0) set(first + BOTH, Number.NaN, 0);
    else
      set(
        first + BOTH,
        ((a > 0 ? left * a : 0) + (b > 0 ? right * b : 0)) / (a + b),
        Math.max(confidence[first + LEFT] ?? 0, confidence[first + RIGHT] ?? 0),
      );
  }

  function pointStep(measure: Measure, first: number): Step {
    if (measure.kind === 'spread' || measure.kind === 'tilt' || measure.kind === 'turn') {
      const [left, right] = [jointOf(measure.point, 'left'), jointOf(measure.point, 'right')];
      return (body) => {
        const sure = Math.min(body.confidence[left] ?? 0, body.confidence[right] ?? 0);
        const value = compute(measure, body, left, right, 0);
        const seen = Math.min(body.seenAt[left] ?? 0, body.seenAt[right] ?? 0);
        shown.fill(Math.min(body.shown[left] ?? 0, body.shown[right] ?? 0), first, first + COLUMNS);
        for (let side = 0; side < COLUMNS; side++) {
          set(first + side, value, sure);
          seenAt[first + side] = seen;
        }
      };
    }
    const points = pointsOf(measure);
    const sided = points.some((point) => !isCentre(point));
    const joints = (['left', 'right'] as const).map((side) => points.map((point) => slot(point, side)));
    return (body) => {
      for (let side = 0; side < (sided ? 2 : 1); side++) {
        const [a = 0, b = a, c = b] = joints[side] ?? [];
        const sure = Math.min(body.confidence[a] ?? 0, body.confidence[b] ?? 0, body.confidence[c] ?? 0);
        const value = compute(measure, body, a, b, c);
        set(first + side, value, sure);
        seenAt[first + side] = Math.min(body.seenAt[a] ?? 0, body.seenAt[b] ?? 0);
        shown[first + side] = Math.min(body.shown[a] ?? 0, body.shown[b] ?? 0, body.shown[c] ?? 0);
        if (!sided) {
          set(first + RIGHT, value, sure);
          set(first + BOTH, value, sure);
        }
      }
      seenAt[first + BOTH] = sided ? Math.max(seenAt[first] ?? 0, seenAt[first + 1] ?? 0) : (seenAt[first] ?? 0);
      // Of a measure of both sides one is enough, as for its value.
      const [left, right] = [shown[first] ?? 0, shown[first + RIGHT] ?? 0];
      shown[first + BOTH] = sided ? Math.max(left, right) : left;
      if (!sided) shown[first + RIGHT] = left;
      if (sided) join(first);
    };
  }

  function derivedStep(measure: Measure, first: number): Step {
    if (measure.kind === 'speed') {
      const source = column(measure.of);
      const last = new Float64Array(COLUMNS).fill(Number.NaN);
      return ({ dt }) => {
        for (let side = 0; side < COLUMNS; side++) {
          const now = values[source + side] ?? Number.NaN;
          const speed = dt > 0 ? (now - (last[side] ?? Number.NaN)) / dt : Number.NaN;
          last[side] = now;
          set(first + side, speed, confidence[source + side] ?? 0);
          seenAt[first + side] = seenAt[source + side] ?? 0;
          shown[first + side] = shown[source + side] ?? 0;
        }
      };
    }
    if (measure.kind !== 'ratio' && measure.kind !== 'difference') return pointStep(measure, first);
    const a = column(measure.of);
    const b = column(measure.kind === 'ratio' ? measure.to : measure.minus);
    const combine =
      measure.kind === 'ratio'
        ? (p: number, q: number) => (Math.abs(q) < 1e-3 ? Number.NaN : p / q)
        : (p: number, q: number) => p - q;
    return () => {
      for (let side = 0; side < COLUMNS; side++) {
        const sure = Math.min(confidence[a + side] ?? 0, confidence[b + side] ?? 0);
        set(first + side, combine(values[a + side] ?? 0, values[b + side] ?? 0), sure);
        seenAt[first + side] = Math.min(seenAt[a + side] ?? 0, seenAt[b + side] ?? 0);
        shown[first + side] = Math.min(shown[a + side] ?? 0, shown[b + side] ?? 0);
      }
    };
  }

  const steps = entries.map(([, measure], index) => derivedStep(measure, index * COLUMNS));
  return {
    ids,
    values,
    confidence,
    seenAt,
    shown,
    column,
    read(body) {
      for (const step of steps) step(body);
    },
  };
}
