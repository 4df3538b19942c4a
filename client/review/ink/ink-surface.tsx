import { type PointerEvent, useMemo } from 'react';
import surfaceClasses from '../../board/board-surface.module.css';
import { BoardSurface } from '../../board/board-surface.tsx';
import { usePen } from '../../board/use-pen.ts';
import { type FrameFit, isOnFrame, toFrame } from '../../stage/frame-fit.ts';
import type { Player } from '../player/player.ts';
import { isPutByTap, penToolOf } from './tools.ts';
import type { InkHand } from './use-ink.ts';

interface Props {
  hand: InkHand;
  player: Player;
  fit: FrameFit;
}

/** Nobody else draws on this picture, so strokes need no author to be told apart. */
const AUTHOR = 'self';

/** Lies over the film while a tool is in hand. The film stops where one draws on it. */
export function InkSurface({ hand, player, fit }: Props) {
  const { sketch, style } = hand;
  const { tool } = style;
  const wire = useMemo(() => sketch.wire(tool), [sketch, tool]);
  const { pen } = usePen(wire, AUTHOR, () => player.state.getState().at);
  if (isPutByTap(tool)) {
    const down = (event: PointerEvent<HTMLDivElement>) => {
      const { left, top } = event.currentTarget.getBoundingClientRect();
      const place = [event.clientX - left, event.clientY - top] as const;
      if (event.button !== 0 || !isOnFrame(fit, place)) return;
      event.preventDefault();
      hand.tap({ ...style, tool }, toFrame(fit, place), fit.width / fit.height);
    };
    return <div className={surfaceClasses.surface} data-testid="board-surface" onPointerDown={down} />;
  }
  const penTool = penToolOf(tool);
  if (!pen || !penTool) return null;
  return (
    <div onPointerDownCapture={() => player.pause()}>
      <BoardSurface fit={fit} style={{ ...style, tool: penTool }} pen={pen} />
    </div>
  );
}
