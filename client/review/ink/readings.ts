/** What the marks on show measure at the playhead, in words. */
import type { InkStroke } from '../../../shared/contract/comment-ink.ts';
import type { Units } from '../../../shared/contract/units.ts';
import type { PoseAt } from '../../stage/pose-track.ts';
import { exactTime } from '../times.ts';
import { centimetresOf, jointDegrees, keypointWords, lengthWords, slopeOf } from './measures.ts';
import type { MomentInk } from './moment-ink.ts';

interface Moment {
  /** Ms of the session. */
  readonly at: number;
  readonly pose: PoseAt | undefined;
  /** Width ÷ height of the frame. */
  readonly aspect: number;
  readonly units: Units;
}

export interface Reading {
  /** Of the stroke. */
  readonly id: string;
  readonly words: string;
}

/** The time since a mark's moment, no later than the end of its range: “0:01.234”. */
export const stopwatchWords = ({ from, to }: Pick<MomentInk, 'from' | 'to'>, at: number): string =>
  exactTime(Math.min(at, to ?? at) - from);

export function readingsOf(inks: readonly MomentInk[], moment: Moment): Reading[] {
  return inks.flatMap((each) =>
    each.ink.flatMap((stroke) => {
      const words = wordsOf(stroke, each, moment);
      return words === undefined ? [] : [{ id: stroke.id, words }];
    }),
  );
}

function wordsOf(stroke: InkStroke, within: MomentInk, { at, pose, aspect, units }: Moment): string | undefined {
  const [from, to] = stroke.points;
  switch (stroke.tool) {
    case 'joint-angle': {
      const [, joint] = stroke.keypoints ?? [];
      const degrees = pose && jointDegrees(pose, stroke.keypoints ?? [], aspect);
      return joint && `${keypointWords(joint)} ${degrees === undefined ? 'not seen' : `${Math.round(degrees)}°`}`;
    }
    case 'slope': {
      const slope = from && to && slopeOf(from, to, aspect);
      return (
        slope && `${Math.round(slope.vertical)}° to the vertical, ${Math.round(slope.horizontal)}° to the horizontal`
      );
    }
    case 'distance': {
      const cm = centimetresOf(stroke, within.ink, aspect);
      return cm === undefined ? undefined : lengthWords(cm, units);
    }
    case 'stopwatch':
      return `Stopwatch ${stopwatchWords(within, at)}`;
    default:
      return undefined;
  }
}
