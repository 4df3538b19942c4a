import { useMemo } from 'react';
import type { Stroke, StrokeBegin, StrokeDraw } from '../../shared/contract/board.ts';
import type { Size } from '../../shared/size.ts';
import type { PenStyle } from '../board/board-pen.ts';
import { BoardSurface } from '../board/board-surface.tsx';
import { usePen } from '../board/use-pen.ts';
import type { FrameFit } from '../stage/frame-fit.ts';
import { InkLayer } from '../stage/ink-layer.tsx';
import { athleteId, athleteState } from './selectors.ts';
import { useClient, useMay, useSession } from './session-context.ts';

interface Props {
  size: Size;
  fit: FrameFit;
  /** What a touch draws with; undefined leaves the pointer to the page. */
  style: PenStyle | undefined;
  moment(): number | undefined;
}

const NO_STROKES: readonly Stroke[] = [];

/** Everyone's ink, with our own as we draw it. Nothing else on the page renders for a stroke. */
export function LiveBoard({ size, fit, style, moment }: Props) {
  const client = useClient();
  const id = useSession(athleteId);
  const board = useSession((session) => athleteState(session)?.board ?? NO_STROKES);
  const selfId = useSession(({ seat }) => seat?.participantId);
  const mayDraw = useMay('draw');
  const wire = useMemo(
    () => ({
      begin: (stroke: StrokeBegin) => client.request('stroke:begin', { athleteId: id ?? '', stroke }),
      draw: (draw: StrokeDraw) => client.request('stroke:draw', draw),
      end: (strokeId: string) => client.request('stroke:end', { id: strokeId }),
      cancel: (strokeId: string) => client.request('stroke:cancel', { id: strokeId }),
    }),
    [client, id],
  );
  const { own, pen } = usePen(wire, mayDraw && id ? selfId : undefined, moment);
  const strokes = useMemo(() => {
    const drawn = new Set(own.map(({ id }) => id));
    return [...board.filter(({ id }) => !drawn.has(id)), ...own];
  }, [board, own]);
  return (
    <>
      <InkLayer strokes={strokes} size={size} fit={fit} />
      {style && pen && <BoardSurface fit={fit} style={style} pen={pen} />}
    </>
  );
}
