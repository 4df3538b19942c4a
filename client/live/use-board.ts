/** The board as it is shown here: everyone's strokes, with our own as we draw them. */
import { notifications } from '@mantine/notifications';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Stroke } from '../../shared/contract/board.ts';
import { BoardPen } from '../board/board-pen.ts';
import { explain } from '../explain.ts';
import type { SessionClient } from '../session/session-client.ts';

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

/** A reference to the value of the last rendering, for callbacks that live longer than one. */
function useLatest<T>(value: T) {
  const latest = useRef(value);
  latest.current = value;
  return latest;
}

const NO_STROKES: readonly Stroke[] = [];

function tellRefused(error: unknown): void {
  const { title, advice } = explain(error);
  notifications.show({ color: 'orange', title: `The stroke was lost: ${title.toLowerCase()}`, message: advice });
}

/**
 * @param authorId whose pen it is; undefined where nothing may be drawn
 * @param moment media time of what is on show, ms of the session
 */
export function useBoard(
  client: SessionClient,
  board: readonly Stroke[] = NO_STROKES,
  authorId: string | undefined,
  moment: () => number | undefined,
) {
  const momentNow = useLatest(moment);
  const [own, setOwn] = useState<readonly Stroke[]>(NO_STROKES);
  const [pen, setPen] = useState<BoardPen>();
  useEffect(() => {
    if (!authorId) return;
    const created = new BoardPen({
      authorId,
      wire: {
        begin: (stroke) => client.request('stroke:begin', stroke),
        draw: (draw) => client.request('stroke:draw', draw),
        end: (id) => client.request('stroke:end', { id }),
        undo: () => client.request('board:undo', {}),
      },
      nextFrame: pacedFrames(),
      moment: () => momentNow.current(),
      onChange: setOwn,
      onRefused: tellRefused,
    });
    setPen(created);
    return () => created.cancel();
  }, [client, authorId, momentNow]);

  const strokes = useMemo(() => {
    const drawn = new Set(own.map(({ id }) => id));
    return [...board.filter(({ id }) => !drawn.has(id)), ...own];
  }, [board, own]);
  return { strokes, pen };
}
