/**
 * Follows one person through a film: separates a jump of a few frames from a cut, somebody else who was followed for a moment from
 * another shot, and points that are no body from one.
 */
import { CHAIN_COUNT, emptyPoints, growth, type Points, torsoMoved, unrestOf } from './limbs.ts';

/** After a gap of this length nothing is carried over, ms. */
export const GAP_MS = 1000;
/** A whole body that moves farther than this between two frames (parts of its stature, and per second) has jumped. */
const JUMP = 0.45;
const JUMP_SPEED = 3;
/** After a gap: farther than this, and it is another shot. */
const GAP_JUMP = 1.5;
/** A jump is believed when it lasts this long, ms: not a passer-by caught in one frame. */
const JUMP_MS = 200;
/** A person whose size changes this much from one frame to the next is another one, or another shot. */
const RESIZED = 1.4;
/** Somebody who was left by a jump is known again for this long, ms, within this distance (statures) and change of size. */
const AWAY_MS = 4000;
const AGAIN = 0.35;
const AGAIN_SIZE = 1.3;
/**
 * Mean change of the limbs' lengths from frame to frame that no moving body shows, what it must come down to again, and the
 * time it is averaged over, ms. Somebody new is believed from the first frame on: their movement may be under way.
 */
const UNREST = 0.34;
const CALM = 0.24;
const UNREST_MS = 600;
/** The same while nobody is trusted: a body that holds together is one again at once, whatever was taken for it before. */
const RECOVERY_MS = 150;

/**
 * What a frame is: the same shot; one to wait at, since it may be a slip; another shot (`cut`); the one before it again
 * (`back`); nobody to be trusted; or the first after a `gap`.
 */
export type FrameKind = 'same' | 'wait' | 'cut' | 'back' | 'restless' | 'gap' | 'first';

/** The person as last trusted. */
export interface Known extends Points {
  /** ms; NaN before the first frame. */
  at: number;
  stature: number;
}

export interface ShotFollower {
  /** Judges a frame by its points and the statures its limbs speak for. After `back`, `left.stature` is the person's size. */
  follow(at: number, raw: Points, statures: Float64Array, known: Known): FrameKind;
  readonly left: { stature: number };
}

export function createShotFollower(): ShotFollower {
  const last = new Float64Array(CHAIN_COUNT).fill(Number.NaN);
  const trusted = new Float64Array(CHAIN_COUNT).fill(Number.NaN);
  const away = { ...emptyPoints(), at: Number.NaN, stature: 0, statures: new Float64Array(CHAIN_COUNT) };
  let lastAt = Number.NaN;
  let jumpedAt = Number.NaN;
  let unrest = CALM;
  let restless = false;

  /** Follows how much the limbs' lengths change from frame to frame, whether the frames are trusted or not. */
  function followUnrest(at: number, statures: Float64Array): void {
    const elapsed = at - lastAt;
    const change = unrestOf(last, statures);
    if (!(elapsed < GAP_MS)) {
      unrest = CALM;
      restless = false;
    } else if (!Number.isNaN(change))
      unrest += (change - unrest) * (1 - Math.exp(-elapsed / (restless ? RECOVERY_MS : UNREST_MS)));
    last.set(statures);
    lastAt = at;
    // Limbs that change their lengths all at once, again and again, are no body.
    restless = unrest > (restless ? CALM : UNREST);
  }

  function leave(known: Known): void {
    away.x.set(known.x);
    away.y.set(known.y);
    away.confidence.set(known.confidence);
    away.statures.set(trusted);
    away.at = known.at;
    away.stature = known.stature;
  }

  function isBack(at: number, raw: Points, statures: Float64Array): boolean {
    if (!(at - away.at < AWAY_MS)) return false;
    const ratio = growth(away.statures, statures, away.stature);
    return torsoMoved(away, raw) < AGAIN * away.stature && ratio < AGAIN_SIZE && ratio > 1 / AGAIN_SIZE;
  }

  function kindOf(at: number, raw: Points, statures: Float64Array, known: Known): FrameKind {
    const elapsed = at - known.at;
    const moved = torsoMoved(known, raw) / known.stature;
    if (Number.isNaN(known.at)) return 'first';
    if (!(elapsed < GAP_MS)) return moved > GAP_JUMP ? 'cut' : 'gap';
    const ratio = growth(trusted, statures, known.stature);
    // As long as it takes to believe a jump nobody comes nearer to where they were: somebody else was seen meanwhile.
    const unseen = (Number.isNaN(jumpedAt) ? at : jumpedAt) - known.at;
    const jumped = moved > Math.max(JUMP, (JUMP_SPEED * unseen) / 1000) || ratio > RESIZED || ratio < 1 / RESIZED;
    if (!jumped) return 'same';
    if (isBack(at, raw, statures)) return 'back';
    if (Number.isNaN(jumpedAt)) jumpedAt = at;
    return at - jumpedAt < JUMP_MS ? 'wait' : 'cut';
  }

  return {
    left: away,
    follow(at, raw, statures, known) {
      followUnrest(at, statures);
      const kind = kindOf(at, raw, statures, known);
      if (kind === 'wait') return kind;
      if (kind === 'cut') leave(known);
      if (kind === 'back') away.at = Number.NaN;
      jumpedAt = Number.NaN;
      if (restless && kind !== 'back') return 'restless';
      trusted.set(statures);
      return kind;
    },
  };
}
