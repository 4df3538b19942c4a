/** The tools to draw on a film with: the board's, and those that measure. */
import { IconBulb, IconLineDotted, IconRulerMeasure, IconStopwatch, IconTimeline, IconWalk } from '@tabler/icons-react';
import type { Point, StrokeTool } from '../../../shared/contract/board.ts';
import {
  type FollowedKeypoint,
  followedKeypointSchema,
  type InkStroke,
  type InkTool,
  type TrailSpan,
} from '../../../shared/contract/comment-ink.ts';
import type { PenStyle } from '../../board/board-pen.ts';
import { strokeId } from '../../board/stroke-id.ts';
import { BOARD_TOOLS, type ToolChoice } from '../../board/toolbar.tsx';
import { JOINT_ANGLES } from './measures.ts';

export const INK_TOOLS: readonly ToolChoice<InkTool>[] = [
  ...BOARD_TOOLS,
  { tool: 'joint-angle', name: 'Angle of a joint', Icon: IconWalk },
  { tool: 'slope', name: 'Angle to the vertical', Icon: IconLineDotted },
  { tool: 'trail', name: 'Trail of a joint', Icon: IconTimeline },
  { tool: 'spotlight', name: 'Spotlight', Icon: IconBulb },
  { tool: 'distance', name: 'Distance', Icon: IconRulerMeasure },
  { tool: 'stopwatch', name: 'Stopwatch', Icon: IconStopwatch },
];

/** With which of the board's tools a mark is drawn; undefined where a tap puts it there. */
export function penToolOf(tool: InkTool): StrokeTool | undefined {
  if (tool === 'slope' || tool === 'distance') return 'line';
  if (tool === 'spotlight') return 'ellipse';
  return isPutByTap(tool) ? undefined : tool;
}

/** Marks that a tap puts on the picture. */
export const TAP_TOOLS = ['joint-angle', 'trail', 'stopwatch'] as const;
export type TapTool = (typeof TAP_TOOLS)[number];

export const isPutByTap = (tool: InkTool): tool is TapTool => TAP_TOOLS.some((each) => each === tool);

/** The keypoints that a tool can follow. */
export function followedBy(tool: TapTool): readonly FollowedKeypoint[] {
  if (tool === 'joint-angle') return [...JOINT_ANGLES.keys()];
  return tool === 'trail' ? followedKeypointSchema.options : [];
}

/** A mark that is put at a point, on a keypoint where its tool follows one. */
export function markAt(
  { tool, colour, width }: PenStyle<TapTool>,
  point: Point,
  { keypoint, span }: { keypoint: FollowedKeypoint | undefined; span: TrailSpan },
): InkStroke {
  const stroke = { id: strokeId(), tool, colour, width, points: [point] };
  if (tool === 'stopwatch' || !keypoint) return stroke;
  if (tool === 'trail') return { ...stroke, keypoints: [keypoint], span };
  return { ...stroke, keypoints: [...(JOINT_ANGLES.get(keypoint) ?? [])] };
}
