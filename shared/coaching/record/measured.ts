/** An activity's measures over all frames of a track, as curves for people to look at. */
import { createBodyReader } from '../body/body.ts';
import type { PoseFrame } from '../body/keypoints.ts';
import type { Activity } from '../definition/activity.ts';
import { BOTH, createMeasureReader, LEFT, RIGHT } from '../judging/measures.ts';

export type MeasuredSide = 'left' | 'right' | 'both';

/** One measure, a value a frame; null where it is not seen. `both` is the side that is seen better, or the mean. */
export interface MeasuredCurve {
  readonly id: string;
  /** Degrees, shares of a length of the body, or what is made of these. */
  readonly unit: '°' | '°/s' | '';
  readonly left: readonly (number | null)[];
  readonly right: readonly (number | null)[];
  readonly both: readonly (number | null)[];
}

export interface Measured {
  /** Of each frame, ms of the session. */
  readonly times: readonly number[];
  readonly curves: readonly MeasuredCurve[];
}

const SIDES = { left: LEFT, right: RIGHT, both: BOTH } as const;

/** Measures a track that may still grow. */
export interface TrackMeasures {
  /** Measures further frames, in the order of their time. @returns all of it so far */
  take(frames: Iterable<PoseFrame>): Measured;
}

export function createTrackMeasures(activity: Activity): TrackMeasures {
  const body = createBodyReader();
  const measures = createMeasureReader(activity);
  const times: number[] = [];
  const curves = measures.ids.map((id) => ({
    ...{ id, unit: unitOf(activity.measures, id) },
    ...{ left: [] as (number | null)[], right: [] as (number | null)[], both: [] as (number | null)[] },
  }));
  const read = (frame: PoseFrame) => {
    const found = body.read(frame);
    if (found) measures.read(found);
    times.push(frame.at);
    for (const curve of curves) {
      const column = measures.column(curve.id);
      for (const side of ['left', 'right', 'both'] as const) {
        const value = found ? measures.values[column + SIDES[side]] : undefined;
        curve[side].push(value === undefined || Number.isNaN(value) ? null : value);
      }
    }
  };
  return {
    take(frames) {
      for (const frame of frames) read(frame);
      const soFar = curves.map(({ id, unit, left, right, both }) => ({
        ...{ id, unit },
        ...{ left: [...left], right: [...right], both: [...both] },
      }));
      return { times: [...times], curves: soFar };
    },
  };
}

/** What values of a measure are in. @param id of one of them */
export function unitOf(measures: Activity['measures'], id: string): MeasuredCurve['unit'] {
  const measure = measures[id];
  switch (measure?.kind) {
    case 'angle':
    case 'lean':
      return '°';
    case 'difference':
      return unitOf(measures, measure.of);
    case 'speed':
      return unitOf(measures, measure.of) === '°' ? '°/s' : '';
    default:
      return '';
  }
}
