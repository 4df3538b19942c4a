/** The synthetic athlete: performs an activity to a plan, seen by a camera, and knows the truth about it. */
import type { PoseFrame, PoseLayout } from '../coaching/body/keypoints.ts';
import { type Camera, look } from './camera.ts';
import { SHAPES, type ShapeName, type Stance, skeletonOf } from './figure.ts';
import { golfKeys } from './moves/golf.ts';
import { MOVES, type MoveName } from './moves/index.ts';
import { strolling } from './moves/legs.ts';
import type { Move } from './moves/move.ts';

/** Six places of the camera around the athlete, degrees of azimuth. */
export const CAMERA_VIEWS = {
  front: 0,
  'front-left': 45,
  left: 90,
  back: 180,
  right: 270,
  'front-right': 315,
} as const;
export type CameraView = keyof typeof CAMERA_VIEWS;

/** One movement of the plan. */
export interface Planned {
  kind: 'repetition' | 'attempt';
  /** Faults to show, by the rule's id of the activity; `shallow` and `hurried` are made by range and tempo. */
  faults?: readonly string[];
  /** Seconds from one start to the next. */
  tempo?: number;
  /** Progress at the turning point, 1 for full range. */
  range?: number;
  side?: 'left' | 'right';
  /** Seconds of rest before it. */
  rest?: number;
}

export interface AthleteOptions {
  activity: MoveName;
  /** How many repetitions; more than are done in a day for one that never stops. Ignored with a plan. */
  reps?: number;
  /** Which of the repetitions (from 1) are attempts that stay too shallow. */
  attempts?: readonly number[];
  /** Faults in every repetition. */
  faults?: readonly string[];
  plan?: readonly Planned[];
  /** Seconds from one start to the next, and range at the turning point. */
  tempo?: number;
  range?: number;
  /** Share of a movement that is spent at its far end. */
  pause?: number;
  shape?: ShapeName;
  view?: CameraView | number;
  /** Degrees that the camera stands above level. */
  elevation?: number;
  /** Statures between camera and athlete; nearer means stronger perspective. */
  distance?: number;
  aspect?: number;
  /** Height of the standing figure as a part of the picture. */
  scale?: number;
  mirror?: boolean;
  /** Milliseconds in the start position before the first movement, after walking in. */
  delay?: number;
  /** Milliseconds in which the athlete walks into the picture. */
  walkIn?: number;
}

export interface TrueMovement {
  /** ms */
  start: number;
  turn: number;
  end: number;
  faults: readonly string[];
  side?: 'left' | 'right';
}

export interface Truth {
  reps: readonly TrueMovement[];
  attempts: readonly TrueMovement[];
  /** Times in a held position, ms. */
  holds: readonly { start: number; end: number; faults: readonly string[] }[];
}

export interface Athlete {
  readonly activity: MoveName;
  /** ms until the last movement is over and a second has passed. */
  readonly duration: number;
  /** What really happens up to `until` ms (the whole performance by default). */
  truth(until?: number): Truth;
  /** True keypoints at a time, ms. */
  poseAt(at: number, layout?: PoseLayout): PoseFrame;
}

interface Movement extends TrueMovement {
  kind: Planned['kind'];
  range: number;
  /** Progress where it begins: the end of the one before. */
  from: number;
  /** Times at which the far end is reached and left, ms. */
  far: readonly [number, number];
}

/** Range of an attempt and of a repetition with the fault `shallow`. */
const ATTEMPT_RANGE = 0.35;
const SHALLOW_RANGE = 0.7;
const REST_SHARE = 0.14;
/** Share of its time that a golfer stands still before the swing. */
const ADDRESS_SHARE = 0.45;
/** Progress in the start position of somebody who does not lock out. */
const UNLOCKED = 0.5;
const HALF_LOCKED = 0.25;
/** Milliseconds to take up or leave a held position. */
const SETTLE_MS = 1200;
/** Milliseconds to go back to the beginning of a path. */
const RETURN_MS = 500;
/** Milliseconds of a hurried phase. */
const HURRIED_MS = 330;
/** Plans are made this many movements at a time. */
const NO_END = 100_000;

/** Where a movement comes back to; `half-locked` is within what lifters call a repetition. */
const lowEnd = (faults: readonly string[]) =>
  faults.includes('no-lock-out') ? UNLOCKED : faults.includes('half-locked') ? HALF_LOCKED : 0;

/** How far off the athlete begins to walk in, statures to the side and back. */
const WALK_FROM = [1.1, 0.9] as const;

const walkedIn = (stance: Stance, left: number): Stance => ({
  ...stance,
  pelvis: [stance.pelvis[0] - WALK_FROM[0] * left, stance.pelvis[1], stance.pelvis[2] - WALK_FROM[1] * left],
});

export function anAthlete(options: AthleteOptions): Athlete {
  const { activity, reps = 5, attempts = [], tempo = 3, pause = 0.08, delay = 1500, walkIn = 0 } = options;
  const move: Move = MOVES[activity];
  const shape = SHAPES[options.shape ?? 'average'];
  const aspect = options.aspect ?? 4 / 3;
  const azimuth = typeof options.view === 'number' ? options.view : CAMERA_VIEWS[options.view ?? 'front-left'];
  const planned = (index: number): Planned | undefined => {
    if (move.kind === 'idle') return undefined;
    if (options.plan) return options.plan[index];
    if (index >= Math.min(reps, NO_END)) return undefined;
    return { kind: attempts.includes(index + 1) ? 'attempt' : 'repetition', faults: options.faults ?? [] };
  };
  const movements: Movement[] = [];
  let complete = false;

  /** Lays out movements up to a time; an endless athlete's plan grows as it is read. */
  function layOut(until: number): void {
    while (!complete && (movements.at(-1)?.end ?? 0) <= until) {
      const next = planned(movements.length);
      if (next) movements.push(schedule(next, movements.length, movements.at(-1)?.end ?? walkIn + delay));
      else complete = true;
    }
  }

  function schedule(next: Planned, index: number, after: number): Movement {
    const faults = next.faults ?? [];
    const cycle = (next.tempo ?? tempo) * 1000;
    const resting = move.kind === 'path' ? ADDRESS_SHARE : REST_SHARE;
    const start = after + (next.rest ?? 0) * 1000 + (index === 0 ? 0 : cycle * resting);
    const moving = move.kind === 'hold' ? cycle + 2 * SETTLE_MS : cycle * (1 - resting);
    const far = farEnd(start, moving, faults);
    const shallow =
      next.kind === 'attempt' ? ATTEMPT_RANGE : faults.includes('shallow') ? (move.shallow ?? SHALLOW_RANGE) : 1;
    const side = next.side ?? (index % 2 === 0 ? 'left' : 'right');
    return {
      kind: next.kind,
      start,
      turn: (far[0] + far[1]) / 2,
      end: start + moving,
      far,
      faults,
      from: lowEnd(movements.at(-1)?.faults ?? []),
      range: (next.range ?? options.range ?? 1) * shallow,
      ...(move.alternating && { side }),
    };
  }

  /** When the far end is reached and left. */
  function farEnd(start: number, moving: number, faults: readonly string[]): readonly [number, number] {
    if (move.kind === 'hold') return [start + SETTLE_MS, start + moving - SETTLE_MS];
    if (move.kind === 'path') {
      const top = start + moving * golfKeys(faults.includes('hurried-backswing')).top;
      return [top, top];
    }
    const still = moving * pause;
    const half = (moving - still) / 2;
    const hurry = Math.min(HURRIED_MS, half * 0.6);
    const out = faults.includes('hurried') ? hurry : faults.includes('hurried-back') ? moving - still - hurry : half;
    return [start + out, start + out + still];
  }

  function effortAt(at: number): { progress: number; share: number; movement: Movement | undefined } {
    layOut(at);
    const movement = movements.findLast(({ start }) => start <= at) ?? movements[0];
    if (!movement || at < movement.start) return { progress: 0, share: 0, movement };
    const { start, far, end, range, from } = movement;
    const base = lowEnd(movement.faults);
    const share = (at - start) / (end - start);
    // A path ends elsewhere than it began: the athlete then goes back to its beginning.
    if (share >= 1) return { progress: base, share: 1 + Math.min(1, (at - end) / RETURN_MS), movement };
    const way = at < far[0] ? (at - start) / (far[0] - start) : at > far[1] ? (end - at) / (end - far[1]) : 1;
    const origin = at < far[0] ? from : base;
    return { progress: origin + (range - origin) * (0.5 - 0.5 * Math.cos(Math.PI * way)), share, movement };
  }

  const height = (options.scale ?? Math.min(0.8, (move.floor ? 0.62 : 2) * aspect)) * (move.size ?? 1);
  const camera: Camera = {
    azimuth,
    elevation: options.elevation ?? 4,
    distance: options.distance ?? 4,
    aspect,
    scale: height,
    target: [0, move.target ?? (move.floor ? 0.2 : 0.47), 0],
    at: [0.5, move.floor ? 0.68 : 0.53],
    mirror: options.mirror ?? false,
  };

  const athlete: Athlete = {
    activity,
    get duration() {
      layOut(Number.POSITIVE_INFINITY);
      return (movements.at(-1)?.end ?? walkIn + delay) + 1000;
    },
    truth(until = athlete.duration) {
      layOut(until);
      const done = movements.filter(({ end }) => end <= until);
      const turnsOf = (kind: Planned['kind']) =>
        done
          .filter((movement) => movement.kind === kind)
          .map(({ start, turn, end, faults, side }) => ({ start, turn, end, faults, ...(side && { side }) }));
      const holds = move.kind === 'hold' ? done.map(({ far, faults }) => ({ start: far[0], end: far[1], faults })) : [];
      return { reps: move.kind === 'hold' ? [] : turnsOf('repetition'), attempts: turnsOf('attempt'), holds };
    },
    poseAt(at, layout = 'blazepose33') {
      const { progress, share, movement } = effortAt(at);
      const seconds = at / 1000;
      const arriving = at < walkIn;
      const effort = {
        shape,
        progress,
        share,
        faults: new Set(movement?.faults ?? []),
        side: movement?.side ?? ('left' as const),
        seconds,
      };
      const stance = arriving ? walkedIn(strolling(shape, seconds), 1 - at / walkIn) : move.stance(effort);
      return look(skeletonOf(stance, shape), camera, layout, at);
    },
  };
  return athlete;
}
