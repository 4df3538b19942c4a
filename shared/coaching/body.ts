/**
 * Makes one steady body out of what a pose model says frame by frame: smoothed joints with a confidence, the person's size
 * in the picture, and from where the camera looks. Short occlusions are bridged, jumps to another person are held back.
 */
import type { View } from './events.ts';
import {
  BODY_RATIOS,
  HEAD,
  JOINT_KEYPOINTS,
  JOINTS,
  jointOf,
  MEASURED_JOINTS,
  MID_ANKLE,
  MID_HIP,
  MID_KNEE,
  MID_SHOULDER,
  MID_WRIST,
  NOSE,
} from './joints.ts';
import { LAYOUTS, type PoseFrame, type PoseLayout } from './keypoints.ts';
import { createOneEuro } from './one-euro.ts';

/** A hidden joint is taken to stay where it was for this long, ms. */
const BRIDGE_MS = 400;
/** After a gap of this length nothing is carried over, ms. */
const GAP_MS = 1000;
/** A whole body that moves farther than this between two frames (parts of its stature, and per second) has jumped. */
const JUMP = 0.45;
const JUMP_SPEED = 3;
/** A jump is believed when it lasts this long, ms: a cut of the film, not a passer-by caught in one frame. */
const JUMP_MS = 200;
/**
 * A single joint that leaps farther than this (statures) and faster than it could (statures per second, beyond twice its own
 * speed) is not believed until it has stayed there, ms.
 */
const STEP = 0.08;
const SPEED = 2;
const ODD_MS = 110;
/** A person whose size changes this much from one frame to the next is another one, or another shot. */
const RESIZED = 1.4;
/**
 * Mean change of the limbs' lengths from frame to frame that no moving body shows, what it
 * must come down to again, and the time it is averaged over, ms.
 */
const UNREST = 0.28;
const CALM = 0.16;
/** What somebody new in the picture is taken to show until it is known better. */
const NEWCOMER = 0.2;
const UNREST_MS = 600;
/** Scores at which a keypoint begins to count and counts in full. MoveNet is modest, BlazePose sure of itself. */
const SCORES: Readonly<Record<PoseLayout, readonly [number, number]>> = {
  coco17: [0.12, 0.35],
  blazepose33: [0.2, 0.6],
};

const [LS, RS] = [jointOf('shoulder', 'left'), jointOf('shoulder', 'right')];
const [LH, RH] = [jointOf('hip', 'left'), jointOf('hip', 'right')];
const [LE, RE] = [jointOf('ear', 'left'), jointOf('ear', 'right')];
const TORSO = [LS, RS, LH, RH];

/**
 * Chains from which a person's size is read: each looks shorter when it points at the camera, never longer. Limbs are taken
 * as a whole, since two segments tremble less than one.
 */
const CHAINS: readonly { joints: readonly number[]; ratio: number }[] = [
  { joints: [MID_SHOULDER, MID_HIP], ratio: BODY_RATIOS.torso },
  ...(['left', 'right'] as const).flatMap((side) => [
    { joints: [jointOf('hip', side), jointOf('knee', side), jointOf('ankle', side)], ratio: BODY_RATIOS.leg },
    { joints: [jointOf('shoulder', side), jointOf('elbow', side), jointOf('wrist', side)], ratio: BODY_RATIOS.arm },
  ]),
  { joints: [LS, RS], ratio: BODY_RATIOS.shoulders },
];

const MIDS = [
  [MID_SHOULDER, LS, RS],
  [MID_HIP, LH, RH],
  [MID_KNEE, jointOf('knee', 'left'), jointOf('knee', 'right')],
  [MID_ANKLE, jointOf('ankle', 'left'), jointOf('ankle', 'right')],
  [MID_WRIST, jointOf('wrist', 'left'), jointOf('wrist', 'right')],
] as const;

const SLOTS: Readonly<Record<PoseLayout, readonly number[]>> = {
  coco17: JOINT_KEYPOINTS.map((name) => LAYOUTS.coco17.names.indexOf(name)),
  blazepose33: JOINT_KEYPOINTS.map((name) => LAYOUTS.blazepose33.names.indexOf(name)),
};

/** The body after the last frame. Arrays are reused from frame to frame; positions are in heights of the picture, y down. */
export interface Body {
  /** Media time, ms. */
  at: number;
  /** Seconds since the frame before; 0 for the first frame and after a gap. */
  dt: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** 0 (not seen) to 1 (seen well), by joint. */
  readonly confidence: Float64Array;
  /** The person's standing height in heights of the picture, as read from the limbs. */
  stature: number;
  /** 1 when the shoulders are square to the camera, 0 when seen from the side. */
  frontness: number;
  view: View;
  /** Which way the athlete faces in the picture: 1 right, −1 left, 0 not told (seen from the front, head hidden). */
  facing: number;
  /** The picture changed to another shot or person with this frame. */
  cut: boolean;
}

export interface BodyReader {
  /** The body in this frame, or nothing when nobody (or nobody to be trusted) is in it. */
  read(frame: PoseFrame): Body | undefined;
}

const between = (value: number, low: number, high: number) => Math.min(1, Math.max(0, (value - low) / (high - low)));

/** Length along joints that are all seen, else NaN. */
function chainLength(joints: readonly number[], x: Float64Array, y: Float64Array, seen: Float64Array): number {
  let length = 0;
  for (let index = 0; index < joints.length; index++) {
    const joint = joints[index] ?? 0;
    if ((seen[joint] ?? 0) < 0.5) return Number.NaN;
    const before = joints[index - 1];
    if (before !== undefined)
      length += Math.hypot((x[joint] ?? 0) - (x[before] ?? 0), (y[joint] ?? 0) - (y[before] ?? 0));
  }
  return length;
}

export function createBodyReader(): BodyReader {
  const body: Body = {
    at: Number.NaN,
    dt: 0,
    x: new Float64Array(JOINTS),
    y: new Float64Array(JOINTS),
    confidence: new Float64Array(JOINTS),
    stature: 0,
    frontness: 1,
    view: 'front',
    facing: 0,
    cut: false,
  };
  const { x, y, confidence } = body;
  const rawX = new Float64Array(JOINTS);
  const rawY = new Float64Array(JOINTS);
  const rawScore = new Float64Array(JOINTS);
  const rawLengths = new Float64Array(CHAINS.length);
  const trustedLengths = new Float64Array(CHAINS.length).fill(Number.NaN);
  const growths = new Float64Array(CHAINS.length);
  const lastLengths = new Float64Array(CHAINS.length).fill(Number.NaN);
  let lastAt = Number.NaN;
  const seenAt = new Float64Array(MEASURED_JOINTS);
  const oddSince = new Float64Array(MEASURED_JOINTS).fill(Number.NaN);
  const speeds = new Float64Array(MEASURED_JOINTS);
  const filters = Array.from({ length: MEASURED_JOINTS * 2 }, () =>
    createOneEuro({ minCutoff: 2, beta: 15, derivativeCutoff: 2.5 }),
  );
  const sizes = new Float64Array(CHAINS.length);
  let jumpedAt = Number.NaN;
  let facing = 0;
  let towards = 0;
  let seconds = 0;
  let shown = 0;
  let unrest = NEWCOMER;
  let restless = true;

  function forget(): void {
    for (const filter of filters) filter.reset();
    confidence.fill(0);
    oddSince.fill(Number.NaN);
    speeds.fill(0);
    seconds = 0;
    jumpedAt = Number.NaN;
  }

  /** Copies the frame's points into joint slots; false when too few of them can be used. */
  function take(frame: PoseFrame): boolean {
    const slots = SLOTS[frame.layout];
    const [low, high] = SCORES[frame.layout];
    let usable = 0;
    for (let joint = 0; joint < MEASURED_JOINTS; joint++) {
      const point = frame.keypoints[slots[joint] ?? -1];
      const px = point ? point.x * frame.aspect : Number.NaN;
      const py = point ? point.y : Number.NaN;
      const score = point ? between(point.score, low, high) : 0;
      // Beyond the picture a model only guesses; far beyond it is lost.
      const inside = point ? 1 - between(Math.max(-point.x, point.x - 1, -point.y, point.y - 1), 0.02, 0.2) : 0;
      const good = Number.isFinite(px) && Number.isFinite(py) && score > 0;
      rawX[joint] = good ? px : 0;
      rawY[joint] = good ? py : 0;
      rawScore[joint] = good ? score * inside : 0;
      if (good && score * inside > 0.4) usable++;
    }
    if (usable < 4 || !TORSO.some((joint) => (rawScore[joint] ?? 0) > 0.3)) return false;
    for (const [mid, left, right] of [MIDS[0], MIDS[1]] as const) {
      rawX[mid] = ((rawX[left] ?? 0) + (rawX[right] ?? 0)) / 2;
      rawY[mid] = ((rawY[left] ?? 0) + (rawY[right] ?? 0)) / 2;
      rawScore[mid] = Math.min(rawScore[left] ?? 0, rawScore[right] ?? 0);
    }
    for (let index = 0; index < CHAINS.length; index++) {
      const chain = CHAINS[index];
      if (chain) rawLengths[index] = chainLength(chain.joints, rawX, rawY, rawScore) / chain.ratio;
    }
    return true;
  }

  /** How much larger the person is than when last trusted: the middle one of its chains' growths; 1 when that can't be told. */
  function resized(): number {
    let count = 0;
    for (let index = 0; index < CHAINS.length; index++) {
      const before = trustedLengths[index] ?? Number.NaN;
      const growth = (rawLengths[index] ?? Number.NaN) / before;
      // A chain that points at the camera grows by turning.
      if (before > body.stature / 2 && Number.isFinite(growth)) growths[count++] = growth;
    }
    return count < 3 ? 1 : (growths.subarray(0, count).sort()[count >> 1] ?? 1);
  }

  /** Follows how much the limbs' lengths change from frame to frame, whether the frames are trusted or not. */
  function followUnrest(at: number): void {
    const elapsed = at - lastAt;
    let [change, count] = [0, 0];
    for (let index = 0; index < CHAINS.length; index++) {
      const [length, last] = [rawLengths[index] ?? Number.NaN, lastLengths[index] ?? Number.NaN];
      if (Number.isNaN(length) || Number.isNaN(last)) continue;
      change += Math.min(1, Math.abs(length - last) / Math.max(length, last, 1e-9));
      count++;
    }
    if (!(elapsed < GAP_MS)) {
      unrest = NEWCOMER;
      restless = true;
    } else if (count >= 2) unrest += (change / count - unrest) * (1 - Math.exp(-elapsed / UNREST_MS));
    lastLengths.set(rawLengths);
    lastAt = at;
  }

  /** How far the torso has moved since the last frame, in statures; NaN when that can't be told. */
  function moved(): number {
    let sum = 0;
    let count = 0;
    let least = Number.POSITIVE_INFINITY;
    for (const joint of TORSO) {
      if ((rawScore[joint] ?? 0) < 0.3 || (confidence[joint] ?? 0) < 0.3) continue;
      const distance = Math.hypot((rawX[joint] ?? 0) - (x[joint] ?? 0), (rawY[joint] ?? 0) - (y[joint] ?? 0));
      least = Math.min(least, distance);
      sum += distance;
      count++;
    }
    // The least of the four: swapped sides or one lost hip are no jump of the whole body.
    return count >= 2 && body.stature > 0 ? Math.min(sum / count, least * 1.5) / body.stature : Number.NaN;
  }

  function smooth(at: number, dt: number): void {
    const unit = body.stature > 0 ? body.stature : 1;
    for (let joint = 0; joint < MEASURED_JOINTS; joint++) {
      const score = rawScore[joint] ?? 0;
      const known = (confidence[joint] ?? 0) > 0;
      const [fx, fy] = [filters[joint * 2], filters[joint * 2 + 1]];
      if (!fx || !fy) continue;
      if (score > 0.05) {
        const [px, py] = [rawX[joint] ?? 0, rawY[joint] ?? 0];
        const distance = Math.hypot(px - (x[joint] ?? 0), py - (y[joint] ?? 0)) / unit;
        const speed = dt > 0 ? distance / dt : 0;
        const expected = 2 * (speeds[joint] ?? 0) + SPEED;
        if (known && dt > 0 && distance > STEP && speed > expected && !(at - (oddSince[joint] ?? at) >= ODD_MS)) {
          if (Number.isNaN(oddSince[joint])) oddSince[joint] = at;
        } else {
          if (!known) {
            fx.reset();
            fy.reset();
          }
          oddSince[joint] = Number.NaN;
          const share = dt > 0 ? 1 - Math.exp(-dt / 0.1) : 1;
          speeds[joint] = known ? (speeds[joint] ?? 0) + (Math.min(speed, 8) - (speeds[joint] ?? 0)) * share : 0;
          x[joint] = fx.next(px, dt, unit);
          y[joint] = fy.next(py, dt, unit);
          confidence[joint] = score;
          seenAt[joint] = at;
          continue;
        }
      }
      const age = at - (seenAt[joint] ?? 0);
      confidence[joint] = known && age < BRIDGE_MS ? (confidence[joint] ?? 0) * (1 - age / BRIDGE_MS) ** 0.5 : 0;
    }
    for (const [mid, left, right] of MIDS) between2(mid, left, right);
    const ears = Math.min(confidence[LE] ?? 0, confidence[RE] ?? 0);
    if (ears > 0.3 || (confidence[NOSE] ?? 0) <= 0.05) between2(HEAD, LE, RE);
    else {
      x[HEAD] = x[NOSE] ?? 0;
      y[HEAD] = y[NOSE] ?? 0;
      confidence[HEAD] = confidence[NOSE] ?? 0;
    }
  }

  /** The middle of two joints, leaning to the one that is seen better; good while one of the two is seen. */
  function between2(mid: number, left: number, right: number): void {
    const [a, b] = [confidence[left] ?? 0, confidence[right] ?? 0];
    const total = a + b;
    const share = total > 0 ? a / total : 0.5;
    // Both well seen: the true middle, else it would drift with the scores.
    const weight = Math.min(a, b) > 0.3 ? 0.5 : share;
    x[mid] = (x[left] ?? 0) * weight + (x[right] ?? 0) * (1 - weight);
    y[mid] = (y[left] ?? 0) * weight + (y[right] ?? 0) * (1 - weight);
    confidence[mid] = Math.min(a, b) > 0.3 ? Math.min(a, b) : Math.max(a, b) * 0.8;
  }

  function measureSize(dt: number): void {
    let count = 0;
    for (const { joints, ratio } of CHAINS) {
      const length = chainLength(joints, x, y, confidence);
      if (!Number.isNaN(length)) sizes[count++] = length / ratio;
    }
    if (count === 0) return;
    // The second largest: one misplaced joint must not stretch the person.
    const sorted = sizes.subarray(0, count).sort();
    const size = sorted[Math.max(0, count - 2)] ?? 0;
    if (body.stature === 0) {
      body.stature = size;
      shown = size;
    }
    // Averaged before its peaks are followed, or noise alone would make the person grow.
    shown += (size - shown) * (1 - Math.exp(-dt / Math.min(0.5, 0.1 + seconds)));
    const time = shown > body.stature ? Math.min(0.6, 0.1 + seconds) : 5;
    body.stature += (shown - body.stature) * (1 - Math.exp(-dt / time));
  }

  function look(dt: number): void {
    const fresh = seconds < 0.5;
    const share = fresh ? 1 - Math.exp(-dt / 0.15) : 1 - Math.exp(-dt / 0.8);
    if (Math.min(confidence[LS] ?? 0, confidence[RS] ?? 0) > 0.2 && body.stature > 0) {
      const shoulders = Math.hypot((x[LS] ?? 0) - (x[RS] ?? 0), (y[LS] ?? 0) - (y[RS] ?? 0)) / BODY_RATIOS.shoulders;
      const hips = Math.hypot((x[LH] ?? 0) - (x[RH] ?? 0), (y[LH] ?? 0) - (y[RH] ?? 0)) / BODY_RATIOS.hips;
      const hipsSeen = Math.min(confidence[LH] ?? 0, confidence[RH] ?? 0) > 0.3;
      const square = Math.min(
        1.2,
        (hipsSeen ? 0.7 * shoulders + 0.3 * Math.min(hips, shoulders * 1.3) : shoulders) / body.stature,
      );
      body.frontness += (square - body.frontness) * (dt === 0 ? 1 : share);
      const turned = ((x[LS] ?? 0) - (x[RS] ?? 0)) / body.stature;
      towards += (turned - towards) * (dt === 0 ? 1 : share);
    }
    let ahead = 0;
    if ((confidence[NOSE] ?? 0) > 0.3) ahead += ((x[NOSE] ?? 0) - (x[MID_SHOULDER] ?? 0)) / body.stature;
    for (const side of ['left', 'right'] as const) {
      const [toe, heel] = [jointOf('toe', side), jointOf('heel', side)];
      if (Math.min(confidence[toe] ?? 0, confidence[heel] ?? 0) > 0.5)
        ahead += ((x[toe] ?? 0) - (x[heel] ?? 0)) / body.stature;
    }
    facing += (ahead - facing) * (dt === 0 ? 1 : share);
    body.facing = Math.abs(facing) < 0.025 ? 0 : Math.sign(facing);
    const { view, frontness } = body;
    // A little hysteresis, so that the view does not flicker on a border.
    const side = view === 'side' ? 0.48 : 0.42;
    const square = view === 'front' || view === 'back' ? 0.83 : 0.88;
    if (frontness < side) body.view = 'side';
    else if (frontness < square) body.view = 'three-quarter';
    else body.view = towards < 0 ? 'back' : 'front';
  }

  return {
    read(frame) {
      const elapsed = frame.at - body.at;
      if (elapsed <= 0 || !Number.isFinite(frame.at) || !(frame.aspect > 0) || !take(frame)) return undefined;
      followUnrest(frame.at);
      const gap = !(elapsed < GAP_MS);
      body.cut = false;
      if (gap) {
        const distance = moved();
        forget();
        if (!Number.isNaN(distance) && distance > 1.5) body.cut = true;
        if (body.cut || Number.isNaN(body.at)) body.stature = 0;
      } else {
        const ratio = resized();
        const leapt = moved() > Math.max(JUMP, (JUMP_SPEED * elapsed) / 1000);
        if (leapt || ratio > RESIZED || ratio < 1 / RESIZED) {
          if (Number.isNaN(jumpedAt)) jumpedAt = frame.at;
          if (frame.at - jumpedAt < JUMP_MS) return undefined;
          forget();
          body.stature = 0;
          body.cut = true;
        }
      }
      jumpedAt = Number.NaN;
      trustedLengths.set(rawLengths);
      // Limbs that change their lengths all at once, again and again, are no body.
      restless = unrest > (restless ? CALM : UNREST);
      if (restless) return undefined;
      const dt = gap || body.cut ? 0 : elapsed / 1000;
      body.at = frame.at;
      body.dt = dt;
      smooth(frame.at, dt);
      measureSize(dt);
      if (body.stature <= 1e-3) return undefined;
      look(dt);
      seconds += dt;
      return body;
    },
  };
}
