/** The poses of the last seconds, and what the body looked like at any moment between or shortly after them. */
import type { Keypoint } from '../../shared/coaching/index.ts';
import type { PosePacket } from '../../shared/contract/pose-packet.ts';

/** Keypoints at a moment that need not be that of an analysed frame. */
export interface PoseAt {
  layout: PosePacket['layout'];
  keypoints: readonly Keypoint[];
  /** How far the moment lies beyond the newest analysed frame, ms; 0 or less where it does not. */
  ahead: number;
}

/** How long poses are kept, ms: longer than frames are for freezing. */
const KEPT_MS = 4_000;
/** Two poses further apart than this say nothing about what was between them, ms. */
const MAX_GAP_MS = 250;
/** How long a movement is continued as it was, ms; a turning point may come any time. */
const MAX_AHEAD_MS = 100;
/** A moment this much before the first pose is still that pose, ms: half of a frame at 15 a second. */
const BEFORE_FIRST_MS = 35;

export class PoseTrack {
  #poses: readonly PosePacket[] = [];

  get newest(): PosePacket | undefined {
    return this.#poses.at(-1);
  }

  /** Takes a pose; they come in the order of their frames. One from before the others is of a session begun anew. */
  add(pose: PosePacket): void {
    const newest = this.newest;
    const kept = newest && pose.at <= newest.at ? [] : this.#poses.filter(({ at }) => pose.at - at < KEPT_MS);
    this.#poses = [...kept, pose];
  }

  /** The body at `moment` (media time, ms of the session); undefined where that is not known. */
  at(moment: number): PoseAt | undefined {
    return poseAmong(this.#poses, moment);
  }
}

/**
 * The body at a moment, from poses in the order of their time.
 *
 * @param moment media time, ms of the session
 * @returns undefined where that is not known
 */
export function poseAmong(poses: readonly PosePacket[], moment: number): PoseAt | undefined {
  const next = countUntil(poses, moment);
  const [before, after] = [poses[next - 1], poses[next]];
  if (!before) return after && after.at - moment <= BEFORE_FIRST_MS ? still(after, moment - after.at) : undefined;
  const ahead = after ? 0 : moment - before.at;
  if (after) {
    return alike(before, after) ? moved(before, after, moment, ahead) : still(before, ahead);
  }
  const earlier = poses.at(-2);
  if (!earlier || !alike(earlier, before)) return still(before, ahead);
  return moved(earlier, before, before.at + Math.min(ahead, MAX_AHEAD_MS), ahead);
}

/** A pose of a record that is further away than this says nothing about a moment, ms. */
export const MOST_AWAY_MS = 500;

/** The same of a record, where nothing is known far from any pose. */
export function poseNear(poses: readonly PosePacket[], moment: number): PoseAt | undefined {
  const next = countUntil(poses, moment);
  const nearest = Math.min(
    ...[poses[next - 1], poses[next]].map((pose) => (pose ? Math.abs(pose.at - moment) : Number.POSITIVE_INFINITY)),
  );
  return nearest <= MOST_AWAY_MS ? poseAmong(poses, moment) : undefined;
}

/** How many poses are of this moment or earlier. */
export function countUntil(poses: readonly { at: number }[], moment: number): number {
  let [low, high] = [0, poses.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((poses[middle]?.at ?? Number.POSITIVE_INFINITY) <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

const still = ({ layout, keypoints }: PosePacket, ahead: number): PoseAt => ({ layout, keypoints, ahead });

/** Whether two poses are of one movement. */
function alike(a: PosePacket, b: PosePacket): boolean {
  return a.layout === b.layout && a.keypoints.length === b.keypoints.length && b.at - a.at <= MAX_GAP_MS;
}

/** On the straight line through two poses, between or beyond them. */
function moved(from: PosePacket, to: PosePacket, moment: number, ahead: number): PoseAt {
  const share = (moment - from.at) / (to.at - from.at);
  const keypoints = to.keypoints.map((end, index) => {
    const start = from.keypoints[index] ?? end;
    return {
      x: start.x + (end.x - start.x) * share,
      y: start.y + (end.y - start.y) * share,
      score: Math.min(start.score, end.score),
    };
  });
  return { layout: to.layout, keypoints, ahead };
}
