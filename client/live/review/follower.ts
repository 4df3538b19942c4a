/** Keeps a player where a coach's playhead is. No React. */
import { type LiveReview, reviewedAt } from '../../../shared/contract/live-review.ts';
import { isSameZone } from '../../review/player/clock.ts';
import type { Player } from '../../review/player/player.ts';

export type Followed = Pick<LiveReview, 'view' | 'since'>;

export interface FollowerOptions {
  player: Pick<Player, 'state' | 'play' | 'pause' | 'seek' | 'rate' | 'zone'>;
  /** Ms of the live session; undefined while that is not known. */
  now: () => number | undefined;
}

/** How often it is looked whether the player keeps up, ms: as often as a film that plays backwards shows another frame. */
const LOOK_EVERY_MS = 60;
/** A player that is so far off goes to where it should be, ms of film; the sound stutters then, so it is not done for less. */
const MOST_OFF_MS = 150;

export class Follower {
  readonly #player: FollowerOptions['player'];
  readonly #now: FollowerOptions['now'];
  #followed: Followed | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor({ player, now }: FollowerOptions) {
    this.#player = player;
    this.#now = now;
  }

  /** Goes on like this from now on; what failed is tried again. */
  follow(followed: Followed): void {
    this.#followed = followed;
    const { from, until, rate } = followed.view.motion;
    const before = this.#player.state.getState();
    // Only what changes, since the film is read anew for it.
    if (rate > 0 && !isSameZone(before.zone, { from, until })) this.#player.zone = { from, until };
    if (rate > 0 && before.rate !== rate) this.#player.rate = rate;
    clearInterval(this.#timer);
    this.#timer = rate === 0 ? undefined : setInterval(() => this.#keepUp(), LOOK_EVERY_MS);
    this.#keepUp(true);
  }

  /** May be called twice. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#followed = undefined;
  }

  #keepUp(again = false): void {
    if (!this.#followed) return;
    const { view, since } = this.#followed;
    const { motion } = view;
    const at = reviewedAt(motion, (this.#now() ?? since) - since);
    const state = this.#player.state.getState();
    const isAtEnd = motion.rate > 0 ? at >= motion.until : at <= motion.from;
    if (motion.rate > 0 && !isAtEnd) {
      // What can't be shown says why, and is not asked for again and again.
      if (state.trouble !== undefined && !again) return;
      if (!state.waiting && Math.abs(state.at - at) > MOST_OFF_MS) this.#player.seek(at);
      this.#player.play();
      return;
    }
    const isPassing = motion.rate !== 0 && !isAtEnd;
    if (!isPassing) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    if (state.playing) this.#player.pause();
    this.#player.seek(at, { passing: isPassing ? 'whole' : false });
  }
}
