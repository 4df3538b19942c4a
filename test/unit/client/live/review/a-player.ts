/** A player without a film, for what moves players and what reads them. */
import { createStore } from 'zustand/vanilla';
import type { FollowerOptions } from '../../../../../client/live/review/follower.ts';
import type { PlayerState } from '../../../../../client/review/player/player-state.ts';

const STILL: PlayerState = {
  ...{ at: 0, shown: undefined, playing: false, waiting: false, trouble: undefined, steps: 'exact', volume: 1 },
  ...{ rate: 1, direction: 1, atEnd: 'stop', zone: { from: 0, until: 9_000 }, extent: { from: 0, until: 9_000 } },
};

/** Goes where it is sent at once, and plays without moving: the test says where it has come to. */
export function aPlayer() {
  const state = createStore(() => STILL);
  const seeks: { at: number; passing: boolean | 'whole' }[] = [];
  const player: FollowerOptions['player'] = {
    state,
    rate: 1,
    zone: undefined,
    play: () => state.setState({ playing: true }),
    pause: () => state.setState({ playing: false }),
    seek: (at, { passing = false } = {}) => {
      seeks.push({ at, passing });
      state.setState({ at });
    },
  };
  return { player, state, seeks };
}
