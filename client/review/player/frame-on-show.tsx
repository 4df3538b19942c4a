import { useStore } from 'zustand';
import type { Player } from './player.ts';

/** For who does not see the picture, and for tests: which frame is on show. */
export function FrameOnShow({ player }: { player: Player }) {
  const shown = useStore(player.state, (state) => state.shown);
  if (!shown) return null;
  return <span hidden data-testid="review-frame" data-at={shown.at} data-exact={shown.exact} />;
}
