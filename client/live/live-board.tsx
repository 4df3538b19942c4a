import { useMemo } from 'react';
import type { Stroke } from '../../shared/contract/board.ts';
import type { PenStyle } from '../board/board-pen.ts';
import { BoardSurface } from '../board/board-surface.tsx';
import { usePen } from '../board/use-pen.ts';
import type { FrameFit, Size } from '../stage/frame-fit.ts';
import { InkLayer } from '../stage/ink-layer.tsx';
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
  const board = useSession(({ state }) => state?.board ?? NO_STROKES);
  const selfId = useSession(({ seat }) => seat?.participantId);
  const mayDraw = useMay('draw');
  const wire = useMemo(
    () => ({
      begin: (stroke: Parameters<typeof client.request<'stroke:begin'>>[1]) => client.request('stroke:begin', stroke),
      draw: (draw: Parameters<typeof client.request<'stroke:draw'>>[1]) => client.request('stroke:draw', draw),
      end: (id: string) => client.request('stroke:end', { id }),
      cancel: (id: string) => client.request('stroke:cancel', { id }),
    }),
    [client],
  );
  const { own, pen } = usePen(wire, mayDraw ? selfId : undefined, moment);
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
