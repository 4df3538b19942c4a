/** What is in hand while one draws on a film, and what of the film's ink is on show. */
import { useState } from 'react';
import { INK_COLOURS, type Point } from '../../../shared/contract/board.ts';
import type { FollowedKeypoint, InkTool, TrailSpan } from '../../../shared/contract/comment-ink.ts';
import type { PenStyle } from '../../board/board-pen.ts';
import { PEN_WIDTHS } from '../../board/pen-widths.ts';
import { showFailure, showTrouble } from '../../ui/show-failure.ts';
import type { Screen } from '../player/use-screen.ts';
import { keypointNear } from './measures.ts';
import type { Sketch } from './sketch.ts';
import { followedBy, markAt, type TapTool } from './tools.ts';

export interface InkHand {
  readonly sketch: Sketch;
  /** Whether the tools are on show. */
  readonly open: boolean;
  /** Whether a tool is in hand. */
  readonly drawing: boolean;
  readonly style: PenStyle<InkTool>;
  readonly span: TrailSpan;
  setOpen(open: boolean): void;
  setDrawing(drawing: boolean): void;
  setStyle(style: PenStyle<InkTool>): void;
  setSpan(span: TrailSpan): void;
  /** Puts a mark where somebody tapped. */
  tap(style: PenStyle<TapTool>, point: Point, aspect: number): void;
  /** Puts a mark on a keypoint, or at a point where its tool follows none. */
  put(style: PenStyle<TapTool>, point: Point, keypoint?: FollowedKeypoint): void;
}

const FIRST_STYLE: PenStyle<InkTool> = { tool: 'freehand', colour: INK_COLOURS[0], width: PEN_WIDTHS[0].width };

/** @param sketch of the picture that is seen */
export function useInkHand({ player, track }: Screen, sketch: Sketch): InkHand {
  const [open, setOpen] = useState(false);
  const [drawing, setDrawing] = useState(false);
  const [style, setStyle] = useState(FIRST_STYLE);
  const [span, setSpan] = useState<TrailSpan>('around');
  const put: InkHand['put'] = (mark, point, keypoint) => {
    player.pause();
    try {
      sketch.add(markAt(mark, point, { keypoint, span }), player.state.getState().at);
    } catch (error) {
      showFailure(error);
    }
  };
  const tap: InkHand['tap'] = (mark, point, aspect) => {
    const names = followedBy(mark.tool);
    if (names.length === 0) {
      put(mark, point);
      return;
    }
    const pose = track.poseAt(player.state.getState().at);
    const keypoint = pose && keypointNear(pose, point, names, aspect);
    if (keypoint) put(mark, point, keypoint);
    else
      showTrouble({ title: 'No joint here', advice: 'Tap nearer to a joint of the skeleton, or choose it by name.' });
  };
  const onOpen = (to: boolean) => {
    setOpen(to);
    setDrawing(to);
  };
  return { sketch, open, drawing, style, span, setOpen: onOpen, setDrawing, setStyle, setSpan, tap, put };
}
