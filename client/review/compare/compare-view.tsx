/** Two films in one picture. */
import { useElementSize } from '@mantine/hooks';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { sharpContext } from '../../stage/sharp-canvas.ts';
import classes from '../player/viewer.module.css';
import type { ComparedScreen } from './compared.ts';
import { type Comparison, paintCompared, type Side } from './paint-compared.ts';

interface Props {
  first: ComparedScreen;
  second: ComparedScreen;
  comparison: Comparison;
  label: string;
}

export function CompareView({ first, second, comparison, label }: Props) {
  const { ref, width, height } = useElementSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useMemo(() => ({ width, height }), [width, height]);
  const draw = useCallback(() => {
    const context = canvas.current && size.width > 0 ? sharpContext(canvas.current, size) : undefined;
    if (context) paintCompared(context, size, sideOf(first), sideOf(second), comparison);
  }, [size, first, second, comparison]);
  useEffect(() => {
    draw();
    const ends = [first, second].flatMap(({ player, track }) => [
      player.state.subscribe((now, before) => {
        if (now.shown !== before.shown) draw();
        // What can't be had of the keypoints leaves the picture as it is.
        if (now.at !== before.at) track.need(now.at).catch((error: unknown) => console.info('sideline:', error));
      }),
      track.read.subscribe(draw),
    ]);
    return () => {
      for (const end of ends) end();
    };
  }, [first, second, draw]);
  return (
    <div className={classes.viewer} ref={ref}>
      <canvas ref={canvas} className={classes.picture} role="img" aria-label={label} data-testid="compared-picture" />
    </div>
  );
}

function sideOf({ player, track }: ComparedScreen): Side {
  const { shown } = player.state.getState();
  return { frame: shown?.frame, pose: shown && track.poseAt(shown.at) };
}
