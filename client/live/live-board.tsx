import { useMemo } from 'react';
import type { Stroke, StrokeBegin, StrokeDraw } from '../../shared/contract/board.ts';
import type { Size } from '../../shared/size.ts';
import type { PenStyle } from '../board/board-pen.ts';
import { usePen } from '../board/use-pen.ts';
import type { FrameFit } from '../stage/frame-fit.ts';
import { InkLayer } from '../stage/ink-layer.tsx';
import type { FilmPlayer } from '../stage/replay/film-player.ts';
import { OnceOpened } from '../ui/once-opened.tsx';
import { showFailure } from '../ui/show-failure.ts';
import { useInkOnShow } from './replay/use-ink-on-show.ts';
import { athleteId, athleteState } from './selectors.ts';
import { useClient, useMay, useSession } from './session-context.ts';

// It is there before the pen is taken, and spectators take none.
const boardSurface = async () => (await import('../board/board-surface.tsx')).BoardSurface;

interface Props {
  size: Size;
  fit: FrameFit;
  /** What a touch draws with; undefined leaves the pointer to the page. */
  style: PenStyle | undefined;
  /** Media time of the live picture, ms of the session. */
  moment(): number | undefined;
  /** What is played over the live picture, with ink of its own; undefined while that is on show. */
  film: FilmPlayer | undefined;
}

/** Ours as the server will have it. */
const onReplay = (stroke: Stroke): Stroke => ({ ...stroke, replayed: true });

const NO_STROKES: readonly Stroke[] = [];

/** Everyone's ink, with our own as we draw it. Nothing else on the page renders for a stroke. */
export function LiveBoard({ size, fit, style, moment, film }: Props) {
  const client = useClient();
  const id = useSession(athleteId);
  const board = useSession((session) => athleteState(session)?.board ?? NO_STROKES);
  const selfId = useSession(({ seat }) => seat?.participantId);
  const mayDraw = useMay('draw');
  const wire = useMemo(
    () => ({
      begin: (stroke: StrokeBegin) =>
        client.request('stroke:begin', {
          athleteId: id ?? '',
          stroke: { ...stroke, ...(film && { replayed: true }) },
        }),
      draw: (draw: StrokeDraw) => client.request('stroke:draw', draw),
      end: (strokeId: string) => client.request('stroke:end', { id: strokeId }),
      cancel: (strokeId: string) => client.request('stroke:cancel', { id: strokeId }),
    }),
    [client, id, film],
  );
  const { own, pen } = usePen(wire, mayDraw && id ? selfId : undefined, () =>
    film ? film.state.getState().at : moment(),
  );
  const strokes = useMemo(() => {
    const drawn = new Set(own.map(({ id }) => id));
    return [...board.filter(({ id }) => !drawn.has(id)), ...(film ? own.map(onReplay) : own)];
  }, [board, own, film]);
  const onShow = useInkOnShow(strokes, film);
  return (
    <>
      <InkLayer strokes={onShow} size={size} fit={fit} />
      <OnceOpened opened={mayDraw} load={boardSurface} onFailed={showFailure}>
        {(BoardSurface) => style && pen && <BoardSurface fit={fit} style={style} pen={pen} />}
      </OnceOpened>
    </>
  );
}
