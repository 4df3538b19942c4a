/**
 * Makes one steady body out of what a pose model says frame by frame: smoothed joints with a confidence, the person's size
 * in the picture, and from where the camera looks. Short occlusions are bridged, jumps to another person are held back.
 */
import type { View } from '../events.ts';
import {
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
import { CHAIN_COUNT, emptyPoints, type Points, readStatures, statureOf, TORSO } from './limbs.ts';
import { createOneEuro } from './one-euro.ts';
import { createShotFollower } from './shot.ts';
import { createViewReader } from './view.ts';

/** A hidden joint is taken to stay where it was for this long, ms. */
const BRIDGE_MS = 400;
/**
 * A single joint that leaps farther than this (statures) and faster than it could (statures per second, beyond twice its own
 * speed) is not believed until it has stayed there, ms.
 */
const STEP = 0.08;
const SPEED = 2;
const ODD_MS = 110;
/** A joint is believed less where its score falls below this share of its own usual one, which is followed over this time, s. */
const USUAL_SHARE = 0.8;
const USUAL_SECONDS = 1.5;
/**
 * Scores at which a keypoint begins to count and counts in full. MoveNet is modest, BlazePose sure of itself; RTMPose's points are drawn from
 * 0.3 on by its authors, and come near 1 where they are seen.
 */
const SCORES: Readonly<Record<PoseLayout, readonly [number, number]>> = {
  coco17: [0.08, 0.45],
  blazepose33: [0.1, 0.75],
  body21: [0.2, 0.7],
};

/** A joint is seen well from this confidence on, and while it lies no farther out of the picture than this, heights of the picture. */
const WELL_SEEN = 0.35;
const EDGE = 0.01;

const [LS, RS, LH, RH] = TORSO;
const [LE, RE] = [jointOf('ear', 'left'), jointOf('ear', 'right')];

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
  body21: JOINT_KEYPOINTS.map((name) => LAYOUTS.body21.names.indexOf(name)),
};

/** The body after the last frame. Arrays are reused from frame to frame; positions are in heights of the picture, y down. */
export interface Body extends Points {
  /** Media time, ms. */
  at: number;
  /** Seconds since the frame before; 0 for the first frame and after a gap. */
  dt: number;
  /** When each joint was last seen and believed, ms; the position of one that is hidden is its last. */
  readonly seenAt: Float64Array;
  /** Which joints are in the picture and seen well in this very frame, so that a fault may be reported by them: 1, else 0. */
  readonly shown: Uint8Array;
  /** The person's standing height in heights of the picture, as read from the limbs. */
  stature: number;
  /** 1 when the shoulders are square to the camera, 0 when seen from the side. */
  frontness: number;
  view: View;
  /** Which way the athlete faces in the picture: 1 right, −1 left, 0 not known (seen from the front, head hidden). */
  facing: number;
  /** With this frame the picture changed to another shot or person, or `back` to the one that was left a moment ago. */
  cut: false | 'away' | 'back';
}

export interface BodyReader {
  /** The body in this frame, or nothing when nobody (or nobody to be trusted) is in it. */
  read(frame: PoseFrame): Body | undefined;
}

const between = (value: number, low: number, high: number) => Math.min(1, Math.max(0, (value - low) / (high - low)));

export function createBodyReader(): BodyReader {
  const body: Body = {
    ...emptyPoints(),
    at: Number.NaN,
    dt: 0,
    seenAt: new Float64Array(JOINTS),
    shown: new Uint8Array(JOINTS),
    stature: 0,
    frontness: 1,
    view: 'front',
    facing: 0,
    cut: false,
  };
  const { x, y, confidence, seenAt } = body;
  const raw = emptyPoints();
  const { x: rawX, y: rawY, confidence: rawScore } = raw;
  const rawStatures = new Float64Array(CHAIN_COUNT);
  const statures = new Float64Array(CHAIN_COUNT);
  const shot = createShotFollower();
  const camera = createViewReader();
  const oddSince = new Float64Array(MEASURED_JOINTS).fill(Number.NaN);
  const doubtless = new Float64Array(MEASURED_JOINTS).fill(1);
  const usual = new Float64Array(MEASURED_JOINTS);
  const speeds = new Float64Array(MEASURED_JOINTS);
  const filters = Array.from({ length: MEASURED_JOINTS * 2 }, () =>
    createOneEuro({ minCutoff: 2, beta: 15, derivativeCutoff: 2.5 }),
  );
  let seconds = 0;
  let shown = 0;

  function forget(): void {
    for (const filter of filters) filter.reset();
    confidence.fill(0);
    oddSince.fill(Number.NaN);
    speeds.fill(0);
    seconds = 0;
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
      if (good && score * inside > 0.25) usable++;
    }
    if (usable < 4 || !TORSO.some((joint) => (rawScore[joint] ?? 0) > 0.2)) return false;
    for (const [mid, left, right] of [MIDS[0], MIDS[1]] as const) {
      rawX[mid] = ((rawX[left] ?? 0) + (rawX[right] ?? 0)) / 2;
      rawY[mid] = ((rawY[left] ?? 0) + (rawY[right] ?? 0)) / 2;
      rawScore[mid] = Math.min(rawScore[left] ?? 0, rawScore[right] ?? 0);
    }
    readStatures(raw, rawStatures);
    return true;
  }

  /** How much each joint is to be believed, 0..1, by its score against its own usual one: a model mostly doubts what it gets wrong. */
  function doubt({ keypoints, layout }: PoseFrame, dt: number): void {
    const slots = SLOTS[layout];
    for (let joint = 0; joint < MEASURED_JOINTS; joint++) {
      const score = keypoints[slots[joint] ?? -1]?.score ?? 0;
      const before = usual[joint] ?? 0;
      doubtless[joint] = before > 0 ? Math.min(1, score / (USUAL_SHARE * before)) ** 2 : 1;
      usual[joint] = before + (score - before) * (before > 0 ? 1 - Math.exp(-dt / USUAL_SECONDS) : 1);
    }
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
        const speed = dt > 0 ? distance / Math.max(dt, (at - (seenAt[joint] ?? at)) / 1000) : 0;
        const trust = doubtless[joint] ?? 1;
        const expected = (2 * (speeds[joint] ?? 0) + SPEED) * trust;
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
          x[joint] = fx.next(px, dt, unit, trust);
          y[joint] = fy.next(py, dt, unit, trust);
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
      seenAt[HEAD] = seenAt[NOSE] ?? 0;
    }
  }

  /** The middle of two joints, leaning to the one that is seen better; good while one of the two is seen. */
  function between2(mid: number, left: number, right: number): void {
    const [a, b] = [confidence[left] ?? 0, confidence[right] ?? 0];
    const total = a + b;
    const share = total > 0 ? a / total : 0.5;
    // Both well seen: the true middle, else it would drift with the scores.
    const weight = Math.min(a, b) > 0.3 ? 0.5 : share;
    seenAt[mid] = Math.max(seenAt[left] ?? 0, seenAt[right] ?? 0);
    x[mid] = (x[left] ?? 0) * weight + (x[right] ?? 0) * (1 - weight);
    y[mid] = (y[left] ?? 0) * weight + (y[right] ?? 0) * (1 - weight);
    confidence[mid] = Math.min(a, b) > 0.3 ? Math.min(a, b) : Math.max(a, b) * 0.8;
  }

  function noteShown(aspect: number): void {
    for (let joint = 0; joint < JOINTS; joint++) {
      const [px, py] = [x[joint] ?? 0, y[joint] ?? 0];
      const inside = px >= -EDGE && px <= aspect + EDGE && py >= -EDGE && py <= 1 + EDGE;
      const seen = seenAt[joint] === body.at && (confidence[joint] ?? 0) >= WELL_SEEN;
      body.shown[joint] = inside && seen ? 1 : 0;
    }
  }

  function measureSize(dt: number): void {
    readStatures(body, statures);
    const size = statureOf(statures);
    if (Number.isNaN(size)) return;
    if (body.stature === 0) {
      body.stature = size;
      shown = size;
    }
    // Averaged before its peaks are followed, or noise alone would make the person grow.
    shown += (size - shown) * (1 - Math.exp(-dt / Math.min(0.5, 0.1 + seconds)));
    const time = shown > body.stature ? Math.min(0.6, 0.1 + seconds) : 5;
    body.stature += (shown - body.stature) * (1 - Math.exp(-dt / time));
  }

  /** Begins anew with a frame of another shot, or of the one that was left. */
  function begin(kind: 'cut' | 'back' | 'gap' | 'first'): void {
    forget();
    if (kind !== 'gap') body.stature = kind === 'back' ? shot.left.stature : 0;
    shown = body.stature;
    if (kind === 'cut') body.cut = 'away';
    if (kind === 'back') body.cut = 'back';
  }

  return {
    read(frame) {
      const elapsed = frame.at - body.at;
      if (elapsed <= 0 || !Number.isFinite(frame.at) || !(frame.aspect > 0) || !take(frame)) return undefined;
      const kind = shot.follow(frame.at, raw, rawStatures, body);
      body.cut = false;
      if (kind === 'wait' || kind === 'restless') return undefined;
      if (kind !== 'same') begin(kind);
      const dt = kind === 'same' ? elapsed / 1000 : 0;
      body.at = frame.at;
      body.dt = dt;
      doubt(frame, dt);
      smooth(frame.at, dt);
      noteShown(frame.aspect);
      measureSize(dt);
      if (body.stature <= 1e-3) return undefined;
      camera.look(body, body.stature, dt, seconds);
      body.frontness = camera.frontness;
      body.view = camera.view;
      body.facing = camera.facing;
      seconds += dt;
      return body;
    },
  };
}
