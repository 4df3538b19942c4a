/** What the pointer does on the picture: nothing, draw, or pick the athlete; one of them at a time. */
import { useEffect, useState } from 'react';

export interface Hand {
  drawing: boolean;
  /** Undefined where nobody can be picked. */
  picking: boolean | undefined;
  setDrawing(drawing: boolean): void;
  setPicking(picking: boolean): void;
}

/** @param pickable whether there is a live picture to pick the athlete in; picking ends when there is none any more */
export function useHand(pickable: boolean): Hand {
  const [hand, setHand] = useState<'empty' | 'drawing' | 'picking'>('empty');
  useEffect(() => {
    if (!pickable) setHand((now) => (now === 'picking' ? 'empty' : now));
  }, [pickable]);
  return {
    drawing: hand === 'drawing',
    picking: pickable ? hand === 'picking' : undefined,
    setDrawing: (drawing) => setHand(drawing ? 'drawing' : 'empty'),
    setPicking: (picking) => setHand(picking ? 'picking' : 'empty'),
  };
}
