import { useEffect, useState } from 'react';
import type { Frozen } from '../../shared/contract/session.ts';
import { FrameRing, type Shot } from './frame-ring.ts';
import type { Picture } from './picture.ts';

/** What a frozen session shows here: the frame, or `missing` where it never was; undefined while the picture is live. */
export type Still = Shot | 'missing' | undefined;

/**
 * @param keeping whether somebody may freeze the picture, so that frames are kept
 */
export function useFrozen(picture: Picture | undefined, frozen: Frozen | undefined, keeping: boolean): Still {
  const [ring, setRing] = useState<FrameRing>();
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
    if (at === undefined || !ring) return;
    let over = false;
    let taken: Shot | undefined;
    ring.take(at).then((shot) => {
      if (over) shot?.bitmap.close();
      else {
        taken = shot;
        setStill(shot ?? 'missing');
      }
    });
    return () => {
      over = true;
      setStill(undefined);
      taken?.bitmap.close();
    };
  }, [ring, at]);
  return at === undefined ? undefined : still;
}
