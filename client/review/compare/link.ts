/** Keeps one player beside another: the same time before and after a moment that was chosen on each side. */
import type { Player } from '../player/player.ts';
import type { FollowingPlayer } from './compared.ts';

/** Moments that belong together, ms of each one's session. */
export interface SyncPoint {
  readonly first: number;
  readonly second: number;
}

/** Follows the first player with the second until the function that is returned is called. */
export function follow(first: Player, second: FollowingPlayer, { first: at, second: other }: SyncPoint): () => void {
  let last: number | undefined;
  const move = () => {
    const { at: now, playing } = first.state.getState();
    if (now === last) return;
    last = now;
    second.seek(other + (now - at), { passing: playing ? 'whole' : false, event: true });
  };
  move();
  const end = first.state.subscribe((now, before) => {
    // The last picture of a run is shown exactly, as when one goes to it.
    if (before.playing && !now.playing) last = undefined;
    move();
  });
  return end;
}
