import { useEffect, useState } from 'react';
import type { Frozen } from '../../shared/contract/athlete-state.ts';
import { FrameRing } from './frame-ring.ts';
import { type FoundStill, HeldStill } from './held-still.ts';
import type { Footage } from './picture.ts';

/** What a frozen session shows here; undefined while the picture is live, or the frame is being looked for. */
export type Still = FoundStill | undefined;

/**
 * Keeps the newest frames, and finds the one that a session is frozen at. It stays until the session is frozen at another
 * one or let go on, also while there is no picture any more.
 *
 * @param picture the athlete's, while there is one
 * @param frozen where the session stands still; undefined while it does not
 * @param keeping whether somebody may freeze the picture, so that frames are kept
 */
export function useFrozen(picture: Footage | undefined, frozen: Frozen | undefined, keeping: boolean): Still {
  const [ring, setRing] = useState<FrameRing>();
  const [held, setHeld] = useState<HeldStill>();
  const [still, setStill] = useState<Still>();
  useEffect(() => {
    if (!picture || !keeping) return;
    const created = new FrameRing(picture);
    setRing(created);
    return () => {
      created.close();
      setRing(undefined);
    };
  }, [picture, keeping]);

  const at = frozen?.at;
  useEffect(() => {
    if (at === undefined) return;
    const created = new HeldStill(at, setStill);
    setHeld(created);
    return () => {
      created.close();
      setHeld(undefined);
      setStill(undefined);
    };
  }, [at]);

  useEffect(() => {
    if (ring) void held?.takeFrom(ring);
  }, [ring, held]);
  return at === undefined ? undefined : still;
}
