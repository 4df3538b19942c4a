/** Our own pen tied to a component's life, with the strokes that are ours and not yet on the board. */
import { useEffect, useEffectEvent, useState } from 'react';
import type { Stroke } from '../../shared/contract/board.ts';
import { explain } from '../explain.ts';
import { showTrouble } from '../ui/show-failure.ts';
import { BoardPen } from './board-pen.ts';
import type { StrokeWire } from './stroke-sender.ts';

/** The server takes about a hundred messages a second; fast screens have more frames than that. */
const MIN_FRAME_MS = 16;

/** Calls back at the next animation frame, but not more often than the server takes messages. */
function pacedFrames(): (callback: () => void) => void {
  let last = 0;
  const wait = (callback: () => void) => {
    requestAnimationFrame((now) => {
      if (now - last < MIN_FRAME_MS - 1) return wait(callback);
      last = now;
      callback();
    });
  };
  return wait;
}

const NO_STROKES: readonly Stroke[] = [];

function showRefusal(error: unknown): void {
  const { title, advice } = explain(error);
  showTrouble({ title: `The stroke was lost: ${title.toLowerCase()}`, advice });
}

/**
 * @param wire must be the same object from one rendering to the next
 * @param authorId whose pen it is; undefined where nothing may be drawn
 * @param moment media time of what is on show, ms of the session
 */
export function usePen(
  wire: StrokeWire,
  authorId: string | undefined,
  moment: () => number | undefined,
): { own: readonly Stroke[]; pen: BoardPen | undefined } {
  const [own, setOwn] = useState(NO_STROKES);
  const [pen, setPen] = useState<BoardPen>();
  const momentNow = useEffectEvent(moment);
  useEffect(() => {
    if (!authorId) return;
    const created = new BoardPen({
      authorId,
      wire,
      nextFrame: pacedFrames(),
      moment: () => momentNow(),
      onChange: setOwn,
      onRefused: showRefusal,
    });
    setPen(created);
    return () => {
      created.cancel();
      setPen(undefined);
    };
  }, [wire, authorId]);
  return { own, pen };
}
