import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Follower } from '../../../../../client/live/review/follower.ts';
import type { ReviewMotion } from '../../../../../shared/contract/live-review.ts';
import { aPlayer } from './a-player.ts';

const look = { skeleton: true, zoom: 1, x: 0.5, y: 0.5 };
/** Set at 10 s of the live session. */
const followed = (motion: Partial<ReviewMotion>) => ({
  view: { motion: { at: 1_000, rate: 0, from: 500, until: 3_000, ...motion }, look },
  since: 10_000,
});

beforeEach(() => void vi.useFakeTimers({ now: 10_000 }));
afterEach(() => void vi.useRealTimers());

function aFollower(now: () => number | undefined = () => Date.now()) {
  const made = aPlayer();
  return { ...made, follower: new Follower({ player: made.player, now }) };
}

describe('a page that follows a coach’s playhead', () => {
  it('stands still on the coach’s frame', () => {
    const { follower, state, seeks } = aFollower();
    state.setState({ playing: true, at: 2_000 });
    follower.follow(followed({ at: 1_234.5 }));
    expect(state.getState().playing).toBe(false);
    expect(seeks.at(-1)).toEqual({ at: 1_234.5, passing: false });
  });

  it('plays from where the playhead is by now, as fast, and leaves a player alone that keeps up', () => {
    vi.setSystemTime(10_800);
    const { follower, player, state, seeks } = aFollower();
    follower.follow(followed({ rate: 0.5 }));
    expect(seeks).toEqual([{ at: 1_400, passing: false }]);
    expect(state.getState().playing).toBe(true);
    expect(player.rate).toBe(0.5);
    expect(player.zone).toEqual({ from: 500, until: 3_000 });
    for (let passed = 60; passed <= 600; passed += 60) {
      state.setState({ at: 1_400 + passed / 2 - 40 });
      vi.advanceTimersByTime(60);
    }
    expect(seeks).toHaveLength(1);
  });

  it('catches up when it falls behind, and not while it waits for the film', () => {
    const { follower, state, seeks } = aFollower();
    state.setState({ at: 1_000 });
    follower.follow(followed({ rate: 1 }));
    state.setState({ waiting: true });
    vi.advanceTimersByTime(600);
    expect(seeks).toEqual([]);
    state.setState({ waiting: false });
    vi.advanceTimersByTime(60);
    expect(seeks).toEqual([{ at: 1_660, passing: false }]);
  });

  it('stands still at the end, exactly', () => {
    const { follower, state, seeks } = aFollower();
    follower.follow(followed({ rate: 1 }));
    vi.advanceTimersByTime(5_000);
    expect(state.getState().playing).toBe(false);
    expect(seeks.at(-1)).toEqual({ at: 3_000, passing: false });
    const before = seeks.length;
    vi.advanceTimersByTime(5_000);
    expect(seeks).toHaveLength(before);
  });

  it('shows frame after frame backwards, and stands still at the beginning', () => {
    const { follower, state, seeks } = aFollower();
    follower.follow(followed({ rate: -1 }));
    vi.advanceTimersByTime(120);
    expect(state.getState().playing).toBe(false);
    expect(seeks.slice(0, 3)).toEqual([1_000, 940, 880].map((at) => ({ at, passing: 'whole' })));
    vi.advanceTimersByTime(5_000);
    expect(seeks.at(-1)).toEqual({ at: 500, passing: false });
  });

  it('tries a film again that failed when the coach moves, and not before', () => {
    const { follower, state } = aFollower();
    follower.follow(followed({ rate: 1 }));
    state.setState({ playing: false, trouble: new Error('lost') });
    vi.advanceTimersByTime(600);
    expect(state.getState().playing).toBe(false);
    follower.follow(followed({ rate: 1, at: 1_500 }));
    expect(state.getState().playing).toBe(true);
  });

  it('begins where the playhead was set while the server’s clock is not known', () => {
    const { follower, seeks } = aFollower(() => undefined);
    follower.follow(followed({ rate: 1 }));
    expect(seeks).toEqual([{ at: 1_000, passing: false }]);
  });

  it('leaves the player alone once it is closed', () => {
    const { follower, seeks } = aFollower();
    follower.follow(followed({ rate: -1 }));
    follower.close();
    follower.close();
    const before = seeks.length;
    vi.advanceTimersByTime(1_000);
    expect(seeks).toHaveLength(before);
  });
});
