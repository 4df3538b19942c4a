/** How far the skeletons on show were from the frames on show, by what was read from the screen and noted in the pages. */

import { msBetween, TICKS_PER_MS } from '../../../shared/time/rtp-time.ts';
import { distributionOf } from '../support/distribution.ts';
import type { ScreenReading } from './screen.ts';
import type { CapturedPose, Drawing, StageLog } from './stage-page.ts';

type Keypoints = Drawing['keypoints'];

/** Of one kind of skeleton, a value for every reading that could be judged. */
export interface Misalignment {
  /** Time of the keypoints drawn less that of the frame on show, ms. */
  ms: number[];
  /** Mean distance of the keypoints drawn from what the same engine found in the frame on show, px of 640x480. */
  px: number[];
}

export interface Misalignments {
  locked: Misalignment;
  /** The skeleton that follows the newest pose; its time is the one at which the body was most like it. */
  eased: Misalignment;
  /** Readings with a skeleton whose time the page did not know. */
  unlocked: number;
  /** Usual time between two frames that the athlete's page drew, ms; more than 33 on a busy machine. */
  frameMs: number;
}

/** Keypoints less sure than this are not drawn, so they can't be out of place. */
const MIN_SCORE = 0.3;
/** Where the engine's poses are further apart than this, what the body did between them is not known. */
const MAX_GAP_MS = 150;
/** Only a body that moves shows which moment it is: mean speed of its keypoints, px/s. */
const MOVING = 80;
/**
 * A canvas is captured right after it was drawn, so a frame's capture is nearest to its own drawing. The clocks that stamp the two
 * may be some ms apart; where the median is further off than this share of the usual time between two drawings, which drawing it was
 * is unknown.
 */
const NEAR = 0.4;
const SEARCH_MS = { from: -400, to: 200, step: 2 };

interface Known {
  /** Number of the athlete's frame. */
  number: number;
  at: number;
  keypoints: Keypoints;
}

/** The athlete's frames as the engine saw them, by number and by time. */
class Truth {
  readonly #drawn: readonly number[];
  readonly #known: readonly Known[];

  /** @throws Error when the poses are not of the frames that were drawn */
  constructor(drawn: readonly number[], poses: readonly CapturedPose[], frameMs: number) {
    this.#drawn = drawn;
    const found = poses.map((pose) => ({ ...pose, ...captured(drawn, pose.capturedAt) }));
    const { p50 } = distributionOf(found.map(({ apart }) => Math.abs(apart)));
    if (!(p50 < NEAR * frameMs))
      throw new Error(`frames seem to be captured ${p50.toFixed(1)} ms from when they were drawn`);
    this.#known = found.filter(({ number, keypoints }) => number >= 0 && keypoints.length > 0);
  }

  /** Media time of a frame, ms of the session. */
  timeOf(number: number): number | undefined {
    const drawnAt = this.#drawn[number];
    if (drawnAt === undefined) return undefined;
    const nearest = this.#known.reduce<Known | undefined>(
      (best, known) => (best && Math.abs(best.number - number) <= Math.abs(known.number - number) ? best : known),
      undefined,
    );
    return nearest && nearest.at + drawnAt - (this.#drawn[nearest.number] ?? Number.NaN);
  }

  /** What the engine found at a time; between two frames that it saw, on the way from one to the other. */
  bodyAt(at: number): Keypoints | undefined {
    const next = this.#known.findIndex((known) => known.at >= at);
    const [before, after] = [this.#known[Math.max(0, next - 1)], this.#known[next]];
    if (!before || !after || after.at - before.at > MAX_GAP_MS || before.at > at) return undefined;
    const share = after === before ? 0 : (at - before.at) / (after.at - before.at);
    return after.keypoints.map((end, index) => {
      const start = before.keypoints[index] ?? end;
      return {
        x: start.x + (end.x - start.x) * share,
        y: start.y + (end.y - start.y) * share,
        score: Math.min(start.score, end.score),
      };
    });
  }
}

/** Which frame was captured at a time (ticks since the epoch, modulo 2^32), and how far that is from its drawing, ms. */
function captured(drawn: readonly number[], capturedAt: number): { number: number; apart: number } {
  const [first = 0] = drawn;
  const at = first + msBetween(Math.round(first * TICKS_PER_MS), capturedAt);
  const before = drawn.findLastIndex((drawnAt) => drawnAt <= at);
  const apartFrom = (number: number) => at - (drawn[number] ?? Number.NEGATIVE_INFINITY);
  const number = Math.abs(apartFrom(before + 1)) < Math.abs(apartFrom(before)) ? before + 1 : before;
  return { number, apart: apartFrom(number) };
}

export function misalignments(readings: readonly ScreenReading[], shown: StageLog, athlete: StageLog): Misalignments {
  const between = athlete.drawn.slice(1).map((at, index) => at - (athlete.drawn[index] ?? at));
  const { p50: frameMs } = distributionOf(between);
  const truth = new Truth(athlete.drawn, shown.poses, frameMs);
  const found: Misalignments = {
    locked: { ms: [], px: [] },
    eased: { ms: [], px: [] },
    unlocked: 0,
    frameMs,
  };
  for (const reading of readings) {
    const at = truth.timeOf(reading.frame);
    const [locked, eased] = [shown.locked[reading.locked], shown.eased[reading.eased]];
    if (at === undefined || !locked || !eased) continue;
    if (locked.at === undefined) found.unlocked += 1;
    else found.locked.ms.push(locked.at - at);
    const body = truth.bodyAt(at);
    if (!body) continue;
    if (locked.keypoints.length > 0) found.locked.px.push(distance(locked.keypoints, body));
    if (eased.keypoints.length === 0) continue;
    found.eased.px.push(distance(eased.keypoints, body));
    const likest = timeMostLike(eased.keypoints, at, truth);
    if (likest !== undefined) found.eased.ms.push(likest - at);
  }
  return found;
}

/** When the body was most like these keypoints, near a time; undefined while it hardly moves. */
function timeMostLike(keypoints: Keypoints, near: number, truth: Truth): number | undefined {
  const [before, after] = [truth.bodyAt(near - 33), truth.bodyAt(near + 33)];
  if (!before || !after || distance(before, after) / 0.066 < MOVING) return undefined;
  let best: { at: number; distance: number } | undefined;
  for (let at = near + SEARCH_MS.from; at <= near + SEARCH_MS.to; at += SEARCH_MS.step) {
    const body = truth.bodyAt(at);
    const apart = body ? distance(keypoints, body) : Number.POSITIVE_INFINITY;
    if (!best || apart < best.distance) best = { at, distance: apart };
  }
  return best?.at;
}

/** Mean distance of the keypoints that are in both, px of 640x480. */
function distance(a: Keypoints, b: Keypoints): number {
  const apart = a.flatMap((point, index) => {
    const other = b[index];
    if (!other || point.score < MIN_SCORE || other.score < MIN_SCORE) return [];
    return Math.hypot((point.x - other.x) * 640, (point.y - other.y) * 480);
  });
  return apart.reduce((sum, each) => sum + each, 0) / apart.length;
}
