import type { PenStyle } from '../board/board-pen.ts';
import { BOARD_TOOLS, Toolbar } from '../board/toolbar.tsx';
import { useClient, useMay } from './session-context.ts';
import { useAboutAthlete } from './use-athlete.ts';
import type { Hand } from './use-hand.ts';

interface Props {
  hand: Hand;
  style: PenStyle;
  /** What is on show beneath the ink. */
  over: 'live' | 'replay';
  onStyle(style: PenStyle): void;
}

/** What one draws with over the athlete's picture. */
export function DrawingTools({ hand, style, over, onStyle }: Props) {
  const client = useClient();
  const aboutAthlete = useAboutAthlete();
  const mayClearAll = useMay('clear-all');
  return (
    <Toolbar
      {...{ style, onStyle, mayClearAll }}
      tools={BOARD_TOOLS}
      drawing={hand.drawing}
      onDrawing={hand.setDrawing}
      onUndo={() => aboutAthlete((athleteId) => client.request('board:undo', { athleteId, over }))}
      onClear={(scope) => aboutAthlete((athleteId) => client.request('board:clear', { athleteId, scope, over }))}
    />
  );
}
